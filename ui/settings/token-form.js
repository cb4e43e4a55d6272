// The form for the Replicate API token. The token is passed to Rust once and not kept here.

import { attribute, h, sayOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, sentence } from "../parts/attempt.js";
import { t, textNodes } from "../texts.js";

/** The time in milliseconds after which the form offers to keep a token for this session only. */
const SLOW = 3000;

export class TokenForm {
  #token = h("input", { type: "password", testid: "token-input", autocomplete: "off", spellcheck: "false", placeholder: "r8_…", id: "token", "aria-describedby": "token-refusal token-about" });
  #save = h("button", { type: "submit", class: "primary", testid: "token-save" }, t("settings-token-save"));
  #refusal = h("p", { class: "wrong small", role: "alert", id: "token-refusal", testid: "token-refusal", hidden: true });
  #session = h("button", { type: "button", testid: "token-session", hidden: true, click: () => this.#keep("session") }, t("settings-token-for-session"));
  #saved;
  /** True if the keychain is known not to respond. */
  #silent = false;
  /** Counts submissions: only the answer to the newest one is shown. */
  #turn = 0;

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
      h("label", { for: "token", class: "field-label" }, t("settings-token")),
      h("div", { class: "token-row" }, this.#token, this.#save),
      this.#refusal,
      this.#session,
      h(
        "p",
        { class: "small quiet", id: "token-about" },
        ...textNodes("settings-token-about", {
          link: h("button", { type: "button", class: "link", testid: "open-tokens", click: () => attempt(ipc.openLink({ kind: "tokens" })) }, t("settings-token-link")),
        }),
      ),
    );
    this.#token.addEventListener("input", () => this.#refuse(null));
  }

  focus() {
    this.#token.focus();
  }

  /** Immediately offers to keep the token for this session if the keychain does not respond. @param {boolean} silent */
  keychainSilent(silent) {
    this.#silent = silent;
    if (silent) this.#session.hidden = false;
  }

  /** @param {"keychain" | "session"} keep */
  async #keep(keep) {
    const turn = ++this.#turn;
    this.#refuse(null);
    this.#busy(true);
    // A slow keychain may never respond, so the form offers to keep the token for this session only.
    const slow = setTimeout(() => keep === "keychain" && this.#offerSession(), SLOW);
    try {
      // The new account arrives as an event. The answer is ignored, since it could be older than the last event.
      await ipc.saveToken(this.#token.value, keep);
      if (turn !== this.#turn) return;
      this.#token.value = "";
      this.#saved?.();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#refuse(sentence(error));
      this.#session.hidden = !this.#silent && !(error instanceof ipc.CommandError && error.code === "noKeychain");
    } finally {
      clearTimeout(slow);
      if (turn === this.#turn) {
        this.#busy(false);
        if (!this.#refusal.hidden && this.#session.hidden) this.#token.select();
      }
    }
  }

  #offerSession() {
    this.#session.hidden = this.#session.disabled = false;
  }

  /** @param {string | null} why */
  #refuse(why) {
    sayOrHide(this.#refusal, why);
    attribute(this.#token, "aria-invalid", why ? "true" : null);
    if (why === null) this.#session.hidden = !this.#silent;
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.#save.disabled = this.#session.disabled = busy;
    this.#save.textContent = busy ? t("settings-token-checking") : t("settings-token-save");
  }
}
