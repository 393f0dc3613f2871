"use strict";
// Hides what was not in force on a day, or does not have the words, and opens what is left. Without it all is there,
// folded.
(() => {
  const form = document.querySelector(".filter");
  const [day, search] = [form.querySelector("#day"), form.querySelector("#search")];
  const years = document.querySelector(".years"), line = years.querySelector(".chosen");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const held = (on) => (element) => on < element.dataset.since || on > (element.dataset.until || "9999");
  const rules = [...document.querySelectorAll(".rule")].map((element) => [element, plain(element.textContent)]);
  const dated = [...document.querySelectorAll(".article, .chapter, .dated")];
  const sections = [...document.querySelectorAll(".subject")];
  const parts = [...document.querySelectorAll("main details:not(.refine)")];
  const boxes = [...form.querySelectorAll("[name=effect]")];
  let asked = false;

  function filter() {
    const on = day.value, words = plain(search.value).split(/\s+/).filter(Boolean);
    const effects = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const before = asked;
    asked = Boolean(on || words.length || effects.size < boxes.length);
    const past = on ? held(on) : () => false;
    let shown = 0;
    for (const [element, text] of rules) {
      element.hidden = past(element) || !effects.has(element.dataset.effect) || !words.every((word) => text.includes(word));
      shown += !element.hidden;
    }
    for (const element of dated) element.classList.toggle("off", past(element));
    for (const section of sections) {
      section.hidden = !section.querySelector(".rule:not([hidden])");
      if (asked || before) section.querySelector("details").open = asked;
      document.querySelector(`.contents [href="#${section.dataset.of}"]`).parentElement.hidden = section.hidden;
    }
    document.querySelector("#count").textContent = shown;
    document.querySelector(".none").hidden = shown > 0;
    const [first, last] = [years.dataset.first, years.dataset.last].map(Date.parse);
    const at = (100 * (Date.parse(on) - first)) / (last - first);
    line.setAttribute("visibility", on && at >= 0 && at <= 100 ? "visible" : "hidden");
    if (on) for (const end of ["x1", "x2"]) line.setAttribute(end, `${at}%`);
  }

  function reveal() {
    const aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!aim) return;
    if (aim.hidden || aim.closest("[hidden]")) {
      form.reset();
      filter();
    }
    for (let part = aim.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    const inside = aim.matches(".rule, .chapter") && aim.querySelector("details");
    if (inside) inside.open = true;
    aim.scrollIntoView();
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  form.querySelector("#today").addEventListener("click", () => {
    const now = new Date();
    day.value = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    filter();
  });
  form.querySelector("#unfold").addEventListener("click", () => {
    const open = parts.some((part) => !part.open);
    for (const part of parts) part.open = open;
  });
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    for (const part of parts) part.open = true;
  });
  form.querySelector(".refine").open = matchMedia("(min-width: 46rem)").matches;
  form.hidden = false;
  filter();
  if (location.hash) reveal();
})();
