// A form field with its label, a hint, the meaning of its value, and the problem with its value.

import { attribute, h, say } from "../dom.js";

let count = 0;

/**
 * @param {string} label
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} input
 * @param {{ hint?: string, control?: HTMLElement }} [with_] `hint` explains the field; `control` is the element that
 *   contains the input, by default the input itself
 */
export function field(label, input, { hint, control } = {}) {
  const id = `field-${++count}`;
  input.id ||= id;
  const problem = h("p", { class: "field-problem small", id: `${id}-problem`, hidden: true });
  const meaning = h("p", { class: "field-meaning small quiet", id: `${id}-meaning`, hidden: true });
  attribute(input, "aria-describedby", `${id}-problem ${id}-meaning`);
  const element = h(
    "div",
    { class: "field" },
    h("label", { for: input.id, class: "field-label" }, label),
    hint ? h("p", { class: "field-hint small quiet" }, hint) : null,
    control ?? input,
    problem,
    meaning,
  );
  return {
    element,
    /** @param {string | null | undefined} sentence the meaning of the value */
    mean(sentence) {
      meaning.hidden = !sentence;
      say(meaning, sentence ?? "");
    },
    /** @param {{ message: string, missing: boolean } | null | undefined} wrong less prominent if only missing */
    problem(wrong) {
      problem.hidden = !wrong;
      say(problem, wrong?.message ?? "");
      attribute(problem, "data-missing", wrong?.missing);
      attribute(input, "aria-invalid", wrong && !wrong.missing ? "true" : null);
    },
  };
}
