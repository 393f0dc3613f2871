/* A signature by finger: strokes of [x, y, milliseconds] in the canvas's own pixels. Without this the name is typed. */
"use strict";
(() => {
  const form = document.querySelector("[data-sign]");
  const box = form && form.querySelector("[data-pad]");
  const pad = box && box.querySelector("canvas");
  const pen = pad && pad.getContext("2d");
  if (!pen) return;
  const field = form.elements.strokes;
  let strokes = [], began = 0;
  box.hidden = false;
  pen.lineWidth = 4; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#10201d";
  const point = (event) => {
    const edge = pad.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    began = began || event.timeStamp;
    return [within((event.clientX - edge.left) * pad.width / edge.width, pad.width),
      within((event.clientY - edge.top) * pad.height / edge.height, pad.height),
      within(event.timeStamp - began, 1e9 - 1)];
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault(); pad.setPointerCapture(event.pointerId); strokes.push([point(event)]);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    const stroke = strokes[strokes.length - 1], to = point(event), from = stroke[stroke.length - 1];
    stroke.push(to); pen.beginPath(); pen.moveTo(from[0], from[1]); pen.lineTo(to[0], to[1]); pen.stroke();
  });
  form.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = []; began = 0; pen.clearRect(0, 0, pad.width, pad.height);
  });
  form.addEventListener("submit", () => { field.value = strokes.length ? JSON.stringify(strokes) : ""; });
})();
