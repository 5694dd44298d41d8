// What is pasted with formatting goes into the box as the Markdown that it takes: headings, lists with their numbers,
// emphasis, tables. Without this file the words alone are pasted, as the browser does it.
{
  const form = document.querySelector("[data-source]");
  const box = form?.querySelector("textarea");
  const notes = form?.querySelector("[data-notes]");
  const state = form?.querySelector("[data-state]");
  const STRUCTURE = /<(?:h[1-6]|[ou]l|table|b|strong|i|em|a)\b|font-weight:\s*(?:bold|[6-9]00)|mso-list/i;
  // Programs for code copy colours and weights, which mean nothing here.
  const CODE = /^.{0,300}(?:<pre\b|style="[^"]*monospace[^"]*white-space:\s*pre;)/is;
  const MOST = 10 * 1024 * 1024, UNDOABLE = 200000; // bytes; characters

  const words = (name) => document.querySelector(`[data-words="${name}"]`)?.textContent ?? "";

  function put(text, [start, end]) {
    box.focus({ preventScroll: true });
    box.setSelectionRange(start, end);
    // What is written like this can be undone, unlike a value that is set; of a long text it takes too long.
    if (text.length < UNDOABLE && document.execCommand("insertText", false, text)) return;
    box.setRangeText(text, start, end, "end");
    box.dispatchEvent(new Event("input"));
  }

  function tell(said) {
    notes.replaceChildren(...said.map((one) => Object.assign(document.createElement("p"), { textContent: one })));
    notes.hidden = !said.length;
  }

  async function convert(html) {
    const body = new FormData();
    body.append("file", new Blob([html], { type: "text/html" }), "clipboard.html");
    const headers = { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" };
    const answer = await fetch(form.dataset.source, { method: "POST", body, headers });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function take(html, plain) {
    const place = [box.selectionStart, box.selectionEnd];
    let text = plain, said = [];
    box.readOnly = true;
    state.textContent = words("reading");
    try {
      const found = await convert(html);
      [text, said] = [found.text.trimEnd(), found.notes];
    } catch { /* The words alone, then. */ }
    box.readOnly = false;
    state.textContent = "";
    put(text, place);
    tell(said);
  }

  if (box && !box.readOnly) {
    box.addEventListener("paste", (event) => {
      const html = event.clipboardData?.getData("text/html") ?? "", plain = event.clipboardData?.getData("text/plain") ?? "";
      if (!STRUCTURE.test(html) || CODE.test(html) || html.length > MOST) return;
      event.preventDefault();
      take(html, plain);
    });
  }
}
