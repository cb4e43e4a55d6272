// The form for the inputs of a model's schema, with a control for each kind of input. Rust checks the values.

import { attribute, fill, h } from "../dom.js";
import { t } from "../texts.js";
import { field } from "./field.js";

/** @import { FieldProblem } from "../types/FieldProblem" */
/** @import { InputField } from "../types/InputField" */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** Returns the text that says where a secret is kept. @param {"keychain" | "session"} kept */
const keptWords = (kept) => (kept === "keychain" ? t("window-input-kept-in-keychain") : t("window-input-kept-in-memory"));

export class SchemaForm {
  element = h("div", { class: "schema-form" });
  #typed;
  #changed;
  #keep;
  /** @type {Map<string, { control: Control, question: ReturnType<typeof field>, forget: HTMLElement }>} */
  #asked = new Map();
  /** The fields that are drawn, as JSON. */
  #drawn = "";

  /**
   * @param {(name: string, text: string) => void} typed called each time something is typed or chosen
   * @param {() => void} changed called when a value has been entered completely
   * @param {(name: string, text: string) => void} keep called with a typed secret, or with an empty text to forget it
   */
  constructor(typed, changed, keep = () => {}) {
    this.#keep = keep;
    this.#typed = typed;
    this.#changed = changed;
  }

  /**
   * @param {InputField[]} fields
   * @param {FieldProblem[]} problems
   */
  show(fields, problems) {
    const questions = JSON.stringify(fields.map((field) => ({ ...field, value: "", kept: null })));
    if (questions !== this.#drawn) {
      this.#drawn = questions;
      this.#asked.clear();
      fill(this.element, ...fields.map((field) => this.#ask(field)));
    }
    for (const { name, value, kind, kept } of fields) {
      const asked = this.#asked.get(name);
      if (!asked) continue;
      if (kind === "secret") {
        asked.forget.hidden = kept === null;
        asked.question.mean(kept && keptWords(kept));
      }
      // A field's text is not replaced until the field loses the focus.
      if (asked.control !== document.activeElement && asked.control.value !== value) asked.control.value = value;
      asked.question.problem(problems.find((problem) => problem.field === `inputs.${name}`));
    }
  }

  /** Returns whether a value of this form is wrong, as opposed to missing. @param {FieldProblem[]} problems */
  isWrong(problems) {
    return problems.some(({ field, missing }) => !missing && this.#asked.has(field.replace(/^inputs\./, "")));
  }

  /** @param {InputField} input */
  #ask(input) {
    const control = this.#control(input);
    attribute(control, "data-testid", `input-${input.name}`);
    const forget = h("button", { type: "button", class: "link small", testid: `forget-${input.name}`, hidden: true, click: () => this.#keep(input.name, "") }, t("window-input-remove"));
    if (input.kind === "secret") {
      control.addEventListener("change", () => {
        if (control.value) this.#keep(input.name, control.value);
        control.value = "";
      });
    } else {
      control.addEventListener("input", () => this.#typed(input.name, control.value));
      control.addEventListener("change", () => this.#changed());
    }
    const hint = [input.description, input.limits && t("window-input-limits", { limits: input.limits })].filter(Boolean).join(" ");
    const question = field(input.title, control, { hint });
    if (input.kind === "secret") question.element.append(forget);
    this.#asked.set(input.name, { control, question, forget });
    return question.element;
  }

  /** @param {InputField} input @returns {Control} */
  #control({ kind, choices, defaultText, required }) {
    const usually = defaultText ? t("window-input-default", { value: defaultText }) : required ? "" : t("window-input-chosen-by-model");
    /** @param {[string, string][]} answers */
    const select = (answers) =>
      h("select", {}, h("option", { value: "" }, usually || t("window-input-choose")), ...answers.map(([value, words]) => h("option", { value }, words)));
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
