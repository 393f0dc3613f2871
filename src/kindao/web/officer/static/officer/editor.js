// Boxes on a picture: add, move, resize, take away, by mouse, finger and keys; undo and redo. What is said goes into
// one hidden field of the form; without this script people are named and answers given all the same.
"use strict";
(() => {
  const svg = document.getElementById("boxes");
  const tools = document.getElementById("tools");
  const form = document.getElementById("naming");
  const list = document.getElementById("seen");

  for (const place of document.querySelectorAll("[data-seek]")) {
    const film = document.getElementById("film");
    if (!film) break;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `▶ ${place.textContent}`;
    button.addEventListener("click", () => { film.currentTime = Number(place.dataset.seek); film.focus(); });
    place.replaceChildren(button);
  }
  if (!svg || !tools || !form) return;

  const NS = "http://www.w3.org/2000/svg";
  const [, , WIDTH, HEIGHT] = svg.getAttribute("viewBox").split(" ").map(Number);
  const LEAST = Math.max(4, Math.round(Math.min(WIDTH, HEIGHT) / 100)); // pixels, the smallest side
  const STEP = Math.max(1, Math.round(Math.min(WIDTH, HEIGHT) / 100));
  const CORNERS = ["nw", "ne", "sw", "se"];
  const words = tools.dataset;
  const kind = document.getElementById("kind");
  const add = document.getElementById("add");
  const undo = document.getElementById("undo");
  const redo = document.getElementById("redo");
  const remove = document.getElementById("delete");
  const told = document.getElementById("told");
  const template = document.getElementById("another");
  const sent = document.getElementById("boxes-said");
  const first = new Map();
  let boxes = [];
  let back = [];
  let forth = [];
  let drawing = false;
  let made = 0;
  let chosen = "";

  const row = (key) => [...list.children].find((item) => item.dataset.key === key);
  const choice = (key) => { const item = row(key); return item && item.querySelector("select"); };

  for (const group of svg.querySelectorAll(".box")) {
    const rect = group.querySelector("rect");
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
    const { key, kind: what, number, label } = group.dataset;
    boxes.push({ key, kind: what, number: number || "", label: label || "", box: [x, y, x + w, y + h], own: group.classList.contains("own"), who: choice(key) ? choice(key).value : "" });
    first.set(key, { box: boxes.at(-1).box.join(), who: boxes.at(-1).who });
  }

  function again(said) { // what a page had said that was not saved
    for (const one of boxes) if (said.moved[one.key]) one.box = said.moved[one.key];
    boxes = boxes.filter((one) => !said.gone.includes(one.key));
    for (const [n, one] of said.drawn.entries()) {
      const item = row(one.key);
      const label = [...kind.options].find((option) => option.value === one.kind).textContent;
      boxes.push({ ...one, number: String(Number(words.last) + 1 + n), label, own: true, who: item ? choice(one.key).value : "" });
      made = Math.max(made, Number(one.key.slice(4)));
    }
  }

  const copy = (state) => state.map((one) => ({ ...one, box: [...one.box] }));
  const find = (key) => boxes.find((one) => one.key === key);
  const isNew = (one) => one.key.startsWith("new-");
  const called = (one) => (`${one.kind === "person" ? words.person : one.label} ${one.number}`.trim());
  const say = (text) => { told.textContent = text; };

  function name(one) {
    const select = choice(one.key);
    return select ? `${called(one)}: ${select.selectedOptions[0].textContent.trim()}` : called(one);
  }

  function change(edit, text) {
    back.push(copy(boxes));
    forth = [];
    edit();
    draw();
    if (text) say(text);
  }

  function step(from, to, text) {
    if (!from.length) return;
    const held = document.activeElement;
    to.push(copy(boxes));
    boxes = from.pop();
    draw();
    // A button that does nothing more, a box that is gone: whoever works by keys goes on from beside it.
    if (held.disabled || !held.isConnected) (held === undo ? redo : held === redo ? undo : add).focus();
    say(text);
  }

  function kept(box) { // inside the picture, and no smaller than can be taken hold of
    const [x0, y0, x1, y1] = box.map(Math.round);
    const left = Math.max(0, Math.min(x0, WIDTH - LEAST));
    const top = Math.max(0, Math.min(y0, HEIGHT - LEAST));
    return [left, top, Math.min(WIDTH, Math.max(x1, left + LEAST)), Math.min(HEIGHT, Math.max(y1, top + LEAST))];
  }

  function shifted([x0, y0, x1, y1], dx, dy) {
    const w = x1 - x0;
    const h = y1 - y0;
    const x = Math.max(0, Math.min(Math.round(x0 + dx), WIDTH - w));
    const y = Math.max(0, Math.min(Math.round(y0 + dy), HEIGHT - h));
    return [x, y, x + w, y + h];
  }

  function element(parent, tag, attributes) {
    const made = document.createElementNS(NS, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.append(made);
    return made;
  }

  function place(group, one) {
    const scale = WIDTH / Math.max(svg.getBoundingClientRect().width, 1); // picture pixels in one of the screen
    const [x0, y0, x1, y1] = one.box;
    for (const rect of group.querySelectorAll("rect.edge, rect.halo")) {
      rect.setAttribute("x", x0); rect.setAttribute("y", y0);
      rect.setAttribute("width", x1 - x0); rect.setAttribute("height", y1 - y0);
    }
    const text = group.querySelector("text");
    text.setAttribute("x", x0 + 5 * scale); text.setAttribute("y", y0 + 19 * scale);
    text.setAttribute("font-size", 17 * scale);
    for (const corner of CORNERS) {
      const dot = group.querySelector(`.${corner}`);
      dot.setAttribute("cx", corner.includes("w") ? x0 : x1);
      dot.setAttribute("cy", corner.includes("n") ? y0 : y1);
      dot.setAttribute("r", 12 * scale);
    }
  }

  function draw() {
    const shown = new Map([...svg.querySelectorAll(".box")].map((group) => [group.dataset.key, group]));
    rows();
    for (const one of boxes) {
      let group = shown.get(one.key);
      if (!group || !group.querySelector(".edge")) {
        const fresh = document.createElementNS(NS, "g");
        fresh.dataset.key = one.key;
        element(fresh, "rect", { class: "halo" });
        element(fresh, "rect", { class: "edge" });
        element(fresh, "text", { "aria-hidden": "true" }).textContent = one.number;
        for (const corner of CORNERS) element(fresh, "circle", { class: `handle ${corner}`, "data-corner": corner });
        if (group) group.replaceWith(fresh); else svg.append(fresh);
        group = fresh;
        for (const [attribute, value] of [["tabindex", "0"], ["role", "button"], ["aria-describedby", "keys"]]) group.setAttribute(attribute, value);
      }
      shown.delete(one.key);
      group.setAttribute("class", `box${one.who === "nobody" ? " nobody" : ""}${one.own ? " own" : ""}`);
      group.setAttribute("aria-label", name(one));
      place(group, one);
    }
    for (const left of shown.values()) left.remove();
    undo.disabled = !back.length;
    form.toggleAttribute("data-typed", !undo.disabled); // no field tells it before the form is sent
    redo.disabled = !forth.length;
    remove.disabled = !find(chosen);
  }

  function rows() { // each new person has a row to be named in; a row taken away keeps what was chosen, for redo
    for (const one of boxes.filter((each) => isNew(each) && each.kind === "person")) {
      if (row(one.key)) continue;
      const item = template.content.firstElementChild.cloneNode(true);
      item.dataset.key = one.key;
      item.querySelector(".number").textContent = one.number;
      item.querySelector(".called").textContent = called(one);
      const [label, other] = item.querySelectorAll("label");
      const select = item.querySelector("select");
      const input = item.querySelector("input");
      select.id = select.name = label.htmlFor = `who-${one.key}`;
      input.id = input.name = other.htmlFor = `number-${one.key}`;
      list.append(item);
    }
    for (const item of list.children) {
      const one = find(item.dataset.key);
      const late = (item.dataset.key || "").startsWith("new-");
      item.hidden = late && !one;
      item.classList.toggle("chosen", Boolean(chosen) && item.dataset.key === chosen);
      for (const field of item.querySelectorAll("select, input")) if (late) field.disabled = !one;
      const select = item.querySelector("select");
      if (one && select && select.value !== one.who) select.value = one.who;
    }
  }

  function take(key) {
    if (chosen === key) return;
    chosen = key;
    for (const item of list.children) item.classList.toggle("chosen", item.dataset.key === key);
    remove.disabled = !find(key);
  }

  function focus(key) {
    const group = [...svg.querySelectorAll(".box")].find((one) => one.dataset.key === key);
    if (group) group.focus({ preventScroll: true });
  }

  function drop(key) {
    const one = find(key);
    if (!one) return;
    if (isNew(one) || one.kind !== "person" || one.own) {
      const place = boxes.indexOf(one);
      change(() => { boxes.splice(place, 1); }, `${called(one)}: ${isNew(one) ? words.deleted : words.back}`);
      const next = boxes[Math.min(place, boxes.length - 1)];
      if (next) focus(next.key); else add.focus();
      return;
    }
    const was = first.get(key).who;
    change(() => { one.who = one.who !== "nobody" ? "nobody" : was !== "nobody" ? was : "unknown"; });
    say(name(one));
  }

  function begin(box) {
    const number = Math.max(Number(words.last), ...boxes.map((one) => Number(one.number) || 0)) + 1;
    const what = kind.value;
    made += 1;
    const one = { key: `new-${made}`, kind: what, number: String(number), label: kind.selectedOptions[0].textContent, box: kept(box), own: true, who: what === "person" ? "unknown" : "" };
    change(() => boxes.push(one), `${called(one)}: ${words.added}`);
    focus(one.key);
    return one;
  }

  function draws(on) {
    drawing = on;
    add.setAttribute("aria-pressed", String(on));
    svg.classList.toggle("drawing", on);
    if (on) say(words.draw);
  }

  function point(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [Math.max(0, Math.min(at.x, WIDTH)), Math.max(0, Math.min(at.y, HEIGHT))];
  }

  add.addEventListener("click", (event) => {
    if (event.detail === 0) { // by keys: a box in the middle, to be moved from there
      const w = WIDTH / 5;
      const h = HEIGHT / 5;
      begin([(WIDTH - w) / 2, (HEIGHT - h) / 2, (WIDTH + w) / 2, (HEIGHT + h) / 2]);
    } else draws(!drawing);
  });
  undo.addEventListener("click", () => step(back, forth, words.undone));
  redo.addEventListener("click", () => step(forth, back, words.redone));
  remove.addEventListener("click", () => drop(chosen));
  svg.addEventListener("focusin", (event) => take(event.target.dataset.key));

  // A finger on a box moves the box, beside it the page: browsers heed touch-action only on the whole of an SVG.
  svg.addEventListener("touchstart", (event) => { if (drawing || event.target.closest(".box")) event.preventDefault(); }, { passive: false });

  let hold = null;
  svg.addEventListener("pointerdown", (event) => {
    if (hold || (event.button && event.pointerType === "mouse")) return;
    const group = event.target.closest(".box");
    const [x, y] = point(event);
    if (drawing) hold = { x, y, fresh: true, id: event.pointerId };
    else if (group) {
      const one = find(group.dataset.key);
      hold = { x, y, one, from: [...one.box], corner: event.target.dataset.corner || "", before: copy(boxes), id: event.pointerId };
      group.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!hold || event.pointerId !== hold.id) return;
    const [x, y] = point(event);
    if (hold.fresh) {
      const box = [Math.min(hold.x, x), Math.min(hold.y, y), Math.max(hold.x, x), Math.max(hold.y, y)];
      if (!hold.ghost) hold.ghost = element(svg, "rect", { class: "halo" });
      hold.box = box;
      for (const [attribute, value] of [["x", box[0]], ["y", box[1]], ["width", box[2] - box[0]], ["height", box[3] - box[1]], ["fill", "none"], ["stroke", "#fff"], ["stroke-width", 3 * WIDTH / Math.max(svg.getBoundingClientRect().width, 1)]]) hold.ghost.setAttribute(attribute, value);
      return;
    }
    const [dx, dy] = [x - hold.x, y - hold.y];
    const [x0, y0, x1, y1] = hold.from;
    if (hold.corner) {
      const box = [hold.corner.includes("w") ? x0 + dx : x0, hold.corner.includes("n") ? y0 + dy : y0, hold.corner.includes("e") ? x1 + dx : x1, hold.corner.includes("s") ? y1 + dy : y1];
      hold.one.box = kept([Math.min(box[0], box[2]), Math.min(box[1], box[3]), Math.max(box[0], box[2]), Math.max(box[1], box[3])]);
    } else hold.one.box = shifted(hold.from, dx, dy);
    place([...svg.querySelectorAll(".box")].find((group) => group.dataset.key === hold.one.key), hold.one);
  });
  function release(event) {
    if (!hold || event.pointerId !== hold.id) return;
    const held = hold;
    hold = null;
    if (held.fresh) {
      if (held.ghost) held.ghost.remove();
      const box = held.box;
      draws(false);
      if (event.type === "pointerup" && box && box[2] - box[0] >= LEAST && box[3] - box[1] >= LEAST) begin(box);
      return;
    }
    if (held.one.box.join() === held.from.join()) return;
    if (event.type === "pointercancel") { boxes = held.before; draw(); return; }
    back.push(held.before);
    forth = [];
    draw();
    say(`${called(held.one)}: ${held.corner ? words.sized : words.moved}`);
  }
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", release);

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea")) return;
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "z") { event.preventDefault(); if (event.shiftKey) step(forth, back, words.redone); else step(back, forth, words.undone); return; }
    if (control && event.key.toLowerCase() === "y") { event.preventDefault(); step(forth, back, words.redone); return; }
    if (event.key === "Escape" && drawing) { draws(false); return; }
    const group = event.target.closest && event.target.closest(".box");
    if (!group || control) return;
    const one = find(group.dataset.key);
    if (!one) return;
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); drop(one.key); return; }
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    const by = event.altKey ? 1 : STEP;
    const [x0, y0, x1, y1] = one.box;
    if (event.shiftKey) change(() => { one.box = kept([x0, y0, Math.max(x0 + LEAST, x1 + way[0] * by), Math.max(y0 + LEAST, y1 + way[1] * by)]); }, `${called(one)}: ${words.sized}`);
    else change(() => { one.box = shifted(one.box, way[0] * by, way[1] * by); }, `${called(one)}: ${words.moved}`);
  });

  list.addEventListener("change", (event) => {
    const item = event.target.closest("li");
    const one = item && find(item.dataset.key);
    if (one && event.target.matches("select")) change(() => { one.who = event.target.value; });
  });

  form.addEventListener("submit", () => {
    const said = { moved: {}, gone: [], drawn: [] };
    for (const one of boxes) {
      if (isNew(one)) { said.drawn.push({ key: one.key, kind: one.kind, box: one.box }); continue; }
      const was = first.get(one.key);
      if (one.box.join() !== was.box) said.moved[one.key] = one.box;
    }
    for (const key of first.keys()) if (!find(key)) said.gone.push(key);
    sent.value = JSON.stringify(said);
  });

  new ResizeObserver(() => { for (const group of svg.querySelectorAll(".box")) { const one = find(group.dataset.key); if (one && group.querySelector(".edge")) place(group, one); } }).observe(svg);
  svg.classList.add("editing");
  tools.hidden = false;
  if (sent.value) { back.push(copy(boxes)); again(JSON.parse(sent.value)); }
  for (const hint of ["hands", "keys"]) document.getElementById(hint).hidden = false;
  draw();
})();
