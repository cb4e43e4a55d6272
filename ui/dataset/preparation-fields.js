// The fields for how the dataset's images are prepared for the trainer. The settings are saved for each dataset, and
// apply to all images that are sent, saved as a zip or exported.

import { fill, h, setTextContent } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, errorMessage } from "../parts/attempt.js";
import { Latest } from "../parts/latest.js";
import { t } from "../texts.js";

/** @import { PreparationForm } from "../types/PreparationForm" */

export class PreparationFields {
  #side = h("select", { testid: "prepare-side", change: () => this.#choose() });
  #quality = h("input", { type: "range", min: "50", max: "100", testid: "prepare-quality", input: () => setTextContent(this.#qualityValue, this.#quality.value), change: () => this.#choose() });
  #qualityValue = h("output", { class: "preparation-value" });
  #png = h("input", { type: "checkbox", testid: "prepare-png", change: () => this.#choose() });
  #background = h("input", { type: "color", testid: "prepare-background", change: () => this.#choose() });
  #note = h("p", { class: "small quiet", testid: "prepare-note" });
  #saving;

  /** @param {() => void} [onChange] called when changed settings have been saved */
  constructor(onChange = () => {}) {
    this.#saving = new Latest(ipc.setPreparation, {
      onResult: (form, settled) => {
        if (!settled) return;
        this.#show(form);
        onChange();
      },
      onError: (error) => window.dispatchEvent(new CustomEvent("refused", { detail: errorMessage(error) })),
    });
    /** @param {string} label @param {...Node} control */
    const row = (label, ...control) => h("label", { class: "preparation-row" }, h("span", {}, label), ...control);
    this.element = h(
      "div",
      { class: "preparation" },
      row(t("panels-preparation-area"), this.#side),
      this.#note,
      row(t("panels-preparation-quality"), this.#qualityValue, this.#quality),
      row(t("panels-preparation-png"), this.#png),
      row(t("panels-preparation-background"), this.#background),
    );
  }

  async draw() {
    const form = await attempt(ipc.preparation());
    if (form && !this.#saving.isBusy) this.#show(form);
  }

  /** @param {PreparationForm} form */
  #show({ options, areas, note }) {
    if (this.#side.options.length !== areas.length) fill(this.#side, ...areas.map(({ side, label }) => h("option", { value: side }, label)));
    this.#side.value = String(options.side);
    this.#quality.value = String(options.quality);
    setTextContent(this.#qualityValue, String(options.quality));
    this.#png.checked = options.keepPng;
    this.#background.value = options.background;
    setTextContent(this.#note, note);
  }

  #choose() {
    this.#saving.push({ side: Number(this.#side.value), quality: Number(this.#quality.value), keepPng: this.#png.checked, background: this.#background.value });
  }
}
