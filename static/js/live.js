// The two numbers of a statement while somebody looks at them. Nothing is read out: whoever listens would be
// interrupted for ever. Without this file they are those of when the page was loaded.
const EVERY = 15000, LONGEST = 300000, PATIENCE = 10000;
const place = document.querySelector("[data-live]");
let pause = EVERY, asked = Date.now(), timer;

function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, place.dataset.group);
}

// Chromium knows no Belarusian: how its plurals are formed comes with the page, up to 199 and for round millions.
function wording(line, number) {
  const end = number % 1000000 === 0 ? 200 : number < 200 ? number : 100 + number % 100;
  return JSON.parse(line.dataset.forms)[place.dataset.plurals[end]];
}

function write(line, number) {
  const [before, after] = wording(line, number).split("<b>{}</b>");
  if (after === undefined) return;
  const figure = document.createElement("b");
  figure.textContent = grouped(number);
  line.replaceChildren(before, figure, after);
}

function show(counts) {
  const editions = place.dataset.editions.split(" ").map(Number);
  for (const line of place.querySelectorAll("[data-forms]")) {
    const those = counts.by_edition.filter((one) => editions.includes(one.edition));
    const number = those.reduce((sum, one) => sum + one[line.dataset.kind], 0);
    // Where nobody is left, or there are new words, the page says more than a number.
    if (number > 0) write(line, number);
  }
}

async function look() {
  asked = Date.now();
  try {
    const answer = await fetch(place.dataset.live, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
    pause = EVERY;
  } catch {
    pause = Math.min(pause * 2, LONGEST);
  }
  plan(pause);
}

function plan(wait) {
  clearTimeout(timer);
  // Not all at once, of those who opened the page in the same second.
  if (!document.hidden) timer = setTimeout(look, wait + Math.random() * pause / 5);
}

if (place) {
  document.addEventListener("visibilitychange", () => plan(Math.max(0, asked + pause - Date.now())));
  plan(pause);
}
