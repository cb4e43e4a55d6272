// The settings for keyboard shortcuts: each action with its keys, which the person changes by pressing new ones.

import { fill, h, setTextContent } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { GROUPS, keysOf, keyCombination, keyLabel, conflictingAction } from "../shortcuts.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";

/** @import { Action } from "../shortcuts.js" */

export class ShortcutsSettings {
  #groups = h("div", { class: "keys-settings" });
  #status = h("p", { class: "small quiet", role: "status", testid: "keys-said" });
  #reset = h("button", { type: "button", testid: "keys-reset", click: () => this.#saveKeys({}) }, t("settings-keys-reset"));
  element = h("details", { class: "keys-details" }, h("summary", {}, t("settings-keys-open")), this.#groups, this.#status, this.#reset);
  /** The id of the action whose new keys the person is about to press, if any. @type {string | null} */
  #pendingId = null;

  constructor() {
    this.element.addEventListener("toggle", () => this.draw());
  }

  draw() {
    if (!this.element.open) return;
    this.#reset.disabled = Object.keys(snapshot.state.settings.keys).length === 0;
    fill(this.#groups, ...GROUPS.map(({ title, actions }) => h("section", {}, h("h3", { class: "small quiet" }, title), h("ul", {}, ...actions.map((action) => this.#row(action))))));
    if (this.#pendingId !== null) /** @type {HTMLElement | null} */ (this.#groups.querySelector("[data-asking]"))?.focus();
  }

  /** @param {Action} action */
  #row({ id, label }) {
    const isPending = this.#pendingId === id;
    const keys = keysOf(id);
    return h(
      "li",
      { class: "keys-row" },
      h("span", {}, label),
      h("span", {}, ...(isPending ? [] : keys.map((key) => h("kbd", {}, keyLabel(key))))),
      h(
        "button",
        {
          type: "button",
          class: "bare small",
          testid: `key-${id}`,
          "data-asking": isPending,
          "aria-label": t("settings-keys-change-of", { action: label }),
          click: () => this.#setPending(isPending ? null : id),
          keydown: (/** @type {KeyboardEvent} */ event) => isPending && this.#handleKey(event, id),
        },
        isPending ? t("settings-keys-press") : t("settings-keys-change"),
      ),
    );
  }

  /** @param {string | null} id */
  #setPending(id) {
    this.#pendingId = id;
    setTextContent(this.#status, id === null ? "" : t("settings-keys-hint"));
    this.draw();
  }

  /** @param {KeyboardEvent} event @param {string} id */
  #handleKey(event, id) {
    const keys = keyCombination(event);
    if (keys === "" || keys === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (keys === "Escape") return this.#setPending(null);
    const conflict = keys === "Backspace" ? null : conflictingAction(keys, id);
    if (conflict) {
      setTextContent(this.#status, t("settings-keys-taken", { keys: keyLabel(keys), action: conflict.label }));
      return;
    }
    this.#pendingId = null;
    setTextContent(this.#status, "");
    this.#saveKeys({ ...snapshot.state.settings.keys, [id]: keys === "Backspace" ? [] : [keys] });
  }

  /** @param {Record<string, string[]>} keys the changed keys, by the action's id */
  async #saveKeys(keys) {
    const settings = await attempt(ipc.setSettings({ ...snapshot.state.settings, keys }));
    if (settings) snapshot.setSettings(settings);
  }
}
