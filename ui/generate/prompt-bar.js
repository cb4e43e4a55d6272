// The form of the Generate page: the version, the prompt, the inputs, the kind of batch, the cost, and the button.

import { attribute, fill, h, say, sayOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, sentence } from "../parts/attempt.js";
import { setText } from "../parts/composition.js";
import { icon } from "../parts/icon.js";
import { hint, means } from "../shortcuts.js";
import { Latest } from "../parts/latest.js";
import { SchemaForm } from "../parts/schema-form.js";
import { t } from "../texts.js";
import { GridAxes } from "./grid-axes.js";
import { QuickFields } from "./quick-fields.js";

/** @import { Batch } from "../types/Batch" */
/** @import { GenerateDraft } from "../types/GenerateDraft" */
/** @import { GenerateForm } from "../types/GenerateForm" */

export class PromptBar {
  #made;
  #version = h("select", { "aria-label": t("generate-version"), testid: "version", change: () => this.#change({ version: this.#version.value }) });
  #prompt = h("textarea", { rows: "2", dir: "auto", "aria-label": t("generate-prompt"), placeholder: t("generate-prompt-placeholder"), testid: "prompt", input: () => this.#change({ prompt: this.#prompt.value }) });
  #starters = h("div", { class: "starters", "aria-label": t("generate-examples"), testid: "starters" });
  #trigger = h("p", { class: "trigger-missing small", role: "status", hidden: true, testid: "trigger-missing" });
  #promptProblem = h("p", { class: "small wrong", role: "status", hidden: true, testid: "prompt-problem" });
  #kinds = h("div", { class: "kinds", role: "radiogroup", "aria-label": t("generate-kind"), testid: "kinds" });
  #explanation = h("p", { class: "small quiet", testid: "kind-explanation" });
  #axes = new GridAxes((change) => this.#change(change));
  #main = new QuickFields((name, text) => this.#input(name, text));
  #more = new SchemaForm(
    (name, text) => this.#input(name, text),
    () => {},
  );
  #details = h("details", { class: "more-inputs", testid: "more-inputs" }, h("summary", { class: "small" }, t("generate-more-settings")), this.#more.element);
  #cost = h("p", { class: "small quiet", testid: "cost" });
  #refused = h("p", { class: "small wrong", role: "alert", hidden: true, testid: "generate-refused" });
  #words = h("span", {});
  #press = h("button", { type: "submit", class: "primary large", testid: "generate-press", disabled: true, title: `${t("generate-title")}${hint("make")}` }, icon("generate"), this.#words);
  element = h(
    "form",
    { class: "prompt-bar", testid: "prompt-bar", submit: (/** @type {Event} */ event) => this.#submit(event), keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) },
    h("div", { class: "prompt-top" }, this.#kinds, this.#version),
    h("div", { class: "prompt-line" }, h("div", { class: "prompt-field" }, this.#explanation, this.#starters, this.#prompt, this.#trigger, this.#promptProblem, this.#axes.element), h("div", { class: "press" }, this.#press)),
    this.#main.element,
    this.#details,
    h("div", { class: "prompt-foot" }, this.#refused, this.#cost),
  );
  /** @type {GenerateDraft | null} */
  #draft = null;
  /** @type {GenerateForm | null} */
  #form = null;
  #latest = new Latest(ipc.setGenerateDraft, {
    answered: (form, settled) => settled && this.#show(form),
    refused: (error) => sayOrHide(this.#refused, sentence(error)),
  });
  #startersDrawn = "";
  #versionsDrawn = "";
  #kindsDrawn = "";
  #pressing = false;
  /** Counts changes, so that an answer to a request made before the last change is ignored. */
  #typed = 0;

  /** @param {{ made: (batch: Batch) => void }} page `made` is called with each new batch */
  constructor({ made }) {
    this.#made = made;
  }

  /** True if there is a version to generate pictures with. */
  get hasVersions() {
    return (this.#form?.versions.length ?? 0) > 0;
  }

  focus() {
    this.#prompt.focus();
  }

  /** Loads the form again. Ignores the answer if something is typed in the meantime. */
  async refresh() {
    const typed = this.#typed;
    const form = await attempt(ipc.generateForm());
    if (!form || this.#latest.busy || typed !== this.#typed) return;
    // If another action has changed the prompt, it is shown even if the field has the focus.
    if (this.#draft && form.draft.prompt !== this.#draft.prompt) setText(this.#prompt, form.draft.prompt);
    this.#show(form);
  }

  /** @param {Partial<GenerateDraft>} change */
  #change(change) {
    if (!this.#draft) return;
    this.#typed += 1;
    this.#draft = { ...this.#draft, ...change };
    this.#refused.hidden = true;
    this.#latest.push(this.#draft);
  }

  /** @param {string} name @param {string} text */
  #input(name, text) {
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
    attribute(this.element, "data-kind", draft.kind);
    attribute(this.element, "data-state", form.reading ? "reading" : "ready");
    this.#drawVersions(form);
    this.#drawKinds(form);
    if (this.#prompt !== document.activeElement) setText(this.#prompt, draft.prompt);
    const isSheet = draft.kind === "sheet";
    const asksPrompt = !isSheet && draft.across.what !== "prompt" && draft.down.what !== "prompt";
    this.#prompt.hidden = draft.kind === "grid" ? !asksPrompt : isSheet;
    this.#drawStarters(form);
    this.#starters.hidden = this.#prompt.hidden || draft.prompt.trim() !== "";
    this.#trigger.hidden = form.trigger === null;
    if (form.trigger) {
      const { prompt } = form.trigger;
      fill(this.#trigger, form.trigger.sentence, " ", h("button", { type: "button", class: "link", testid: "put-trigger", click: () => this.#take(prompt) }, form.trigger.press));
    }
    const wrong = problems.find(({ field, missing }) => !missing && (field === "prompt" || field === "version" || field === "kind"));
    sayOrHide(this.#promptProblem, wrong?.message);
    this.#axes.show(form);
    this.#main.element.hidden = isSheet;
    this.#main.show(form.main, problems);
    this.#details.hidden = isSheet || form.more.length === 0;
    this.#more.show(form.more, problems);
    say(this.#cost, form.cannotPress ?? form.cost);
    say(this.#words, form.press);
    this.#press.disabled = !form.canPress || this.#pressing;
  }

  /** @param {GenerateForm} form */
  #drawVersions({ versions, draft }) {
    const drawn = JSON.stringify(versions);
    if (drawn !== this.#versionsDrawn) {
      this.#versionsDrawn = drawn;
      fill(this.#version, ...versions.map(({ value, label }) => h("option", { value }, label)));
    }
    this.#version.value = draft.version;
    this.#version.hidden = versions.length === 0;
  }

  /** @param {GenerateForm} form */
  #drawKinds({ kinds, draft }) {
    const drawn = JSON.stringify([kinds, draft.kind]);
    if (drawn === this.#kindsDrawn) return;
    this.#kindsDrawn = drawn;
    const focused = this.#kinds.contains(document.activeElement);
    fill(
      this.#kinds,
      ...kinds.map(({ value, label }) => {
        const input = h("input", { type: "radio", name: "generate-kind", class: "unseen", testid: `kind-${value}`, value, change: () => this.#change({ kind: value }) });
        input.checked = value === draft.kind;
        return h("label", { class: "kind", "data-chosen": value === draft.kind }, input, label);
      }),
    );
    if (focused) /** @type {HTMLElement | null} */ (this.#kinds.querySelector("input:checked"))?.focus();
    const chosen = kinds.find(({ value }) => value === draft.kind);
    sayOrHide(this.#explanation, draft.kind === "pictures" ? null : chosen?.explanation);
  }

  /** @param {GenerateForm} form */
  #drawStarters({ starters }) {
    const drawn = JSON.stringify(starters);
    if (drawn === this.#startersDrawn) return;
    this.#startersDrawn = drawn;
    fill(this.#starters, ...starters.map((prompt) => h("button", { type: "button", class: "starter small", testid: "starter", click: () => this.#take(prompt) }, prompt)));
  }

  /** Replaces the prompt, and focuses its field. @param {string} prompt */
  #take(prompt) {
    setText(this.#prompt, prompt);
    this.#change({ prompt });
    this.#prompt.focus();
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#pressing || this.#press.disabled) return;
    this.#pressing = true;
    this.#press.disabled = true;
    await this.#latest.settled();
    try {
      if (this.#form?.canPress && this.#draft) this.#made(await ipc.generate(this.#draft));
    } catch (error) {
      sayOrHide(this.#refused, sentence(error));
    }
    this.#pressing = false;
    this.#press.disabled = !this.#form?.canPress;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!means(event, "make")) return;
    event.preventDefault();
    this.element.requestSubmit();
  }
}
