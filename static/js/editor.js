// The outline as one types, who else has the text open, the way to a line, and a word before leaving unsaved.
// Without this file the preview button shows the same outline.
const form = document.querySelector("[data-editor]");
const box = form?.querySelector("textarea");
const found = document.querySelector("[data-found]");
const said = document.querySelector("[data-said]");
const others = document.querySelector("[data-others]");
const state = form?.querySelector("[data-state]");
const kept = form?.querySelector("[data-kept]");
const TYPING = 400, QUIET = 1600, SEEN = 20000, AWAY = 300000; // milliseconds
const KEPT = `text:${form && new URL(form.action).pathname}`;

const words = (name) => document.querySelector(`[data-words="${name}"]`)?.textContent ?? "";
const later = (wait, deed) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(deed, wait); }; };
let begun = box?.value, sending = false, asked = null, touched = Date.now();
const isUnsaved = () => box.value !== begun || "unsaved" in form.dataset;

const post = (url, body, signal) => fetch(url, {
  method: "POST", body: new URLSearchParams(body), headers: { "X-CSRFToken": form.elements.csrf_token.value }, signal,
});

async function outline() {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await post(form.dataset.outline, new FormData(form), asked.signal);
    if (!answer.ok) return;
    found.innerHTML = await answer.text();
    say();
  } catch { /* The next key asks again. */ }
}

// Read out only once typing rests, and only where the numbers changed.
const say = later(QUIET, () => {
  const summary = found.querySelector("[data-summary]")?.textContent.replace(/\s+/g, " ").trim() ?? "";
  if (said.textContent !== summary) said.textContent = summary;
});

// A window that was forgotten says nothing, so that nobody waits for it and its session can end.
async function presence() {
  if (document.hidden || Date.now() - touched > AWAY) return;
  try {
    const answer = await post(form.dataset.presence, { base: form.elements.base.value });
    const shown = answer.status === 401 ? `<p>${words("signed-out")}</p>` : answer.ok ? (await answer.text()).trim() : "";
    if (others.innerHTML.trim() === shown) return;
    others.innerHTML = shown;
    others.hidden = !others.textContent.trim();
  } catch { /* In a while again. */ }
}

// How far down in the box a line begins, as it is wrapped there.
function depth(before) {
  const mirror = box.cloneNode();
  mirror.removeAttribute("id");
  mirror.removeAttribute("name");
  mirror.className = "mirror";
  mirror.style.width = `${box.getBoundingClientRect().width}px`;
  mirror.value = before;
  box.after(mirror);
  const height = mirror.scrollHeight;
  mirror.remove();
  return height;
}

function goTo(line) {
  const lines = box.value.split("\n"), before = lines.slice(0, line - 1).join("\n");
  const start = line > 1 ? before.length + 1 : 0;
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  const down = line > 1 ? depth(before) : 0;
  box.scrollTop = Math.max(0, down - box.clientHeight / 3);
  const top = box.getBoundingClientRect().top + scrollY + down - box.scrollTop;
  scrollTo({ top: Math.max(0, top - innerHeight / 3) });
}

function show() {
  if (state) state.textContent = isUnsaved() ? words("unsaved") : "";
}

// What was sent and did not arrive, because the session had ended or the line was down, is found again here.
function keep(event) {
  sending = true;
  // A file takes the place of what is in the box: only what was not saved is worth keeping.
  if (event.submitter?.getAttribute("formaction") === form.dataset.source && !isUnsaved()) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, box.value);
}

function offer() {
  const before = sessionStorage.getItem(KEPT);
  // Saving evens out spaces and drops what is not seen.
  const even = (text) => text.normalize("NFC").replace(/[\s\p{C}\u115f\u1160\u2800\u3164\uffa0]+/gu, "");
  const isOpen = "unsaved" in form.dataset && !("replaced" in form.dataset);
  if (!before?.trim() || isOpen || even(before) === even(box.value)) return sessionStorage.removeItem(KEPT);
  kept.hidden = false;
  kept.querySelector("[data-take]").addEventListener("click", () => {
    kept.hidden = true;
    box.value = before;
    box.focus();
    box.dispatchEvent(new Event("input"));
  });
}

if (form && box) {
  box.addEventListener("input", show);
  box.addEventListener("input", later(TYPING, outline));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    goTo(Number(link.dataset.line));
  });
  if (!box.readOnly) {
    form.addEventListener("submit", keep);
    addEventListener("beforeunload", (event) => { if (!sending && isUnsaved()) event.preventDefault(); });
    // Back from another page, the box may hold what was written before.
    addEventListener("pageshow", () => { sending = false; show(); });
    offer();
  }
  if (form.dataset.presence) {
    presence();
    for (const kind of ["keydown", "pointermove", "scroll"]) addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
    setInterval(presence, SEEN);
    document.addEventListener("visibilitychange", presence);
  }
  show();
}
