// The panel that exports the prepared images for other trainers.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../../dom.js";
import * as ipc from "../../ipc.js";
import { attempt, errorMessage } from "../../parts/attempt.js";
import { setFieldText } from "../../parts/composition.js";
import { field } from "../../parts/field.js";
import { icon } from "../../parts/icon.js";
import { PreparationFields } from "../preparation-fields.js";
import { t } from "../../texts.js";

/** @import { ExportForm } from "../../types/ExportForm" */
/** @import { ExportLayout } from "../../types/ExportLayout" */

export class ExportPanel {
  #summary = h("p", { class: "small quiet", testid: "export-summary" });
  #layouts = h("fieldset", { class: "export-layouts" });
  #repeatsInput = h("input", { inputmode: "numeric", autocomplete: "off", testid: "export-repeats" });
  #wordsInput = h("input", { autocomplete: "off", spellcheck: "false", placeholder: t("panels-export-words-example"), testid: "export-words" });
  #repeats = field(t("panels-export-repeats"), this.#repeatsInput, { hint: t("panels-export-repeats-hint") });
  #words = field(t("panels-export-words"), this.#wordsInput, { hint: t("panels-export-words-hint") });
  #kohya = h("div", { class: "export-kohya", hidden: true }, this.#repeats.element, this.#words.element);
  #container = h(
    "fieldset",
    { class: "export-container" },
    h("legend", { class: "unseen" }, t("panels-export-container")),
    h("label", {}, h("input", { type: "radio", name: "export-container", value: "folder", testid: "export-folder" }), t("panels-export-folder")),
    h("label", {}, h("input", { type: "radio", name: "export-container", value: "zip", testid: "export-zip" }), t("panels-export-zip")),
  );
  #preparation = new PreparationFields(() => this.#updateSummary());
  #error = h("p", { class: "wrong small", role: "alert", hidden: true });
  #submitButton = h("button", { type: "submit", class: "primary", testid: "export-go" }, t("panels-export-choose-location"));

  constructor() {
    this.button = h("button", { type: "button", "aria-expanded": "false", testid: "export", click: () => (this.element.hidden ? this.#open() : this.close()) }, icon("out"), t("panels-export-open"));
    this.element = h(
      "form",
      {
        class: "export-panel",
        "aria-label": t("panels-export-title"),
        hidden: true,
        testid: "export-panel",
        submit: (/** @type {SubmitEvent} */ event) => this.#export(event),
        keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event),
      },
      h("header", {}, h("h2", {}, t("panels-export-title")), h("button", { type: "button", class: "bare square", "aria-label": t("common-close"), click: () => this.#closeAndRefocus() }, icon("cross"))),
      this.#summary,
      this.#layouts,
      this.#kohya,
      this.#container,
      h("details", {}, h("summary", {}, t("panels-export-preparation")), this.#preparation.element),
      this.#error,
      h("div", { class: "buttons end" }, this.#submitButton),
    );
  }

  close() {
    this.element.hidden = true;
    setAttribute(this.button, "aria-expanded", "false");
  }

  #closeAndRefocus() {
    this.close();
    this.button.focus();
  }

  async #open() {
    const form = await attempt(ipc.exportForm());
    if (!form) return;
    this.#show(form);
    this.#preparation.draw();
    this.element.hidden = false;
    setAttribute(this.button, "aria-expanded", "true");
    /** @type {HTMLInputElement | null} */ (this.#layouts.querySelector("input:checked"))?.focus();
  }

  async #updateSummary() {
    const form = await attempt(ipc.exportForm());
    if (form) setTextContent(this.#summary, form.summary);
  }

  /** @param {ExportForm} form */
  #show({ choice, layouts, summary }) {
    setTextContent(this.#summary, summary);
    fill(
      this.#layouts,
      h("legend", { class: "unseen" }, t("panels-export-layout")),
      ...layouts.map(({ value, label, explanation }) =>
        h(
          "label",
          { class: "export-layout" },
          h("input", { type: "radio", name: "export-layout", value, checked: value === choice.layout, testid: `export-${value}`, change: () => this.#chooseLayout(value) }),
          h("span", {}, h("span", {}, label), h("span", { class: "small quiet" }, explanation)),
        ),
      ),
    );
    for (const input of this.#container.querySelectorAll("input")) input.checked = (input.value === "zip") === choice.zip;
    setFieldText(this.#repeatsInput, choice.repeats);
    setFieldText(this.#wordsInput, choice.words);
    this.#chooseLayout(choice.layout);
  }

  /** @param {ExportLayout} layout */
  #chooseLayout(layout) {
    this.#kohya.hidden = layout !== "kohya";
    this.#showError(null, null);
  }

  /** @param {SubmitEvent} event */
  async #export(event) {
    event.preventDefault();
    const data = new FormData(this.element);
    this.#showError(null, null);
    this.#submitButton.disabled = true;
    try {
      await ipc.exportDataset({
        layout: /** @type {ExportLayout} */ (data.get("export-layout")),
        zip: data.get("export-container") === "zip",
        repeats: this.#repeatsInput.value,
        words: this.#wordsInput.value,
      });
    } catch (error) {
      this.#showError(errorMessage(error), error instanceof ipc.CommandError ? error.field : null);
    } finally {
      this.#submitButton.disabled = false;
    }
  }

  /** @param {string | null} message @param {string | null} field the field that the message is about */
  #showError(message, field) {
    const problem = message === null ? null : { message, missing: false };
    this.#repeats.setProblem(field === "repeats" ? problem : null);
    this.#words.setProblem(field === "words" ? problem : null);
    setTextOrHide(this.#error, field === "repeats" || field === "words" ? null : message);
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#closeAndRefocus();
  }
}
