// Beside a time on the statement's clocks, the same moment on the reader's, where the two differ.
// It is written while the page is still being read in, before it is seen, so that nothing moves.
const two = (number) => String(number).padStart(2, "0");
const dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
const hourOf = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;

// Chromium knows no Belarusian and would put the months of another language among the words: it gets figures.
function dated(date, language) {
  // The interface's English puts the day first.
  const [tag] = Intl.DateTimeFormat.supportedLocalesOf(language === "en" ? "en-GB" : language || []);
  if (!tag) return dayOf(date).split("-").reverse().join(".");
  return new Intl.DateTimeFormat(tag, { day: "numeric", month: "long", calendar: "gregory" }).format(date);
}

function add(time) {
  const moment = new Date(time.dateTime), [day, hour] = time.dataset.local.split("T");
  if (Number.isNaN(moment.getTime()) || (day === dayOf(moment) && hour === hourOf(moment))) return;
  const language = time.closest("[lang]")?.lang;
  const own = day === dayOf(moment) ? hourOf(moment) : `${dated(moment, language)}, ${hourOf(moment)}`;
  const yours = document.createElement("span");
  yours.className = "screen-only";
  yours.textContent = ` · ${time.dataset.yours.replace("{time}", own)}`;
  time.after(yours);
}

function look(records) {
  const added = records.flatMap((record) => [...record.addedNodes]).filter((node) => node.nodeType === Node.ELEMENT_NODE);
  const times = added.flatMap((node) => [node, ...node.querySelectorAll("time")]);
  // A node that came inside another one is told of twice.
  new Set(times.filter((node) => node.matches("time[data-local]"))).forEach(add);
}

const reading = new MutationObserver(look);
reading.observe(document, { childList: true, subtree: true });
document.addEventListener("DOMContentLoaded", () => {
  look(reading.takeRecords());
  reading.disconnect();
});
