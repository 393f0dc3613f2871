// Sends files in parts, so that a cut line costs one part. Without this script the form sends them whole.
"use strict";
(() => {
  const form = document.getElementById("capture");
  if (!form || !window.fetch || !Blob.prototype.slice) return;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const list = document.getElementById("sending");
  const drop = document.getElementById("drop");
  const words = form.dataset;
  let queue = Promise.resolve();
  let uploads = null;
  let waiting = 0;
  let last = "";
  let failed = 0;
  const PART = Number(words.part);
  form.classList.add("scripted");

  // By its first part the same file is known again, when the page was closed before all of it had come.
  async function digest(piece) {
    if (!window.crypto || !crypto.subtle) return "";
    const made = await crypto.subtle.digest("SHA-256", await piece.arrayBuffer());
    return "sha256:" + [...new Uint8Array(made)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const kilobytes = (bytes) => Math.round(bytes / 1024);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  // Asks until there is an answer; a refusal is an answer.
  async function ask(url, options) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
      let answer = null;
      try {
        answer = await fetch(url, { credentials: "same-origin", ...options,
          headers: { Accept: "application/json", "X-CSRFToken": token, ...(options && options.headers) } });
      } catch (cut) { /* no line */ }
      if (answer && answer.status < 500 && answer.status !== 429) {
        const said = await answer.json().catch(() => ({}));
        if (!answer.ok) throw new Error(said.error || String(answer.status));
        return said;
      }
      const why = answer ? await answer.json().catch(() => ({})) : {};
      if (options && options.onCut) options.onCut(why.error);
      await pause(wait);
    }
  }

  function shown(file) {
    const row = document.createElement("li");
    const text = document.createElement("span");
    const bar = document.createElement("progress");
    bar.max = file.size || 1;
    bar.setAttribute("aria-label", words.sending);
    text.textContent = words.sending;
    const much = document.createElement("small"); // the bar tells it to whoever can't see
    much.setAttribute("aria-hidden", "true");
    const called = document.createElement("b"); // here alone: it is not sent
    called.textContent = file.name;
    row.append(called, text, much, bar);
    if (file.type.startsWith("image/")) {
      const small = document.createElement("img");
      small.alt = "";
      small.addEventListener("error", () => small.remove());
      small.addEventListener("load", () => URL.revokeObjectURL(small.src));
      small.src = URL.createObjectURL(file);
      row.prepend(small);
    }
    list.append(row);
    const come = (bytes) => {
      bar.value = bytes;
      much.textContent = `${kilobytes(bytes)} / ${Math.max(1, kilobytes(file.size))} kB`;
    };
    come(0);
    return { text, come, over: () => { much.remove(); bar.remove(); } };
  }

  async function session(cut) {
    if (!uploads) {
      const told = new FormData(form);
      told.delete("files");
      uploads = (await ask(form.action || location.href, { method: "POST", body: told, onCut: cut })).uploads;
    }
    return uploads;
  }

  async function send(file, camera, line) {
    const cut = (why) => { line.text.textContent = why ? `${why} ${words.still}` : words.cut; };
    const begin = new FormData();
    begin.set("size", String(file.size));
    if (camera) begin.set("camera", "1");
    const first = file.size > PART ? await digest(file.slice(0, PART)) : "";
    if (first) begin.set("first", first);
    const { upload, part, come: there } = await ask(await session(cut), { method: "POST", body: begin, onCut: cut });
    let come = there;
    line.come(come);
    while (come < file.size) {
      const piece = file.slice(come, come + part);
      try {
        come = (await ask(upload, { method: "PUT", body: piece, onCut: cut, headers: {
          "Content-Type": "application/octet-stream",
          "Content-Range": `bytes ${come}-${come + piece.size - 1}/${file.size}` } })).come;
      } catch (refused) {
        const there = await ask(upload, { onCut: cut });
        if (there.ended || there.come === come) throw refused;
        come = there.come;
      }
      line.come(come);
      line.text.textContent = words.sending;
    }
    return ask(upload, { method: "POST", onCut: cut });
  }

  function add(files, camera) {
    for (const file of files) {
      const line = shown(file);
      waiting += 1;
      queue = queue.then(async () => {
        try {
          const { original, known } = await send(file, camera, line);
          last = original;
          const link = document.createElement("a");
          link.href = last;
          link.textContent = known ? words.known : words.safe;
          line.text.replaceChildren(link);
          line.come(file.size);
        } catch (refused) {
          failed += 1;
          line.text.textContent = refused.message;
          line.text.className = "wrong";
          line.over();
        }
        waiting -= 1;
        if (!waiting && last && !failed) location.href = list.children.length === 1 ? last : form.dataset.patient || last;
      });
    }
  }

  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => { add([...input.files], input.id === "camera"); input.value = ""; });
  }
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    add([...event.dataTransfer.files], false);
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData ? event.clipboardData.files : [])];
    if (files.length) { event.preventDefault(); add(files, false); }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
})();
