// A word before leaving unsaved, what did not arrive is offered again, and who else has the text open.
// Without this file everything is saved and checked just the same.
const form = document.querySelector("[data-parts]");
const boxes = form ? [...form.querySelectorAll("textarea")] : [];
const others = document.querySelector("[data-others]");
const SEEN = 20000, AWAY = 300000; // milliseconds
const KEPT = form && `parts:${new URL(form.action).pathname}`;
let sending = false, touched = Date.now();

const filled = () => JSON.stringify(Object.fromEntries(boxes.map((box) => [box.name, box.value])));
const begun = form && filled();
const isUnsaved = () => "unsaved" in form.dataset || filled() !== begun;

async function presence() {
  if (document.hidden || Date.now() - touched > AWAY) return;
  try {
    const answer = await fetch(form.dataset.presence, {
      method: "POST", body: new URLSearchParams({ base: form.elements.base.value }),
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
    });
    const signedOut = document.querySelector('[data-words="signed-out"]').textContent;
    const shown = answer.status === 401 ? `<p>${signedOut}</p>` : answer.ok ? (await answer.text()).trim() : "";
    if (others.innerHTML.trim() === shown) return;
    others.innerHTML = shown;
    others.hidden = !others.textContent.trim();
  } catch { /* In a while again. */ }
}

function offer() {
  const before = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const even = (text) => text.normalize("NFC").replace(/\\[rn]|\s+/gu, "");
  if (!before || "unsaved" in form.dataset || even(before) === even(filled())) return;
  const kept = form.querySelector("[data-kept]");
  kept.hidden = false;
  kept.querySelector("[data-take]").addEventListener("click", () => {
    kept.hidden = true;
    const values = JSON.parse(before);
    for (const box of boxes) if (box.name in values) box.value = values[box.name];
  });
}

if (form) {
  form.addEventListener("submit", () => { sending = true; sessionStorage.setItem(KEPT, filled()); });
  addEventListener("beforeunload", (event) => { if (!sending && isUnsaved()) event.preventDefault(); });
  addEventListener("pageshow", () => { sending = false; });
  for (const kind of ["keydown", "pointermove", "scroll"]) addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  offer();
  presence();
  setInterval(presence, SEEN);
}
