// Keeps what goes on by itself up to date without loading the page anew. Without this file the page refreshes itself.
const EVERY = 2000;
const now = () => document.querySelector("[data-progress]");

function renew(fresh) {
  const held = now().contains(document.activeElement) && document.activeElement.closest("form")?.action;
  const course = now().querySelector("progress"), next = fresh.querySelector("progress");
  if (course && next && fresh.hasAttribute("data-moving")) {
    // Only the figures: whoever is about to press a button keeps it.
    course.value = next.value;
    now().querySelector("#course").textContent = fresh.querySelector("#course").textContent;
    return;
  }
  // It has ended: what is said then is new, and read out.
  now().replaceWith(fresh);
  const again = held && [...now().querySelectorAll("form")].find((form) => form.action === held);
  if (held) (again?.querySelector("button") ?? document.getElementById("main")).focus();
}

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
    if (answer.ok && fresh) renew(document.adoptNode(fresh));
  } catch {
    // The network may come back.
  }
  if (now()?.hasAttribute("data-moving")) setTimeout(look, EVERY);
}

if (now()?.hasAttribute("data-moving")) setTimeout(look, EVERY);
