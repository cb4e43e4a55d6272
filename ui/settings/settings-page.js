// The Settings page: the account, storage, prices, the appearance, the tray, phrases and keys.

import { attribute, fill, h } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { avatar } from "../parts/avatar.js";
import { snapshot } from "../snapshot.js";
import { KeysSettings } from "./shortcuts-settings.js";
import { PhrasesSettings } from "./phrases-settings.js";
import { PricesSettings } from "./prices-settings.js";
import { StorageSettings } from "./storage-settings.js";
import { TokenForm } from "./token-form.js";

/** @import { Account } from "../types/Account" */
/** @import { Appearance } from "../types/Appearance" */
/** @import { Settings } from "../types/Settings" */

const SOURCES = {
  keychain: "The token is stored in the system keychain.",
  session: "The token is kept in memory until Tintype closes.",
  environment: "The token comes from the environment variable REPLICATE_API_TOKEN.",
};

/** @type {[Appearance, string][]} */
const APPEARANCES = [
  ["system", "Match system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export class SettingsPage extends HTMLElement {
  #form = new TokenForm({ saved: () => this.#replace(false) });
  #account = h("div", { class: "account" });
  #choices = h("div", { class: "choices", role: "radiogroup", "aria-labelledby": "appearance-title" });
  #phrases = new PhrasesSettings();
  #keys = new KeysSettings();
  #prices = new PricesSettings();
  #storage = new StorageSettings();
  #tray = h("input", { type: "checkbox", testid: "tray", change: () => this.#keep({ tray: this.#tray.checked }) });
  #replacing = false;

  connectedCallback() {
    if (this.children.length > 0) return;
    this.classList.add("settings-page");
    this.append(
      h(
        "div",
        { class: "settings" },
        h("h1", {}, "Settings"),
        h("section", { "aria-labelledby": "account-title" }, h("h2", { id: "account-title" }, "Replicate account"), this.#account, this.#form.element),
        h(
          "section",
          { "aria-labelledby": "storage-title" },
          h("h2", { id: "storage-title" }, "Your storage"),
          h("p", { class: "small quiet" }, "An S3-compatible bucket (Amazon S3, Cloudflare R2, MinIO, Garage…) for zips of any size. Optional: most zips fit in Replicate's own storage."),
          this.#storage.element,
        ),
        h(
          "section",
          { "aria-labelledby": "prices-title" },
          h("h2", { id: "prices-title" }, "Prices"),
          h("p", { class: "small quiet" }, "Replicate has no pricing API. A price you enter here replaces the published one in estimates."),
          this.#prices.element,
        ),
        h("section", { "aria-labelledby": "appearance-title" }, h("h2", { id: "appearance-title" }, "Appearance"), this.#choices),
        h(
          "section",
          { "aria-labelledby": "closing-title" },
          h("h2", { id: "closing-title" }, "When you close the window"),
          h("label", { class: "check-line" }, this.#tray, h("span", {}, "Stay in the tray while trainings are running")),
          h("p", { class: "small quiet" }, "If this is off, closing the window quits Tintype. Trainings continue on Replicate, and Tintype tracks them again the next time you open it."),
        ),
        h(
          "section",
          { "aria-labelledby": "phrases-title" },
          h("h2", { id: "phrases-title" }, "Your phrases"),
          h("p", { class: "small quiet" }, "Text you use often. Press its shortcut to insert it in a caption."),
          this.#phrases.element,
        ),
        h("section", { "aria-labelledby": "keys-title" }, h("h2", { id: "keys-title" }, "Keyboard shortcuts"), this.#keys.element),
      ),
    );
    fill(
      this.#choices,
      ...APPEARANCES.map(([value, label]) =>
        h("label", { class: "choice", testid: `appearance-${value}`, "data-value": value }, h("input", { type: "radio", class: "unseen", name: "appearance", value, change: () => this.#appear(value) }), label),
      ),
    );
    snapshot.follow(["account", "settings"], () => this.draw());
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
    this.#form.element.hidden = account.kind === "checking" || (account.kind === "signedIn" && !this.#replacing);
    this.#form.keychainSilent(account.kind === "signedOut" && account.keychainSilent);
    fill(this.#account, ...this.#accountParts(account));
    this.#phrases.draw();
    this.#keys.draw();
    this.#tray.checked = settings.tray;
    for (const choice of this.#choices.children) {
      const chosen = choice.getAttribute("data-value") === settings.appearance;
      attribute(choice, "data-chosen", chosen);
      /** @type {HTMLInputElement} */ (choice.querySelector("input")).checked = chosen;
    }
  }

  /** @param {Account} account @returns {import("../dom.js").Child[]} */
  #accountParts(account) {
    if (account.kind === "checking") return [h("p", { class: "quiet", role: "status" }, "Looking for your token…")];
    if (account.kind === "signedOut") return [h("p", { class: account.reason ? "trouble" : "quiet" }, account.reason ?? "You're not signed in. You can prepare images without an account, but training needs a token.")];
    const fromOutside = account.source === "environment";
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
          h("p", { class: "small quiet", testid: "token-source" }, SOURCES[account.source]),
        ),
        fromOutside ? null : h("button", { type: "button", testid: "token-replace", "aria-expanded": this.#replacing ? "true" : "false", click: () => this.#replace(!this.#replacing) }, this.#replacing ? "Cancel" : "Replace…"),
        fromOutside ? null : h("button", { type: "button", class: "danger", testid: "token-forget", click: () => this.#forget() }, "Sign out"),
      ),
      account.offline
        ? h(
            "div",
            { class: "trouble offline", testid: "offline", role: "status" },
            h("p", {}, account.offline),
            h("button", { type: "button", testid: "retry", click: () => this.#retry() }, "Retry"),
          )
        : null,
    ];
  }

  /** @param {boolean} replacing */
  #replace(replacing) {
    this.#replacing = replacing;
    this.draw();
    if (replacing) this.#form.focus();
  }

  async #forget() {
    // The account arrives as an event, as always: this answer could be older than the last event.
    await attempt(ipc.forgetToken());
  }

  async #retry() {
    await attempt(ipc.checkAccount());
  }

  /** @param {Appearance} appearance */
  #appear(appearance) {
    return this.#keep({ appearance });
  }

  /** @param {Partial<Settings>} change */
  async #keep(change) {
    const settings = await attempt(ipc.setSettings({ ...snapshot.state.settings, ...change }));
    if (settings) snapshot.settingsChanged(settings);
  }
}

customElements.define("settings-page", SettingsPage);
