// The Settings page: the account, storage, prices, the appearance, the language, the tray, phrases and shortcuts.

import { setAttribute, fill, h } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { avatar } from "../parts/avatar.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { ShortcutsSettings } from "./shortcuts-settings.js";
import { PhrasesSettings } from "./phrases-settings.js";
import { PricesSettings } from "./prices-settings.js";
import { StorageSettings } from "./storage-settings.js";
import { TokenForm } from "./token-form.js";

/** @import { Account } from "../types/Account" */
/** @import { Appearance } from "../types/Appearance" */
/** @import { Settings } from "../types/Settings" */

const sourceLabels = () => ({
  keychain: t("settings-token-in-keychain"),
  session: t("settings-token-in-memory"),
  environment: t("settings-token-from-environment"),
});

/** @returns {[Appearance, string][]} */
const appearanceOptions = () => [
  ["system", t("settings-appearance-system")],
  ["light", t("settings-appearance-light")],
  ["dark", t("settings-appearance-dark")],
];

export class SettingsPage extends HTMLElement {
  #form = new TokenForm({ onSaved: () => this.#setReplacing(false) });
  #account = h("div", { class: "account" });
  #choices = h("div", { class: "choices", role: "radiogroup", "aria-labelledby": "appearance-title" });
  #phrases = new PhrasesSettings();
  #keys = new ShortcutsSettings();
  #prices = new PricesSettings();
  #storage = new StorageSettings();
  #tray = h("input", { type: "checkbox", testid: "tray", change: () => this.#saveSettings({ tray: this.#tray.checked }) });
  #language = h("select", { id: "language", testid: "language", change: () => this.#setLanguage(this.#language.value) });
  #isReplacing = false;

  connectedCallback() {
    if (this.children.length > 0) return;
    this.classList.add("settings-page");
    this.append(
      h(
        "div",
        { class: "settings" },
        h("h1", {}, t("settings-title")),
        h("section", { "aria-labelledby": "account-title" }, h("h2", { id: "account-title" }, t("settings-account")), this.#account, this.#form.element),
        h(
          "section",
          { "aria-labelledby": "storage-title" },
          h("h2", { id: "storage-title" }, t("settings-storage")),
          h("p", { class: "small quiet" }, t("settings-storage-about")),
          this.#storage.element,
        ),
        h(
          "section",
          { "aria-labelledby": "prices-title" },
          h("h2", { id: "prices-title" }, t("settings-prices")),
          h("p", { class: "small quiet" }, t("settings-prices-about")),
          this.#prices.element,
        ),
        h("section", { "aria-labelledby": "appearance-title" }, h("h2", { id: "appearance-title" }, t("settings-appearance")), this.#choices),
        h("section", {}, h("h2", {}, h("label", { for: "language" }, t("settings-language"))), this.#language),
        h(
          "section",
          { "aria-labelledby": "closing-title" },
          h("h2", { id: "closing-title" }, t("settings-closing")),
          h("label", { class: "check-line" }, this.#tray, h("span", {}, t("settings-tray"))),
          h("p", { class: "small quiet" }, t("settings-tray-about")),
        ),
        h(
          "section",
          { "aria-labelledby": "phrases-title" },
          h("h2", { id: "phrases-title" }, t("settings-phrases")),
          h("p", { class: "small quiet" }, t("settings-phrases-about")),
          this.#phrases.element,
        ),
        h("section", { "aria-labelledby": "keys-title" }, h("h2", { id: "keys-title" }, t("settings-keys")), this.#keys.element),
      ),
    );
    fill(
      this.#choices,
      ...appearanceOptions().map(([value, label]) =>
        h("label", { class: "choice", testid: `appearance-${value}`, "data-value": value }, h("input", { type: "radio", class: "unseen", name: "appearance", value, change: () => this.#setAppearance(value) }), label),
      ),
    );
    const { languages } = snapshot.state;
    fill(this.#language, h("option", { value: "" }, t("settings-language-system")), ...languages.map(({ tag, name }) => h("option", { value: tag, lang: tag }, name)));
    snapshot.subscribe(["account", "settings"], () => this.draw());
    this.draw();
  }

  /** Refreshes the page when it is shown. */
  enter() {
    this.#storage.enter();
    this.#prices.enter();
    this.draw();
  }

  draw() {
    const { account, settings } = snapshot.state;
    this.#form.element.hidden = account.kind === "checking" || (account.kind === "signedIn" && !this.#isReplacing);
    this.#form.setKeychainSilent(account.kind === "signedOut" && account.keychainSilent);
    fill(this.#account, ...this.#accountParts(account));
    this.#phrases.draw();
    this.#keys.draw();
    this.#tray.checked = settings.tray;
    this.#language.value = settings.language ?? "";
    for (const choice of this.#choices.children) {
      const chosen = choice.getAttribute("data-value") === settings.appearance;
      setAttribute(choice, "data-chosen", chosen);
      /** @type {HTMLInputElement} */ (choice.querySelector("input")).checked = chosen;
    }
  }

  /** @param {Account} account @returns {import("../dom.js").Child[]} */
  #accountParts(account) {
    if (account.kind === "checking") return [h("p", { class: "quiet", role: "status" }, t("settings-looking-for-token"))];
    if (account.kind === "signedOut") return [h("p", { class: account.reason ? "trouble" : "quiet" }, account.reason ?? t("settings-signed-out"))];
    const isFromEnvironment = account.source === "environment";
    return [
      h(
        "div",
        { class: "account-card" },
        avatar(account),
        h(
          "div",
          { class: "account-words" },
          h("p", { class: "account-name", testid: "account-name" }, account.name),
          account.name === account.username ? null : h("p", { class: "small quiet selectable" }, account.username),
          h("p", { class: "small quiet", testid: "token-source" }, sourceLabels()[account.source]),
        ),
        isFromEnvironment ? null : h("button", { type: "button", testid: "token-replace", "aria-expanded": this.#isReplacing ? "true" : "false", click: () => this.#setReplacing(!this.#isReplacing) }, this.#isReplacing ? t("common-cancel") : t("settings-replace-token")),
        isFromEnvironment ? null : h("button", { type: "button", class: "danger", testid: "token-forget", click: () => this.#forget() }, t("settings-sign-out")),
      ),
      account.offline
        ? h(
            "div",
            { class: "trouble offline", testid: "offline", role: "status" },
            h("p", {}, account.offline),
            h("button", { type: "button", testid: "retry", click: () => this.#retry() }, t("settings-retry")),
          )
        : null,
    ];
  }

  /** @param {boolean} replacing */
  #setReplacing(replacing) {
    this.#isReplacing = replacing;
    this.draw();
    if (replacing) this.#form.focus();
  }

  async #forget() {
    // The new account arrives as an event. The answer is ignored, since it could be older than the last event.
    await attempt(ipc.forgetToken());
  }

  async #retry() {
    await attempt(ipc.checkAccount());
  }

  /** @param {Appearance} appearance */
  #setAppearance(appearance) {
    return this.#saveSettings({ appearance });
  }

  /** @param {string} tag a language tag; empty for the system's language */
  async #setLanguage(tag) {
    // The page is reloaded, since its texts are still in the previous language. Its state is kept in Rust.
    if (await this.#saveSettings({ language: tag || null })) location.reload();
  }

  /** @param {Partial<Settings>} change */
  async #saveSettings(change) {
    const settings = await attempt(ipc.setSettings({ ...snapshot.state.settings, ...change }));
    if (settings) snapshot.setSettings(settings);
    return settings;
  }
}

customElements.define("settings-page", SettingsPage);
