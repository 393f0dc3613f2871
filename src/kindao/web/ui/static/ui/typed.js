// Says, before the language changes, that what was typed on the page is lost by that. Without this script it is lost unsaid.
"use strict";
(() => {
  const form = document.querySelector("form.languages");
  if (!form) return;
  const fields = () => document.querySelectorAll('main form[method="post"] :is(input, select, textarea)[name]');
  const first = new Map([...fields()].map((one) => [one, one.value]));
  const byItself = (one) => one.type === "hidden" || one.type.startsWith("select"); // such a field knows of no default
  const typed = (one) => {
    if (byItself(one)) return first.has(one) && one.value !== first.get(one);
    return one.matches("[type=checkbox], [type=radio]") ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
  };
  form.addEventListener("submit", (event) => {
    const lost = document.querySelector("[data-typed]") || [...fields()].some(typed); // data-typed: what no field tells
    if (lost && !window.confirm(form.dataset.lost)) event.preventDefault();
  });
})();
