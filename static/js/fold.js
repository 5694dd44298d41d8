// Folds what may be left out of a form, before it is painted; it stays open where something in it was filled in.
{
  const isFilledIn = (one) => [...one.querySelectorAll("input, select, textarea")].some((field) => field.value);
  const fold = () => {
    const one = document.querySelector("[data-fold]");
    if (!one) return;
    one.open = false;
    observer.disconnect();
  };
  const observer = new MutationObserver(fold);
  observer.observe(document.documentElement, { childList: true, subtree: true });
  // Back from another page the browser fills in what was typed.
  addEventListener("pageshow", () => {
    for (const one of document.querySelectorAll("[data-fold]")) if (isFilledIn(one)) one.open = true;
  });
}
