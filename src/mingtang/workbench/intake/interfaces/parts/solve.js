// Solves the puzzle of ALTCHA while the form is filled in, and then takes the question away. Where
// that cannot be done (no encryption on the way, an old browser) the question simply stays.
(async () => {
  "use strict";
  const form = document.querySelector("form[data-challenge]");
  if (!form || !window.crypto || !window.crypto.subtle) return;
  const challenge = JSON.parse(form.dataset.challenge);
  const wanted = challenge.parameters;
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (one) => one.toString(16).padStart(2, "0")).join("");
  const nonce = bytes(wanted.nonce);
  const salt = bytes(wanted.salt);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  for (let counter = 0; counter < 2 ** 20; counter += 1) {
    new DataView(password.buffer).setUint32(nonce.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const rounds = { name: "PBKDF2", hash: "SHA-256", salt, iterations: wanted.cost };
    const derived = hex(await crypto.subtle.deriveBits(rounds, key, 8 * wanted.keyLength));
    if (derived.startsWith(wanted.keyPrefix)) {
      const solution = { counter, derivedKey: derived };
      form.elements.altcha.value = btoa(JSON.stringify({ challenge, solution }));
      const question = form.querySelector("[data-question]");
      // Hidden under the hands of a person, it would take the focus with it.
      if (!question.contains(document.activeElement)) question.hidden = true;
      else question.addEventListener("focusout", () => { question.hidden = true; }, { once: true });
      return;
    }
  }
})();
