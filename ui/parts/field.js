// A form field with its label, a hint, the problem with its value, and the meaning of its value.

import { setAttribute, h, setTextContent } from "../dom.js";

let count = 0;

/**
 * @param {string} label
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} input
 * @param {{ hint?: string, control?: HTMLElement }} [options] `hint` explains the field; `control` is the element that
 *   contains the input, such as a combobox; by default the input itself
 */
export function field(label, input, { hint, control } = {}) {
  const id = `field-${++count}`;
  input.id ||= id;
  const problem = h("p", { class: "field-problem small", id: `${id}-problem`, hidden: true });
  const meaning = h("p", { class: "field-meaning small quiet", id: `${id}-meaning`, hidden: true });
  setAttribute(input, "aria-describedby", `${id}-problem ${id}-meaning`);
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
    /** @param {string | null | undefined} sentence an explanation of what the value means */
    setMeaning(sentence) {
      meaning.hidden = !sentence;
      setTextContent(meaning, sentence ?? "");
    },
    /**
     * @param {{ message: string, missing: boolean } | null | undefined} error shown less prominently if the value is
     *   only missing
     */
    setProblem(error) {
      problem.hidden = !error;
      setTextContent(problem, error?.message ?? "");
      setAttribute(problem, "data-missing", error?.missing);
      setAttribute(input, "aria-invalid", error && !error.missing ? "true" : null);
    },
  };
}
