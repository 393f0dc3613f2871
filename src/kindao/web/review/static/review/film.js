// Boxes over a film as it plays; a place in its timeline that follows it and leads it. Without this script the film
// plays all the same, and what was found is told beside it.
"use strict";
(() => {
  const NS = "http://www.w3.org/2000/svg";

  function element(tag, parent, attributes) {
    const made = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    parent.append(made);
    return made;
  }

  function at(stretch, second, last) { // the place in that second; null where it is not there
    const end = stretch[stretch.length - 1][0] + last;
    if (second < stretch[0][0] || second >= end) return null;
    let n = 0;
    while (n + 1 < stretch.length && stretch[n + 1][0] <= second) n += 1;
    const one = stretch[n];
    const next = stretch[n + 1];
    if (!next) return one.slice(1);
    const share = (second - one[0]) / (next[0] - one[0]);
    return [1, 2, 3, 4].map((edge) => one[edge] + (next[edge] - one[edge]) * share);
  }

  function over(film, svg, things) {
    const drawn = things.map((thing) => {
      const group = element("g", svg, { visibility: "hidden" });
      const frame = element("svg", group, { width: "100%", height: "100%", viewBox: "0 0 100 100", preserveAspectRatio: "none" });
      const rects = (thing.number ? ["casing", "line"] : ["inner"]).map((kind) => element("rect", frame, { class: `${kind} ${thing.family}` }));
      if (!thing.number) return { thing, group, rects };
      const badge = element("svg", group, { class: `badge ${thing.family} inside` });
      const box = element("g", badge, {});
      const wide = thing.number < 100 ? 20 : 27;
      element("rect", box, { width: wide, height: 18, rx: 4 });
      element("text", box, { x: wide / 2, y: 13.2 }).textContent = thing.number;
      return { thing, group, rects, badge };
    });
    const draw = () => {
      for (const one of drawn) {
        const place = one.thing.stretches.map((stretch) => at(stretch, film.currentTime, 0.05)).find(Boolean);
        one.group.setAttribute("visibility", place ? "visible" : "hidden");
        if (!place) continue;
        for (const rect of one.rects) ["x", "y", "width", "height"].forEach((edge, n) => rect.setAttribute(edge, place[n]));
        if (one.badge) { one.badge.setAttribute("x", `${place[0]}%`); one.badge.setAttribute("y", `${place[1]}%`); }
      }
    };
    const follow = () => { draw(); if (!film.paused && !film.ended) requestAnimationFrame(follow); };
    film.addEventListener("play", follow);
    for (const moved of ["seeked", "timeupdate", "loadeddata"]) film.addEventListener(moved, draw);
    draw();
  }

  for (const note of document.querySelectorAll("[data-unplayed]")) { // no decoder: no player says so by itself
    const film = note.parentElement.querySelector("video");
    const unplayed = () => {
      note.hidden = false;
      const svg = note.parentElement.querySelector("svg.marks");
      if (svg) svg.classList.add("off"); // boxes over nothing
    };
    const failed = () => { // a film that did not come, or may not be seen now, fails likewise
      if (film.error && film.error.code >= MediaError.MEDIA_ERR_DECODE) {
        fetch(film.currentSrc || film.src, { method: "HEAD", credentials: "same-origin" })
          .then((answer) => { if (answer.ok && !answer.redirected) unplayed(); })
          .catch(() => { /* no line: nothing is known of the film */ });
      }
    };
    const begun = () => { if (!film.videoWidth) unplayed(); }; // its sound alone
    film.addEventListener("error", failed);
    film.addEventListener("loadedmetadata", begun);
    failed();
    if (film.readyState >= HTMLMediaElement.HAVE_METADATA) begun();
  }

  for (const shot of document.querySelectorAll("[data-boxes]")) {
    const film = shot.querySelector("video");
    const svg = shot.querySelector("svg.marks");
    fetch(shot.dataset.boxes, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { things: [] }))
      .then((told) => { over(film, svg, told.things); shot.dataset.drawn = told.things.length; })
      .catch(() => { /* the film is there to be looked at without them */ });
    const choice = document.querySelector(`[data-shows="${shot.id}"]`);
    if (choice) {
      choice.closest("[hidden]").hidden = false;
      choice.addEventListener("change", () => { svg.classList.toggle("off", !choice.checked); });
    }
  }

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  for (const range of document.querySelectorAll("[data-place-in]")) {
    const medium = document.getElementById(range.dataset.placeIn);
    const tell = () => { range.setAttribute("aria-valuetext", clock(Number(range.value))); };
    medium.addEventListener("timeupdate", () => { range.value = medium.currentTime; tell(); });
    range.addEventListener("input", () => { medium.currentTime = Number(range.value); tell(); });
    range.closest("[hidden]").hidden = false;
    tell();
  }
})();
