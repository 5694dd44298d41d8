// Passkeys (WebAuthn, W3C): asks the browser for one, or to make one, and sends what the device answers.
// Without this file the page says that it needs it, and offers the other ways.
const form = document.querySelector("[data-passkey]");
const { passkey: deed, options } = form?.dataset ?? {};
const BYTES = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

// Base64url, RFC 4648, 5.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

function read(json) {
  const asked = JSON.parse(json);
  const named = (ids) => ids?.map((one) => ({ ...one, id: toBytes(one.id) }));
  return {
    ...asked,
    challenge: toBytes(asked.challenge),
    ...(asked.user && { user: { ...asked.user, id: toBytes(asked.user.id) } }),
    ...(asked.allowCredentials && { allowCredentials: named(asked.allowCredentials) }),
    ...(asked.excludeCredentials && { excludeCredentials: named(asked.excludeCredentials) }),
  };
}

function written({ id, rawId, type, response }) {
  const given = BYTES.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
  const transports = response.getTransports?.();
  return JSON.stringify({ id, rawId: toText(rawId), type, response: { ...Object.fromEntries(given), transports } });
}

function say(fault) {
  form.querySelectorAll("[data-fault]").forEach((one) => { one.hidden = one.dataset.fault !== fault; });
}

async function ask() {
  const again = form.querySelector("[data-again]");
  say("");
  again.disabled = true;
  try {
    form.elements.credential.value = written(await navigator.credentials[deed]({ publicKey: read(options) }));
    form.submit();
  } catch (fault) {
    again.disabled = false;
    say(fault.name === "InvalidStateError" ? "known" : "refused");
    again.focus();
  }
}

if (form && window.PublicKeyCredential) {
  document.querySelector("[data-without]").hidden = true;
  form.hidden = false;
  if (options) {
    form.querySelector("[data-again]").addEventListener("click", ask);
    ask();
  }
}
