// Where my pictures are: while something comes down the list looks again by itself. Without a script a link does it.
"use strict";
(() => {
  const EVERY = 3000; // milliseconds
  async function again() {
    const here = document.getElementById("out");
    if (!here || !here.dataset.again) return;
    try {
      const answer = await fetch(here.dataset.again);
      if (!answer.ok || answer.redirected) return; // the visit is over
      const there = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("out");
      if (there && there.innerHTML !== here.innerHTML && !here.contains(document.activeElement)) here.replaceWith(there);
    } catch (_) { /* no network just now */ }
    setTimeout(again, EVERY);
  }
  setTimeout(again, EVERY);
})();
