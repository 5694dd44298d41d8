// The browser's own share sheet, and copying: where the browser has them. Without this file the links are there.
for (const place of document.querySelectorAll("[data-share]")) {
  const url = place.dataset.share;
  const title = place.dataset.title;
  const share = place.querySelector("[data-native]");
  const copy = place.querySelector("[data-copy]");
  const said = place.querySelector("[data-said]");

  if (navigator.share) {
    share.hidden = false;
    // Whoever closes the sheet has decided; there is nothing to say.
    share.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
  }
  if (navigator.clipboard) {
    const words = copy.textContent;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(url);
      } catch {
        getSelection().selectAllChildren(place.querySelector(".share-url"));
        return;
      }
      copy.textContent = said.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = words; said.textContent = "" }, 4000);
    });
  }
}
