// The bar in which presets are chosen, saved and deleted.

import { fill, h, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { errorMessage } from "../parts/attempt.js";
import { setFieldText } from "../parts/composition.js";
import { t } from "../texts.js";

/** @import { TrainForm } from "../types/TrainForm" */

export class PresetBar {
  #select = h("select", { "aria-label": t("train-presets"), testid: "preset", change: () => this.#select.value && this.#run(ipc.usePreset(this.#select.value)) });
  #name = h("input", { type: "text", dir: "auto", autocomplete: "off", "aria-label": t("train-preset-name"), placeholder: t("train-preset-name"), testid: "preset-name" });
  #save = h("button", { type: "submit", testid: "preset-save" }, t("train-save-preset"));
  #remove = h("button", { type: "button", class: "link small", testid: "preset-remove", click: () => this.#run(ipc.removePreset(this.#select.value)) }, t("train-delete-preset"));
  #problem = h("p", { class: "field-problem small", role: "alert", hidden: true });
  #onChange;

  /** @param {(form: TrainForm) => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
    const form = h(
      "form",
      { class: "preset-line" },
      this.#select,
      this.#name,
      this.#save,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run(ipc.savePreset(this.#name.value)).then((saved) => saved && setFieldText(this.#name, ""));
    });
    this.element = h(
      "div",
      { class: "field presets" },
      h("span", { class: "field-label" }, t("train-presets")),
      h("p", { class: "field-hint small quiet" }, t("train-presets-hint")),
      form,
      this.#problem,
      this.#remove,
    );
  }

  /** @param {TrainForm} form */
  show({ presets, preset }) {
    const none = presets.length === 0 ? t("train-no-presets") : t("train-choose-preset");
    fill(this.#select, h("option", { value: "" }, none), ...presets.map((name) => h("option", { value: name }, name)));
    this.#select.value = preset ?? "";
    this.#select.disabled = presets.length === 0;
    this.#remove.hidden = preset === null;
  }

  /** @param {Promise<TrainForm>} call @returns {Promise<boolean>} true if the call succeeded */
  async #run(call) {
    try {
      const form = await call;
      setTextOrHide(this.#problem, null);
      this.#onChange(form);
      return true;
    } catch (error) {
      setTextOrHide(this.#problem, errorMessage(error));
      return false;
    }
  }
}
