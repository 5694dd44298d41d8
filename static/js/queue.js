// Keyboard at the desk. Single letters work only while the focus is in the queue and not in a field,
// and can be switched off (WCAG 2.1.4). Without this file the same buttons are reached by Tab.
const queue = document.querySelector("[data-queue]");
const keys = queue?.querySelector(".keys");
const items = [...(queue?.querySelectorAll(".item") ?? [])];
const STORED = "desk-keys", PLACE = "desk-place";
let came = null;

const on = () => localStorage.getItem(STORED) !== "off";
const here = () => items.findIndex((item) => item.contains(document.activeElement));
const go = (index) => items[Math.max(0, Math.min(index, items.length - 1))]?.focus();

function press(item, key) {
  const control = item?.querySelector(`[data-key="${key}"]`);
  if (!control) return false;
  // What else can be done stands below the line, and opens first.
  const rest = control.closest(".row-more:not([open])");
  if (rest) rest.open = true;
  control.click();
  control.closest("details[open]")?.querySelector("select, textarea")?.focus();
  return true;
}

const moves = {
  j: () => go(here() + 1),
  k: () => go(here() - 1),
  u: () => press(queue, "u"),
  "?": list,
};

function pressed(event) {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (event.key === "Escape" && event.target.closest("details[open]")) return leave(event.target.closest(".row-more[open]") ?? event.target.closest("details"));
  if (!on() || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const done = moves[event.key] ? moves[event.key]() : "arhx".includes(event.key) && press(items[here()], event.key);
  if (done !== false) event.preventDefault();
}

// The list moves what is below it out of sight, so the focus goes there, and back where it came from.
function list() {
  if (!keys) return;
  if (!keys.open) came = document.activeElement;
  keys.open = !keys.open;
  (keys.open ? keys.querySelector("summary") : came ?? keys.querySelector("summary")).focus();
}

function leave(details) {
  details.open = false;
  details.querySelector("summary").focus();
}

function show() {
  queue.dataset.keys = on() ? "on" : "off";
  const box = document.getElementById("keys-on");
  if (box) box.checked = on();
}

if (queue) {
  if (keys) keys.hidden = false;
  items.forEach((item, index) => { item.tabIndex = index ? -1 : 0; });
  show();
  queue.addEventListener("keydown", pressed);
  queue.addEventListener("change", (event) => {
    if (event.target.id !== "keys-on") return;
    localStorage.setItem(STORED, event.target.checked ? "on" : "off");
    show();
  });
  // After a decision the page comes back; the focus returns to the same place in the queue.
  queue.addEventListener("submit", () => sessionStorage.setItem(PLACE, Math.max(0, here())));
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (place !== null) items.length ? go(Number(place)) : queue.querySelector('[data-key="u"]')?.focus();
}
