// The model's main inputs as a row of small controls, each below its label. Rust checks the values.

import { setAttribute, fill, h, setTextOrHide } from "../dom.js";
import { t } from "../texts.js";

/** @import { FieldProblem } from "../types/FieldProblem" */
/** @import { InputField } from "../types/InputField" */

/**
 * Returns short labels for common inputs, by input name. They replace the schema's titles.
 * @returns {Record<string, string>}
 */
const shortNames = () => ({ aspect_ratio: t("generate-input-shape"), num_outputs: t("generate-input-pictures"), lora_scale: t("generate-input-lora-scale"), model: t("generate-input-model"), num_inference_steps: t("generate-input-steps"), guidance_scale: t("generate-input-guidance"), seed: t("generate-input-seed"), output_format: t("generate-input-format") });

export class QuickFields {
  #fields = h("div", { class: "quick-fields" });
  #problem = h("p", { class: "small wrong", role: "status", hidden: true, testid: "input-problem" });
  element = h("div", {}, this.#fields, this.#problem);
  #onInput;
  /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
  #controls = new Map();
  #drawn = "";

  /** @param {(name: string, text: string) => void} onInput */
  constructor(onInput) {
    this.#onInput = onInput;
  }

  /** @param {InputField[]} fields @param {FieldProblem[]} problems */
  show(fields, problems) {
    const drawn = JSON.stringify(fields.map((field) => ({ ...field, value: "" })));
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#controls.clear();
      fill(this.#fields, ...fields.map((field) => this.#createField(field)));
    }
    for (const { name, value } of fields) {
      const control = this.#controls.get(name);
      if (!control) continue;
      if (control !== document.activeElement && control.value !== value) control.value = value;
      const isWrong = problems.some(({ field, missing }) => field === `inputs.${name}` && !missing);
      setAttribute(control, "aria-invalid", isWrong ? "true" : null);
    }
    setTextOrHide(this.#problem, problems.filter(({ field, missing }) => field.startsWith("inputs.") && !missing).map(({ message }) => message).join(" "));
  }

  /** @param {InputField} field */
  #createField({ name, title, description, kind, choices, defaultText, limits }) {
    const options = kind === "yesNo" ? [["true", t("generate-yes")], ["false", t("generate-no")]] : choices.map((choice) => [choice, choice]);
    const control =
      kind === "choice" || kind === "yesNo"
        ? h("select", {}, h("option", { value: "" }, defaultText || t("generate-default")), ...options.filter(([value]) => value !== defaultText).map(([value, label]) => h("option", { value }, label)))
        : h("input", { type: "text", inputmode: kind === "number" ? "decimal" : null, autocomplete: "off", placeholder: defaultText || (name === "seed" ? t("generate-random") : "") });
    setAttribute(control, "data-testid", `input-${name}`);
    setAttribute(control, "title", [description, limits && `${limits}.`].filter(Boolean).join(" "));
    control.addEventListener("input", () => this.#onInput(name, control.value));
    this.#controls.set(name, control);
    return h("label", { class: "quick-field", "data-name": name }, h("span", { class: "small quiet" }, shortNames()[name] ?? title), control);
  }
}
