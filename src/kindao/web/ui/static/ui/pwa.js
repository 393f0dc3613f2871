// Registers what makes the desk installable, and offers to install it. The desk works without.
"use strict";
(() => {
  if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/sw.js").catch(() => {});
  const hint = document.getElementById("install");
  if (!hint || window.matchMedia("(display-mode: standalone)").matches || navigator.standalone) return;
  const button = hint.querySelector("button");
  let asked = null;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    asked = event;
    hint.hidden = false;
    button.hidden = false;
  });
  window.addEventListener("appinstalled", () => { hint.hidden = true; });
  button.addEventListener("click", () => { if (asked) asked.prompt(); hint.hidden = true; });
  if (navigator.standalone === false) {
    hint.hidden = false;
    document.getElementById("install-by-hand").hidden = false;
  }
})();
