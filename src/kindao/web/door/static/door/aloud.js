/* Reads the page aloud where the phone has a voice for its language; without one the button stays away. */
"use strict";
(() => {
  const button = document.querySelector("[data-aloud]");
  const speech = window.speechSynthesis;
  if (!button || !speech) return;
  const language = document.documentElement.lang;
  const voice = () => speech.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
  const show = () => { button.hidden = !voice(); };
  const label = (said) => { button.textContent = button.dataset[said]; };
  show();
  speech.addEventListener("voiceschanged", show);
  button.addEventListener("click", () => {
    if (speech.speaking) { speech.cancel(); label("aloud"); return; }
    const parts = [...document.querySelectorAll("main h1, main h2, main h3, main p, main li, main legend, main label")]
      .filter((one) => one.checkVisibility ? one.checkVisibility() : one.offsetParent)
      .map((one) => one.innerText.trim()).filter(Boolean);
    parts.forEach((part, n) => {
      const said = new SpeechSynthesisUtterance(part);
      said.lang = language; said.voice = voice() || null; said.rate = 0.95;
      if (n === parts.length - 1) said.addEventListener("end", () => label("aloud"));
      speech.speak(said);
    });
    label("stop");
  });
  window.addEventListener("pagehide", () => speech.cancel());
})();
