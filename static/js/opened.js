// Says once that an invitation is before a reader: when somebody scrolls, points, touches or types, which no fetching
// of links does. Without this file the same form has a button.
const form = document.querySelector("[data-opened]");
const signs = ["scroll", "pointermove", "pointerdown", "keydown"];

function tell() {
  // Programs that look through links may make these signs too, but in a page that nobody sees.
  if (document.visibilityState !== "visible") return;
  signs.forEach((sign) => removeEventListener(sign, tell));
  fetch(form.action, { method: "POST", redirect: "manual", credentials: "omit" }).catch(() => {});
}

if (form) {
  form.hidden = true;
  // What the browser does while it builds the page up, such as scrolling to a place in it, is nobody's sign.
  setTimeout(() => signs.forEach((sign) => addEventListener(sign, tell, { passive: true })), 1000);
}
