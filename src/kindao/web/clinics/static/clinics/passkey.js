// A passkey that wasn't used is told on the page; django-allauth tells the console alone.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.getElementById("passkey_trouble");
  if (trouble) trouble.hidden = false;
});
