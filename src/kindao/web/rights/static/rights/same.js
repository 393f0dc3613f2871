// Is this me? The perceptual hash of kindao.engine.match.phash, computed here: the picture is never sent.
"use strict";
(() => {
  const SIDE = 64, KEPT = 16, LARGEST = 16e6; // pixels; a phone's memory
  const form = document.getElementById("same"), input = document.getElementById("found");
  if (!form || !window.createImageBitmap) return;

  function grey(image) { // as Pillow's convert("L")
    const scale = Math.min(1, Math.sqrt(LARGEST / (image.width * image.height)));
    const w = Math.max(1, Math.round(image.width * scale)), h = Math.max(1, Math.round(image.height * scale));
    const canvas = document.createElement("canvas");
    canvas.width = w; canvas.height = h;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.fillStyle = "#fff"; pen.fillRect(0, 0, w, h);
    pen.imageSmoothingQuality = "high"; pen.drawImage(image, 0, 0, w, h);
    const rgba = pen.getImageData(0, 0, w, h).data, out = new Uint8ClampedArray(w * h);
    for (let i = 0, j = 0; i < out.length; i++, j += 4) out[i] = (rgba[j] * 19595 + rgba[j + 1] * 38470 + rgba[j + 2] * 7471 + 0x8000) >> 16;
    return { data: out, w, h };
  }

  function sinc(x) { return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x); }

  function weights(size) { // Lanczos with three lobes, as Pillow's resize
    const scale = Math.max(1, size / SIDE), reach = 3 * scale, rows = [];
    for (let n = 0; n < SIDE; n++) {
      const centre = (n + 0.5) * size / SIDE;
      const from = Math.max(0, Math.floor(centre - reach + 0.5)), to = Math.min(size, Math.floor(centre + reach + 0.5));
      const row = []; let sum = 0;
      for (let i = from; i < to; i++) {
        const x = (i - centre + 0.5) / scale, v = Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
        row.push(v); sum += v;
      }
      rows.push({ from, row: row.map((v) => v / sum) });
    }
    return rows;
  }

  function small(picture) { // 64 x 64, rounded to whole greys after each direction
    const across = weights(picture.w), down = weights(picture.h);
    const lines = new Uint8ClampedArray(SIDE * picture.h), out = new Uint8ClampedArray(SIDE * SIDE);
    for (let y = 0; y < picture.h; y++) for (let n = 0; n < SIDE; n++) {
      let v = 0; const { from, row } = across[n], at = y * picture.w + from;
      for (let i = 0; i < row.length; i++) v += picture.data[at + i] * row[i];
      lines[y * SIDE + n] = Math.floor(v + 0.5);
    }
    for (let m = 0; m < SIDE; m++) for (let n = 0; n < SIDE; n++) {
      let v = 0; const { from, row } = down[m];
      for (let i = 0; i < row.length; i++) v += lines[(from + i) * SIDE + n] * row[i];
      out[m * SIDE + n] = Math.floor(v + 0.5);
    }
    return out;
  }

  function hash(pixels) {
    const wave = [];
    for (let k = 0; k < KEPT; k++) for (let n = 0; n < SIDE; n++) wave.push(2 * Math.cos(Math.PI * k * (2 * n + 1) / (2 * SIDE)));
    const half = new Float64Array(KEPT * SIDE), low = [];
    for (let k = 0; k < KEPT; k++) for (let n = 0; n < SIDE; n++) {
      let v = 0; for (let m = 0; m < SIDE; m++) v += wave[k * SIDE + m] * pixels[m * SIDE + n];
      half[k * SIDE + n] = v;
    }
    for (let k = 0; k < KEPT; k++) for (let l = 0; l < KEPT; l++) {
      let v = 0; for (let n = 0; n < SIDE; n++) v += half[k * SIDE + n] * wave[l * SIDE + n];
      low.push(v);
    }
    const sorted = [...low].sort((a, b) => a - b), middle = (sorted[127] + sorted[128]) / 2;
    let hex = "";
    for (let i = 0; i < low.length; i += 4) hex += ((low[i] > middle) * 8 + (low[i + 1] > middle) * 4 + (low[i + 2] > middle) * 2 + (low[i + 3] > middle) * 1).toString(16);
    return hex;
  }

  async function bitsOf(file) {
    const image = await createImageBitmap(file);
    return hash(small(grey(image)));
  }

  window.kindaoBitsOf = bitsOf; // for the test that compares it with the server's
  form.hidden = false;
  input.addEventListener("change", async () => {
    document.getElementById("unread").hidden = true;
    if (!input.files.length) return;
    try {
      form.elements.bits.value = await bitsOf(input.files[0]);
      form.submit();
    } catch (_) { document.getElementById("unread").hidden = false; }
  });
})();
