// The field for the Replicate API token. What is typed goes to the Rust side once and is kept nowhere here.

import { attribute, h, sayOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, sentence } from "../parts/attempt.js";

export class TokenForm {
  #token = h("input", { type: "password", testid: "token-input", autocomplete: "off", spellcheck: "false", placeholder: "r8_…", id: "token", "aria-describedby": "token-refusal token-about" });
  #save = h("button", { type: "submit", class: "primary", testid: "token-save" }, "Save");
  #refusal = h("p", { class: "wrong small", role: "alert", id: "token-refusal", testid: "token-refusal", hidden: true });
  #session = h("button", { type: "button", testid: "token-session", hidden: true, click: () => this.#keep("session") }, "Keep it for this session only");
  #saved;

  /** @param {{ saved?: () => void }} [then] */
  constructor({ saved } = {}) {
    this.#saved = saved;
    this.element = h(
      "form",
      {
        class: "token-form",
        submit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#keep("keychain");
        },
      },
      h("label", { for: "token", class: "field-label" }, "Replicate API token"),
      h("div", { class: "token-row" }, this.#token, this.#save),
      this.#refusal,
      this.#session,
      h(
        "p",
        { class: "small quiet", id: "token-about" },
        "Tokens are made ",
        h("button", { type: "button", class: "link", testid: "open-tokens", click: () => attempt(ipc.openLink({ kind: "tokens" })) }, "on your account page at Replicate"),
        ". Yours is kept in the system's keychain and sent to Replicate only.",
      ),
    );
    this.#token.addEventListener("input", () => this.#refuse(null));
  }

  focus() {
    this.#token.focus();
  }

  /** @param {"keychain" | "session"} keep */
  async #keep(keep) {
    this.#refuse(null);
    this.#busy(true);
    try {
      // Who is signed in then comes as an event: this answer could be older than the last one.
      await ipc.saveToken(this.#token.value, keep);
      this.#token.value = "";
      this.#saved?.();
    } catch (error) {
      this.#refuse(sentence(error));
      this.#session.hidden = !(error instanceof ipc.Refusal && error.code === "noKeychain");
    } finally {
      this.#busy(false);
      if (!this.#refusal.hidden && this.#session.hidden) this.#token.select();
    }
  }

  /** @param {string | null} why */
  #refuse(why) {
    sayOrHide(this.#refusal, why);
    attribute(this.#token, "aria-invalid", why ? "true" : null);
    if (why === null) this.#session.hidden = true;
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.#save.disabled = this.#session.disabled = busy;
    this.#save.textContent = busy ? "Checking…" : "Save";
  }
}
