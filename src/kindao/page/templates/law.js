"use strict";
// Hides what was not in force on a day, or does not have the words. Without it all is shown.
(() => {
  const form = document.querySelector(".filter");
  const [day, search] = [form.querySelector("#day"), form.querySelector("#search")];
  const years = document.querySelector(".years"), line = years.querySelector(".chosen");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const held = (on) => (element) => on < element.dataset.since || on > (element.dataset.until || "9999");
  const rules = [...document.querySelectorAll(".rule")].map((element) => [element, plain(element.textContent)]);
  const dated = [...document.querySelectorAll(".article, .chapter, .dated")];
  const sections = [...document.querySelectorAll(".subject")];

  function filter() {
    const on = day.value, words = plain(search.value).split(/\s+/).filter(Boolean);
    const effects = new Set([...form.querySelectorAll("[name=effect]:checked")].map((box) => box.value));
    const past = on ? held(on) : () => false;
    let shown = 0;
    for (const [element, text] of rules) {
      element.hidden = past(element) || !effects.has(element.dataset.effect) || !words.every((word) => text.includes(word));
      shown += !element.hidden;
    }
    for (const element of dated) element.classList.toggle("off", past(element));
    for (const section of sections) {
      section.hidden = !section.querySelector(".rule:not([hidden])");
      document.querySelector(`.contents [href="#${section.id}"]`).parentElement.hidden = section.hidden;
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
    if (aim && (aim.hidden || aim.closest("[hidden]"))) {
      form.reset();
      filter();
      aim.scrollIntoView();
    }
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  form.querySelector("#today").addEventListener("click", () => {
    const now = new Date();
    day.value = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    filter();
  });
  addEventListener("hashchange", reveal);
  form.hidden = false;
  filter();
})();
