// The questions that a model's own schema asks, each as the kind of answer wants it. What is good to answer is said
// by Rust.

import { attribute, fill, h } from "../dom.js";
import { field } from "./field.js";

/** @import { FieldProblem } from "../types/FieldProblem" */
/** @import { InputField } from "../types/InputField" */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

export class SchemaForm {
  element = h("div", { class: "schema-form" });
  #typed;
  #changed;
  /** @type {Map<string, { control: Control, question: ReturnType<typeof field> }>} */
  #asked = new Map();
  /** Which questions are drawn. */
  #drawn = "";

  /**
   * @param {(name: string, text: string) => void} typed each time something is typed or chosen
   * @param {() => void} changed when an answer is complete
   */
  constructor(typed, changed) {
    this.#typed = typed;
    this.#changed = changed;
  }

  /**
   * @param {InputField[]} fields
   * @param {FieldProblem[]} problems
   */
  show(fields, problems) {
    const questions = JSON.stringify(fields.map((field) => ({ ...field, value: "" })));
    if (questions !== this.#drawn) {
      this.#drawn = questions;
      this.#asked.clear();
      fill(this.element, ...fields.map((field) => this.#ask(field)));
    }
    for (const { name, value } of fields) {
      const asked = this.#asked.get(name);
      if (!asked) continue;
      // What one types in stays as it is typed until it is left.
      if (asked.control !== document.activeElement && asked.control.value !== value) asked.control.value = value;
      asked.question.problem(problems.find((problem) => problem.field === `inputs.${name}`));
    }
  }

  /** Whether an answer is wrong, and not only missing. @param {FieldProblem[]} problems */
  isWrong(problems) {
    return problems.some(({ field, missing }) => !missing && this.#asked.has(field.replace(/^inputs\./, "")));
  }

  /** @param {InputField} input */
  #ask(input) {
    const control = this.#control(input);
    attribute(control, "data-testid", `input-${input.name}`);
    control.addEventListener("input", () => this.#typed(input.name, control.value));
    control.addEventListener("change", () => this.#changed());
    const hint = [input.description, input.limits && `${input.limits}.`].filter(Boolean).join(" ");
    const question = field(input.title, control, { hint });
    this.#asked.set(input.name, { control, question });
    return question.element;
  }

  /** @param {InputField} input @returns {Control} */
  #control({ kind, choices, usual, required }) {
    const usually = usual ? `Usual: ${usual}` : required ? "" : "Left to the model";
    /** @param {[string, string][]} answers */
    const select = (answers) =>
      h("select", {}, h("option", { value: "" }, usually || "Choose"), ...answers.map(([value, words]) => h("option", { value }, words)));
    switch (kind) {
      case "yesNo":
        return select([
          ["true", "Yes"],
          ["false", "No"],
        ]);
      case "choice":
        return select(choices.map((choice) => [choice, choice]));
      case "json":
        return h("textarea", { rows: "3", spellcheck: "false", placeholder: usual });
      case "number":
        return h("input", { inputmode: "decimal", autocomplete: "off", placeholder: usual });
      case "text":
        return h("input", { type: "text", autocomplete: "off", spellcheck: "false", dir: "auto", placeholder: usual });
    }
  }
}
