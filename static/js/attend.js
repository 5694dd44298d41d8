// Says every ten seconds that an endorsement is open here, while it is looked at, and shows which colleague came
// first. Without this file nobody sees that it is open, and whoever decides first has decided.
const form = document.querySelector("[data-attend]");
const others = document.querySelector("[data-others]");
const BEAT = 10000, AWAY = 300000; // milliseconds
let touched = Date.now();

async function beat() {
  // A window that was forgotten holds nobody up.
  if (document.hidden || Date.now() - touched > AWAY) return;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) return;
    const { said } = await answer.json();
    if (others.textContent.trim() === said) return;
    others.replaceChildren(Object.assign(document.createElement("p"), { textContent: said }));
    others.hidden = !said;
  } catch { /* In a while again. */ }
}

function leave() {
  const body = new FormData(form);
  body.append("leave", "yes");
  navigator.sendBeacon(form.action, body);
}

if (form && others) {
  beat();
  setInterval(beat, BEAT);
  for (const kind of ["keydown", "pointermove", "scroll"]) addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  document.addEventListener("visibilitychange", beat);
  addEventListener("pagehide", leave);
}
