// Asks about a slip in the domain of a mail address as soon as it is typed, as petition/signing/sign/address_slips.py does
// when the form is sent. What is compared comes with the page; nothing is fetched.
for (const place of document.querySelectorAll("[data-address]")) {
  const lists = JSON.parse(place.dataset.address);
  const byCountry = new RegExp(`^(?:${lists.by_country})$`);
  const field = place.querySelector("input[type=email]");
  const here = place.querySelector("[data-here]");
  const kept = new Set();

  const split = (domain) => {
    const [name, ...rest] = domain.split(".");
    return { name, ending: rest.join(".") };
  };
  const isOneSlip = (typed, meant) => {
    let start = 0;
    while (start < Math.min(typed.length, meant.length) && typed[start] === meant[start]) start += 1;
    const given = typed.slice(start);
    const wanted = meant.slice(start);
    if (!given || !wanted) return given.length + wanted.length === 1;
    const swapped = given.length > 1 ? given[1] + given[0] + given.slice(2) : given;
    const less = given.slice(1);
    return [less, swapped].includes(wanted) || [wanted, wanted.slice(1)].includes(less) || given === wanted.slice(1);
  };
  const isNameSlip = (typed, known) => {
    if (!isOneSlip(typed, known)) return false;
    const sorted = (word) => [...word].sort().join("");
    if (sorted(typed) === sorted(known)) return known.length >= lists.shortest - 1;
    if (known.length < lists.shortest) return false;
    return typed[0] === known[0] || (known.length >= lists.long && typed === known.slice(1));
  };
  const isSlip = (typed, known) => {
    if (typed.ending === known.ending) return isNameSlip(typed.name, known.name);
    return typed.name === "gmail" && known.name === "gmail" && isOneSlip(typed.ending, known.ending);
  };
  const suggest = (domain) => {
    const { name, ending } = split(domain);
    const isComSlip = lists.com_slips.includes(ending);
    if (isComSlip && lists.well_known.includes(`${name}.com`)) return `${name}.com`;
    if (lists.right.includes(domain) || lists.well_known.includes(domain) || byCountry.test(domain)) return null;
    const typed = { name, ending: isComSlip ? "com" : ending };
    return lists.well_known.find((one) => isSlip(typed, split(one))) ?? null;
  };

  const fill = (words, typed, meant) => words.replace("{typed}", typed).replace("{meant}", meant);
  const end = () => { here.replaceChildren(); field.focus() };
  const keep = (address) => {
    const told = place.querySelector("[name=asked_about]") ?? document.createElement("input");
    Object.assign(told, { type: "hidden", name: "asked_about", value: address });
    place.append(told);
  };

  const ask = () => {
    const address = field.value.trim();
    const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
    const meant = address.includes("@") && !kept.has(address) ? suggest(domain) : null;
    const asked = place.querySelector("template")?.content.cloneNode(true);
    here.replaceChildren();
    if (!meant || !asked) return;
    const better = `${address.slice(0, address.lastIndexOf("@"))}@${meant}`;
    asked.querySelector("[data-words]").textContent = fill(place.dataset.question, domain, meant);
    asked.querySelector("[value=use]").textContent = fill(place.dataset.use, address, better);
    asked.querySelector("[value=use]").addEventListener("click", () => {
      field.value = better;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      end();
    });
    asked.querySelector("[value=keep]").addEventListener("click", () => { kept.add(address); keep(address); end() });
    here.append(asked);
  };
  // What was pressed when the field was left is pressed first: nothing moves under the finger.
  field.addEventListener("blur", () => setTimeout(ask, 300));
}
