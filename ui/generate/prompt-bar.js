// The form of the Generate page: the kind of batch, the version, the prompt, the inputs, the cost, and the button that
// generates the batch.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, errorMessage } from "../parts/attempt.js";
import { setFieldText } from "../parts/composition.js";
import { icon } from "../parts/icon.js";
import { hint, isShortcut } from "../shortcuts.js";
import { Latest } from "../parts/latest.js";
import { SchemaForm } from "../parts/schema-form.js";
import { t } from "../texts.js";
import { GridAxes } from "./grid-axes.js";
import { QuickFields } from "./quick-fields.js";

/** @import { Batch } from "../types/Batch" */
/** @import { GenerateDraft } from "../types/GenerateDraft" */
/** @import { GenerateForm } from "../types/GenerateForm" */

export class PromptBar {
  #onBatch;
  #version = h("select", { "aria-label": t("generate-version"), testid: "version", change: () => this.#change({ version: this.#version.value }) });
  #prompt = h("textarea", { rows: "2", dir: "auto", "aria-label": t("generate-prompt"), placeholder: t("generate-prompt-placeholder"), testid: "prompt", input: () => this.#change({ prompt: this.#prompt.value }) });
  #starters = h("div", { class: "starters", "aria-label": t("generate-examples"), testid: "starters" });
  #triggerMissing = h("p", { class: "trigger-missing small", role: "status", hidden: true, testid: "trigger-missing" });
  #promptProblem = h("p", { class: "small wrong", role: "status", hidden: true, testid: "prompt-problem" });
  #kinds = h("div", { class: "kinds", role: "radiogroup", "aria-label": t("generate-kind"), testid: "kinds" });
  #explanation = h("p", { class: "small quiet", testid: "kind-explanation" });
  #axes = new GridAxes((change) => this.#change(change));
  #quickFields = new QuickFields((name, text) => this.#changeInput(name, text));
  #moreFields = new SchemaForm(
    (name, text) => this.#changeInput(name, text),
    () => {},
  );
  #details = h("details", { class: "more-inputs", testid: "more-inputs" }, h("summary", { class: "small" }, t("generate-more-settings")), this.#moreFields.element);
  #cost = h("p", { class: "small quiet", testid: "cost" });
  #error = h("p", { class: "small wrong", role: "alert", hidden: true, testid: "generate-refused" });
  #pressLabel = h("span", {});
  #pressButton = h("button", { type: "submit", class: "primary large", testid: "generate-press", disabled: true, title: `${t("generate-title")}${hint("make")}` }, icon("generate"), this.#pressLabel);
  element = h(
    "form",
    { class: "prompt-bar", testid: "prompt-bar", submit: (/** @type {Event} */ event) => this.#submit(event), keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event) },
    h("div", { class: "prompt-top" }, this.#kinds, this.#version),
    h("div", { class: "prompt-line" }, h("div", { class: "prompt-field" }, this.#explanation, this.#starters, this.#prompt, this.#triggerMissing, this.#promptProblem, this.#axes.element), h("div", { class: "press" }, this.#pressButton)),
    this.#quickFields.element,
    this.#details,
    h("div", { class: "prompt-foot" }, this.#error, this.#cost),
  );
  /** @type {GenerateDraft | null} */
  #draft = null;
  /** @type {GenerateForm | null} */
  #form = null;
  #latest = new Latest(ipc.setGenerateDraft, {
    onResult: (form, settled) => settled && this.#show(form),
    onError: (error) => setTextOrHide(this.#error, errorMessage(error)),
  });
  #drawnStarters = "";
  #drawnVersions = "";
  #drawnKinds = "";
  #isSubmitting = false;
  /** Counts the person's changes, so that the answer to a request made before the last change can be ignored. */
  #changeCount = 0;

  /** @param {{ onBatch: (batch: Batch) => void }} page `onBatch` is called with each new batch */
  constructor({ onBatch }) {
    this.#onBatch = onBatch;
  }

  /** True if there is a version to generate pictures with. */
  get hasVersions() {
    return (this.#form?.versions.length ?? 0) > 0;
  }

  focus() {
    this.#prompt.focus();
  }

  /** Loads the form again. Ignores the answer if the person has changed something in the meantime. */
  async refresh() {
    const changeCount = this.#changeCount;
    const form = await attempt(ipc.generateForm());
    if (!form || this.#latest.isBusy || changeCount !== this.#changeCount) return;
    // If an action other than typing has changed the prompt, it is shown even while the field has the focus.
    if (this.#draft && form.draft.prompt !== this.#draft.prompt) setFieldText(this.#prompt, form.draft.prompt);
    this.#show(form);
  }

  /** @param {Partial<GenerateDraft>} change */
  #change(change) {
    if (!this.#draft) return;
    this.#changeCount += 1;
    this.#draft = { ...this.#draft, ...change };
    this.#error.hidden = true;
    this.#latest.push(this.#draft);
  }

  /** @param {string} name @param {string} text */
  #changeInput(name, text) {
    if (!this.#draft) return;
    const inputs = { ...this.#draft.inputs };
    if (text === "") delete inputs[name];
    else inputs[name] = text;
    this.#change({ inputs });
  }

  /** @param {GenerateForm} form */
  #show(form) {
    this.#form = form;
    this.#draft = form.draft;
    const { draft, problems } = form;
    setAttribute(this.element, "data-kind", draft.kind);
    setAttribute(this.element, "data-state", form.reading ? "reading" : "ready");
    this.#drawVersions(form);
    this.#drawKinds(form);
    if (this.#prompt !== document.activeElement) setFieldText(this.#prompt, draft.prompt);
    const isSheet = draft.kind === "sheet";
    const needsPrompt = !isSheet && draft.across.what !== "prompt" && draft.down.what !== "prompt";
    this.#prompt.hidden = draft.kind === "grid" ? !needsPrompt : isSheet;
    this.#drawStarters(form);
    this.#starters.hidden = this.#prompt.hidden || draft.prompt.trim() !== "";
    this.#triggerMissing.hidden = form.trigger === null;
    if (form.trigger) {
      const { prompt } = form.trigger;
      fill(this.#triggerMissing, form.trigger.sentence, " ", h("button", { type: "button", class: "link", testid: "put-trigger", click: () => this.#usePrompt(prompt) }, form.trigger.press));
    }
    const promptProblem = problems.find(({ field, missing }) => !missing && (field === "prompt" || field === "version" || field === "kind"));
    setTextOrHide(this.#promptProblem, promptProblem?.message);
    this.#axes.show(form);
    this.#quickFields.element.hidden = isSheet;
    this.#quickFields.show(form.main, problems);
    this.#details.hidden = isSheet || form.more.length === 0;
    this.#moreFields.show(form.more, problems);
    setTextContent(this.#cost, form.cannotPress ?? form.cost);
    setTextContent(this.#pressLabel, form.press);
    this.#pressButton.disabled = !form.canPress || this.#isSubmitting;
  }

  /** @param {GenerateForm} form */
  #drawVersions({ versions, draft }) {
    const drawn = JSON.stringify(versions);
    if (drawn !== this.#drawnVersions) {
      this.#drawnVersions = drawn;
      fill(this.#version, ...versions.map(({ value, label }) => h("option", { value }, label)));
    }
    this.#version.value = draft.version;
    this.#version.hidden = versions.length === 0;
  }

  /** @param {GenerateForm} form */
  #drawKinds({ kinds, draft }) {
    const drawn = JSON.stringify([kinds, draft.kind]);
    if (drawn === this.#drawnKinds) return;
    this.#drawnKinds = drawn;
    const hasFocus = this.#kinds.contains(document.activeElement);
    fill(
      this.#kinds,
      ...kinds.map(({ value, label }) => {
        const input = h("input", { type: "radio", name: "generate-kind", class: "unseen", testid: `kind-${value}`, value, change: () => this.#change({ kind: value }) });
        input.checked = value === draft.kind;
        return h("label", { class: "kind", "data-chosen": value === draft.kind }, input, label);
      }),
    );
    if (hasFocus) /** @type {HTMLElement | null} */ (this.#kinds.querySelector("input:checked"))?.focus();
    const chosen = kinds.find(({ value }) => value === draft.kind);
    setTextOrHide(this.#explanation, draft.kind === "pictures" ? null : chosen?.explanation);
  }

  /** @param {GenerateForm} form */
  #drawStarters({ starters }) {
    const drawn = JSON.stringify(starters);
    if (drawn === this.#drawnStarters) return;
    this.#drawnStarters = drawn;
    fill(this.#starters, ...starters.map((prompt) => h("button", { type: "button", class: "starter small", testid: "starter", click: () => this.#usePrompt(prompt) }, prompt)));
  }

  /** Replaces the prompt and focuses its field. @param {string} prompt */
  #usePrompt(prompt) {
    setFieldText(this.#prompt, prompt);
    this.#change({ prompt });
    this.#prompt.focus();
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#isSubmitting || this.#pressButton.disabled) return;
    this.#isSubmitting = true;
    this.#pressButton.disabled = true;
    await this.#latest.whenSettled();
    try {
      if (this.#form?.canPress && this.#draft) this.#onBatch(await ipc.generate(this.#draft));
    } catch (error) {
      setTextOrHide(this.#error, errorMessage(error));
    }
    this.#isSubmitting = false;
    this.#pressButton.disabled = !this.#form?.canPress;
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (!isShortcut(event, "make")) return;
    event.preventDefault();
    this.element.requestSubmit();
  }
}
