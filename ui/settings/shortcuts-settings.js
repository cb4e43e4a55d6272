// The settings for keyboard shortcuts: each action with its keys, which the person changes by pressing new ones.

import { fill, h, say } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { GROUPS, keysOf, pressed, shown, takenBy } from "../shortcuts.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";

/** @import { Action } from "../shortcuts.js" */

export class KeysSettings {
  #groups = h("div", { class: "keys-settings" });
  #said = h("p", { class: "small quiet", role: "status", testid: "keys-said" });
  #reset = h("button", { type: "button", testid: "keys-reset", click: () => this.#save({}) }, t("settings-keys-reset"));
  element = h("details", { class: "keys-details" }, h("summary", {}, t("settings-keys-open")), this.#groups, this.#said, this.#reset);
  /** The id of the action that is waiting for new keys. @type {string | null} */
  #asking = null;

  constructor() {
    this.element.addEventListener("toggle", () => this.draw());
  }

  draw() {
    if (!this.element.open) return;
    this.#reset.disabled = Object.keys(snapshot.state.settings.keys).length === 0;
    fill(this.#groups, ...GROUPS.map(({ title, actions }) => h("section", {}, h("h3", { class: "small quiet" }, title), h("ul", {}, ...actions.map((action) => this.#row(action))))));
    if (this.#asking !== null) /** @type {HTMLElement | null} */ (this.#groups.querySelector("[data-asking]"))?.focus();
  }

  /** @param {Action} action */
  #row({ id, words }) {
    const asking = this.#asking === id;
    const keys = keysOf(id);
    return h(
      "li",
      { class: "keys-row" },
      h("span", {}, words),
      h("span", {}, ...(asking ? [] : keys.map((key) => h("kbd", {}, shown(key))))),
      h(
        "button",
        {
          type: "button",
          class: "bare small",
          testid: `key-${id}`,
          "data-asking": asking,
          "aria-label": t("settings-keys-change-of", { action: words }),
          click: () => this.#ask(asking ? null : id),
          keydown: (/** @type {KeyboardEvent} */ event) => asking && this.#take(event, id),
        },
        asking ? t("settings-keys-press") : t("settings-keys-change"),
      ),
    );
  }

  /** @param {string | null} id */
  #ask(id) {
    this.#asking = id;
    say(this.#said, id === null ? "" : t("settings-keys-hint"));
    this.draw();
  }

  /** @param {KeyboardEvent} event @param {string} id */
  #take(event, id) {
    const keys = pressed(event);
    if (keys === "" || keys === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (keys === "Escape") return this.#ask(null);
    const taken = keys === "Backspace" ? null : takenBy(keys, id);
    if (taken) {
      say(this.#said, t("settings-keys-taken", { keys: shown(keys), action: taken.words }));
      return;
    }
    this.#asking = null;
    say(this.#said, "");
    this.#save({ ...snapshot.state.settings.keys, [id]: keys === "Backspace" ? [] : [keys] });
  }

  /** @param {Record<string, string[]>} keys by action */
  async #save(keys) {
    const settings = await attempt(ipc.setSettings({ ...snapshot.state.settings, keys }));
    if (settings) snapshot.settingsChanged(settings);
  }
}
