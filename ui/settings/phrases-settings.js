// The settings for the person's own phrases: nine fields, which are saved while the person types.

import { h } from "../dom.js";
import * as ipc from "../ipc.js";
import { keysOf, shown } from "../shortcuts.js";
import { Latest } from "../parts/latest.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";

const NUMBER = 9;

export class PhrasesSettings {
  #save = new Latest((/** @type {string[]} */ phrases) => ipc.setSettings({ ...snapshot.state.settings, phrases }), {
    answered: (settings, settled) => settled && snapshot.settingsChanged(settings),
    refused: (error) => window.dispatchEvent(new CustomEvent("refused", { detail: String(error) })),
  });
  #fields = Array.from({ length: NUMBER }, (_, index) =>
    h("input", { type: "text", dir: "auto", "aria-label": t("settings-phrase", { number: index + 1 }), testid: `phrase-${index + 1}`, placeholder: index === 0 ? t("settings-phrase-example") : "", input: () => this.#typed() }),
  );
  #labels = this.#fields.map(() => h("span", { class: "small quiet" }));
  element = h("div", { class: "phrases" }, ...this.#fields.flatMap((field, index) => [/** @type {HTMLElement} */ (this.#labels[index]), field]));

  draw() {
    const { phrases } = snapshot.state.settings;
    this.#fields.forEach((field, index) => {
      const label = this.#labels[index];
      const [keys] = keysOf(`phrase-${index + 1}`);
      if (label) label.textContent = keys === undefined ? t("shortcuts-none") : shown(keys);
      if (document.activeElement !== field) field.value = phrases[index] ?? "";
    });
  }

  #typed() {
    const phrases = this.#fields.map((field) => field.value);
    while (phrases.length > 0 && phrases.at(-1) === "") phrases.pop();
    this.#save.push(phrases);
  }
}
