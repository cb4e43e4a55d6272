// The form for the inputs of a model's schema, with a control for each kind of input. Rust checks the values.

import { setAttribute, fill, h } from "../dom.js";
import { t } from "../texts.js";
import { field } from "./field.js";

/** @import { FieldProblem } from "../types/FieldProblem" */
/** @import { InputField } from "../types/InputField" */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** Returns the text that says where a secret is kept. @param {"keychain" | "session"} kept */
const keptText = (kept) => (kept === "keychain" ? t("window-input-kept-in-keychain") : t("window-input-kept-in-memory"));

export class SchemaForm {
  element = h("div", { class: "schema-form" });
  #onInput;
  #onChange;
  #onSecret;
  /** @type {Map<string, { control: Control, question: ReturnType<typeof field>, forget: HTMLElement }>} */
  #entries = new Map();
  /** The drawn fields without their values, as JSON. */
  #drawn = "";

  /**
   * @param {(name: string, text: string) => void} onInput called each time a value is typed or chosen, except a secret
   * @param {() => void} onChange called when a value other than a secret has been entered completely
   * @param {(name: string, text: string) => void} onSecret called with a secret that has been entered completely, or
   *   with an empty text to forget it
   */
  constructor(onInput, onChange, onSecret = () => {}) {
    this.#onSecret = onSecret;
    this.#onInput = onInput;
    this.#onChange = onChange;
  }

  /**
   * @param {InputField[]} fields
   * @param {FieldProblem[]} problems
   */
  show(fields, problems) {
    const signature = JSON.stringify(fields.map((field) => ({ ...field, value: "", kept: null })));
    if (signature !== this.#drawn) {
      this.#drawn = signature;
      this.#entries.clear();
      fill(this.element, ...fields.map((field) => this.#createField(field)));
    }
    for (const { name, value, kind, kept } of fields) {
      const entry = this.#entries.get(name);
      if (!entry) continue;
      if (kind === "secret") {
        entry.forget.hidden = kept === null;
        entry.question.setMeaning(kept && keptText(kept));
      }
      // A field's text is not replaced while the field has the focus.
      if (entry.control !== document.activeElement && entry.control.value !== value) entry.control.value = value;
      entry.question.setProblem(problems.find((problem) => problem.field === `inputs.${name}`));
    }
  }

  /** Returns whether a value of this form is wrong, as opposed to missing. @param {FieldProblem[]} problems */
  isWrong(problems) {
    return problems.some(({ field, missing }) => !missing && this.#entries.has(field.replace(/^inputs\./, "")));
  }

  /** @param {InputField} input */
  #createField(input) {
    const control = this.#createControl(input);
    setAttribute(control, "data-testid", `input-${input.name}`);
    const forget = h("button", { type: "button", class: "link small", testid: `forget-${input.name}`, hidden: true, click: () => this.#onSecret(input.name, "") }, t("window-input-remove"));
    if (input.kind === "secret") {
      control.addEventListener("change", () => {
        if (control.value) this.#onSecret(input.name, control.value);
        control.value = "";
      });
    } else {
      control.addEventListener("input", () => this.#onInput(input.name, control.value));
      control.addEventListener("change", () => this.#onChange());
    }
    const hint = [input.description, input.limits && t("window-input-limits", { limits: input.limits })].filter(Boolean).join(" ");
    const question = field(input.title, control, { hint });
    if (input.kind === "secret") question.element.append(forget);
    this.#entries.set(input.name, { control, question, forget });
    return question.element;
  }

  /** @param {InputField} input @returns {Control} */
  #createControl({ kind, choices, defaultText, required }) {
    const defaultLabel = defaultText ? t("window-input-default", { value: defaultText }) : required ? "" : t("window-input-chosen-by-model");
    /** @param {[string, string][]} options */
    const select = (options) =>
      h("select", {}, h("option", { value: "" }, defaultLabel || t("window-input-choose")), ...options.map(([value, label]) => h("option", { value }, label)));
    switch (kind) {
      case "yesNo":
        return select([
          ["true", t("window-input-yes")],
          ["false", t("window-input-no")],
        ]);
      case "choice":
        return select(choices.map((choice) => [choice, choice]));
      case "json":
        return h("textarea", { rows: "3", spellcheck: "false", placeholder: defaultText });
      case "number":
        return h("input", { inputmode: "decimal", autocomplete: "off", placeholder: defaultText });
      case "secret":
        return h("input", { type: "password", autocomplete: "off", placeholder: defaultText });
      case "text":
        return h("input", { type: "text", autocomplete: "off", spellcheck: "false", dir: "auto", placeholder: defaultText });
    }
  }
}
