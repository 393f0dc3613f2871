// Three small helps: a page that renews itself, a slider between two pictures, a caption checked as it is typed.
"use strict";
(() => {
  for (const box of document.querySelectorAll("[data-poll]")) {
    let before = "";
    const look = async () => {
      let wait = 500;
      try {
        const answer = await fetch(box.dataset.poll, { credentials: "same-origin", headers: { Accept: "text/html" } });
        if (answer.ok && answer.headers.get("X-Over")) { location.reload(); return; }
        if (answer.ok) {
          const told = await answer.text();
          if (told !== before) box.innerHTML = before = told;
          wait = 1000 * (answer.headers.get("X-Again") || 0.5);
        }
        else wait = 5000;
      } catch (cut) { wait = 5000; }
      setTimeout(look, wait);
    };
    setTimeout(look, 300);
  }

  for (const pair of document.querySelectorAll("[data-compare]")) {
    const slide = pair.querySelector(".slide");
    const after = pair.querySelector(".two");
    if (!slide || !after) continue;
    const range = slide.querySelector("input");
    const set = () => { after.style.clipPath = `inset(0 0 0 ${100 - range.value}%)`; };
    pair.classList.add("over");
    slide.hidden = false;
    range.addEventListener("input", set);
    set();
  }

  for (const form of document.querySelectorAll("[data-caption-check]")) {
    const area = form.querySelector("[data-caption]");
    const told = form.querySelector(".caption-told");
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    let timer = 0;
    let asked = 0;
    const check = async () => {
      const mine = ++asked;
      const body = new FormData();
      body.set("caption", area.value);
      try {
        const answer = await fetch(form.dataset.captionCheck, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token } });
        if (answer.ok && mine === asked) told.innerHTML = await answer.text();
      } catch (cut) { /* the gate reads the words in any case */ }
    };
    area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(check, 400); });
    if (area.value) check();
  }
})();
