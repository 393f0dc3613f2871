// Sends the paper without leaving the page, so that the scan that was chosen stays chosen where something is to be
// corrected. Without this script the form is sent as any other.
"use strict";
(() => {
  const form = document.getElementById("paper");
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button.primary");
    button.disabled = true;
    try {
      const answer = await fetch(location.href, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (answer.redirected) { location.assign(answer.url); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("paper");
      if (!fresh) { form.submit(); return; }
      const scan = fresh.querySelector("input[type=file]");
      const chosen = form.querySelector("input[type=file]");
      if (chosen.files.length && !scan.closest(".field").querySelector(".errorlist")) {
        scan.replaceWith(chosen);
        fresh.querySelector(".again").hidden = true;
      }
      fresh.querySelector("#wrong").removeAttribute("autofocus");
      form.replaceChildren(...fresh.childNodes);
      form.dataset.typed = "";
      document.getElementById("wrong").focus();
    } catch (cut) { form.submit(); }
  });
})();
