// Says, before the language changes, that what was typed on the page, or is shown on it once, is lost by that. Without
// this script it is lost unsaid.
"use strict";
(() => {
  const form = document.querySelector("form.languages");
  if (!form) return;
  const fields = () => document.querySelectorAll('main form[method="post"] :is(input, select, textarea)[name]');
  const first = new Map([...fields()].map((one) => [one, one.value]));
  const byItself = (one) => one.type === "hidden" || one.type.startsWith("select"); // such a field knows of no default
  const keyed = new WeakSet(); // by a person: what a password manager fills in it fills in again
  for (const how of ["keydown", "paste"]) document.addEventListener(how, (event) => keyed.add(event.target), true);
  const managed = (one) => one.matches("[type=password], [autocomplete~=username], [autocomplete~=email]") && !keyed.has(one);
  const typed = (one) => {
    if (managed(one)) return false;
    if (byItself(one)) return first.has(one) && one.value !== first.get(one);
    return one.matches("[type=checkbox], [type=radio]") ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
  };
  form.addEventListener("submit", (event) => {
    const once = document.querySelector("main .made, main .codes"); // a secret, a link or codes
    const lost = once || document.querySelector("[data-typed]") || [...fields()].some(typed); // data-typed: what no field tells
    if (lost && !window.confirm(once ? form.dataset.once : form.dataset.lost)) event.preventDefault();
  });
})();
