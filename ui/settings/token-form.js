// The form for the Replicate API token. The token is passed to Rust and not kept here.

import { setAttribute, h, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, errorMessage } from "../parts/attempt.js";
import { t, textNodes } from "../texts.js";

/** The time in milliseconds for which the form waits until it offers to keep the token for this session only. */
const SLOW_KEYCHAIN_MS = 3000;

export class TokenForm {
  #token = h("input", { type: "password", testid: "token-input", autocomplete: "off", spellcheck: "false", placeholder: "r8_…", id: "token", "aria-describedby": "token-refusal token-about" });
  #save = h("button", { type: "submit", class: "primary", testid: "token-save" }, t("settings-token-save"));
  #error = h("p", { class: "wrong small", role: "alert", id: "token-refusal", testid: "token-refusal", hidden: true });
  #sessionButton = h("button", { type: "button", testid: "token-session", hidden: true, click: () => this.#saveToken("session") }, t("settings-token-for-session"));
  #onSaved;
  /** True if the keychain is known not to respond. */
  #isKeychainSilent = false;
  /** Counts submissions: only the answer to the newest one is shown. */
  #submission = 0;

  /** @param {{ onSaved?: () => void }} [callbacks] */
  constructor({ onSaved } = {}) {
    this.#onSaved = onSaved;
    this.element = h(
      "form",
      {
        class: "token-form",
        submit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#saveToken("keychain");
        },
      },
      h("label", { for: "token", class: "field-label" }, t("settings-token")),
      h("div", { class: "token-row" }, this.#token, this.#save),
      this.#error,
      this.#sessionButton,
      h(
        "p",
        { class: "small quiet", id: "token-about" },
        ...textNodes("settings-token-about", {
          link: h("button", { type: "button", class: "link", testid: "open-tokens", click: () => attempt(ipc.openLink({ kind: "tokens" })) }, t("settings-token-link")),
        }),
      ),
    );
    this.#token.addEventListener("input", () => this.#showError(null));
  }

  focus() {
    this.#token.focus();
  }

  /**
   * If the keychain does not respond, offers at once to keep the token for this session only.
   * @param {boolean} silent
   */
  setKeychainSilent(silent) {
    this.#isKeychainSilent = silent;
    if (silent) this.#sessionButton.hidden = false;
  }

  /** @param {"keychain" | "session"} keep */
  async #saveToken(keep) {
    const submission = ++this.#submission;
    this.#showError(null);
    this.#setBusy(true);
    // A slow keychain may never respond, so the form offers to keep the token for this session only.
    const slowTimer = setTimeout(() => keep === "keychain" && this.#offerSession(), SLOW_KEYCHAIN_MS);
    try {
      // The new account arrives as an event. The answer is ignored, since it could be older than the last event.
      await ipc.saveToken(this.#token.value, keep);
      if (submission !== this.#submission) return;
      this.#token.value = "";
      this.#onSaved?.();
    } catch (error) {
      if (submission !== this.#submission) return;
      this.#showError(errorMessage(error));
      this.#sessionButton.hidden = !this.#isKeychainSilent && !(error instanceof ipc.CommandError && error.code === "noKeychain");
    } finally {
      clearTimeout(slowTimer);
      if (submission === this.#submission) {
        this.#setBusy(false);
        if (!this.#error.hidden && this.#sessionButton.hidden) this.#token.select();
      }
    }
  }

  #offerSession() {
    this.#sessionButton.hidden = this.#sessionButton.disabled = false;
  }

  /** @param {string | null} message */
  #showError(message) {
    setTextOrHide(this.#error, message);
    setAttribute(this.#token, "aria-invalid", message ? "true" : null);
    if (message === null) this.#sessionButton.hidden = !this.#isKeychainSilent;
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#save.disabled = this.#sessionButton.disabled = busy;
    this.#save.textContent = busy ? t("settings-token-checking") : t("settings-token-save");
  }
}
