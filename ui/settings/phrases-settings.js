// The settings for the person's own phrases: nine fields, which are saved while the person types.

import { h } from "../dom.js";
import * as ipc from "../ipc.js";
import { errorMessage } from "../parts/attempt.js";
import { keysOf, keyLabel } from "../shortcuts.js";
import { Latest } from "../parts/latest.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";

const PHRASE_COUNT = 9;

export class PhrasesSettings {
  #saver = new Latest((/** @type {string[]} */ phrases) => ipc.setSettings({ ...snapshot.state.settings, phrases }), {
    onResult: (settings, settled) => settled && snapshot.setSettings(settings),
    onError: (error) => window.dispatchEvent(new CustomEvent("refused", { detail: errorMessage(error) })),
  });
  #fields = Array.from({ length: PHRASE_COUNT }, (_, index) =>
    h("input", { type: "text", dir: "auto", "aria-label": t("settings-phrase", { number: index + 1 }), testid: `phrase-${index + 1}`, placeholder: index === 0 ? t("settings-phrase-example") : "", input: () => this.#savePhrases() }),
  );
  #labels = this.#fields.map(() => h("span", { class: "small quiet" }));
  element = h("div", { class: "phrases" }, ...this.#fields.flatMap((field, index) => [/** @type {HTMLElement} */ (this.#labels[index]), field]));

  draw() {
    const { phrases } = snapshot.state.settings;
    this.#fields.forEach((field, index) => {
      const label = this.#labels[index];
      const [keys] = keysOf(`phrase-${index + 1}`);
      if (label) label.textContent = keys === undefined ? t("shortcuts-none") : keyLabel(keys);
      if (document.activeElement !== field) field.value = phrases[index] ?? "";
    });
  }

  #savePhrases() {
    const phrases = this.#fields.map((field) => field.value);
    while (phrases.length > 0 && phrases.at(-1) === "") phrases.pop();
    this.#saver.push(phrases);
  }
}
