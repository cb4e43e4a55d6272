// The panel that edits many captions: the kind of edit, the images it applies to, and a preview of the changes. It
// replaces the inspector beside the grid, so that the images stay visible.

import { attribute, fill, h, say } from "../../dom.js";
import * as ipc from "../../ipc.js";
import { attempt } from "../../parts/attempt.js";
import { icon } from "../../parts/icon.js";
import { Latest } from "../../parts/latest.js";
import { t } from "../../texts.js";

/** @import { CaptionEdit } from "../../types/CaptionEdit" */
/** @import { EditPreview } from "../../types/EditPreview" */
/** @import { ImagesChanged } from "../../types/ImagesChanged" */

/** @typedef {"selected" | "shown" | "all"} Scope */

/** @returns {[CaptionEdit["kind"], string][]} */
const kinds = () => [
  ["replace", t("caption-edit-replace")],
  ["before", t("caption-edit-before")],
  ["after", t("caption-edit-after")],
  ["insertTrigger", t("caption-edit-insert-trigger")],
  ["removeTrigger", t("caption-edit-remove-trigger")],
  ["addTag", t("caption-edit-add-tag")],
  ["changeTag", t("caption-edit-change-tag")],
  ["uniqueTags", t("caption-edit-unique-tags")],
  ["set", t("caption-edit-set")],
  ["clear", t("caption-edit-clear")],
];

export class BulkEdit {
  #kind = h("select", { "aria-label": t("caption-edit-action"), testid: "edit-kind", change: () => this.#draw() }, ...kinds().map(([value, label]) => h("option", { value }, label)));
  #text = h("textarea", { rows: "2", dir: "auto", "aria-label": t("caption-edit-text"), testid: "edit-text", input: () => this.#ask() });
  #find = h("input", { type: "text", dir: "auto", spellcheck: "false", "aria-label": t("caption-edit-find"), placeholder: t("caption-edit-find"), testid: "edit-find", input: () => this.#ask() });
  #with = h("input", { type: "text", dir: "auto", "aria-label": t("caption-edit-with"), placeholder: t("caption-edit-with-placeholder"), testid: "edit-with", input: () => this.#ask() });
  #tag = h("input", { type: "text", dir: "auto", spellcheck: "false", "aria-label": t("caption-edit-tag"), placeholder: t("caption-edit-tag"), testid: "edit-tag", input: () => this.#ask() });
  #to = h("input", { type: "text", dir: "auto", "aria-label": t("caption-edit-new-name"), placeholder: t("caption-edit-new-name-placeholder"), testid: "edit-to", input: () => this.#ask() });
  #tags = h("div", { class: "bulk-replace" }, this.#tag, this.#to);
  #regex = this.#option("edit-regex", t("caption-edit-regex"));
  #case = this.#option("edit-case", t("caption-edit-match-case"));
  #whole = this.#option("edit-whole", t("caption-edit-whole-words"));
  #replace = h("div", { class: "bulk-replace" }, this.#find, this.#with, h("div", { class: "bulk-options small" }, this.#regex.label, this.#case.label, this.#whole.label));
  /** @type {Record<Scope, { input: HTMLInputElement, label: HTMLElement, words: HTMLElement }>} */
  #scopes = { selected: this.#scope("selected"), shown: this.#scope("shown"), all: this.#scope("all") };
  #sentence = h("p", { class: "small", role: "status", testid: "edit-sentence" });
  #examples = h("ol", { class: "bulk-examples", testid: "edit-examples" });
  #apply = h("button", { type: "submit", class: "primary", disabled: true, testid: "edit-apply" }, t("caption-edit-apply", { count: 0 }));
  element = h(
    "form",
    { class: "inspector bulk", "aria-label": t("caption-edit"), hidden: true, testid: "bulk-edit" },
    h("header", { class: "bulk-head" }, h("h2", {}, t("caption-edit")), h("button", { type: "button", class: "bare square", "aria-label": t("common-close"), title: t("common-close-escape"), testid: "edit-close", click: () => this.#actions.close() }, icon("cross"))),
    this.#kind,
    this.#replace,
    this.#tags,
    this.#text,
    h("fieldset", { class: "bulk-scopes small" }, h("legend", { class: "quiet" }, t("caption-edit-scope")), this.#scopes.selected.label, this.#scopes.shown.label, this.#scopes.all.label),
    this.#sentence,
    this.#examples,
    this.#apply,
  );
  #preview = new Latest((/** @type {{ ids: number[], edit: CaptionEdit }} */ { ids, edit }) => ipc.previewEdit(ids, edit), {
    answered: (preview, settled) => settled && this.#show(preview),
    refused: (error) => this.#show({ sentence: error instanceof Error ? error.message : String(error), wrong: true, captions: 0, examples: [] }),
  });
  #actions;
  /** The ids of the images in each scope. @type {Record<Scope, number[]>} */
  #ids = { selected: [], shown: [], all: [] };
  /** True if the person chose the scope. The choice is then kept. */
  #chosen = false;

  /** @param {{ changed: (changes: ImagesChanged) => void, settled: () => Promise<void>, close: () => void }} actions */
  constructor(actions) {
    this.#actions = actions;
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#make();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      actions.close();
    });
  }

  get open() {
    return !this.element.hidden;
  }

  enter() {
    this.element.hidden = false;
    this.#chosen = false;
    this.#draw();
    (this.#replace.hidden ? this.#kind : this.#find).focus();
    this.#find.select();
  }

  leave() {
    this.element.hidden = true;
  }

  /** @param {Record<Scope, number[]>} ids @param {boolean} searching true if a search hides images */
  show(ids, searching) {
    this.#ids = ids;
    const { selected, shown, all } = this.#scopes;
    say(selected.words, t("caption-edit-scope-selected", { count: ids.selected.length }));
    say(shown.words, t("caption-edit-scope-shown", { count: ids.shown.length }));
    say(all.words, t("caption-edit-scope-all", { count: ids.all.length }));
    shown.label.hidden = !searching;
    selected.input.disabled = ids.selected.length === 0;
    if (!this.#chosen || (shown.input.checked && !searching)) {
      const scope = ids.selected.length > 1 ? selected : searching ? shown : all;
      scope.input.checked = true;
    }
    if (this.open) this.#ask();
  }

  /** @param {string} testid @param {string} words */
  #option(testid, words) {
    const input = h("input", { type: "checkbox", testid, change: () => this.#ask() });
    return { input, label: h("label", {}, input, words) };
  }

  /** @param {Scope} scope */
  #scope(scope) {
    const chosen = () => {
      this.#chosen = true;
      this.#ask();
    };
    const input = h("input", { type: "radio", name: "scope", value: scope, testid: `scope-${scope}`, change: chosen });
    const words = h("span");
    return { input, words, label: h("label", {}, input, words) };
  }

  #draw() {
    const kind = this.#kind.value;
    this.#replace.hidden = kind !== "replace";
    this.#tags.hidden = kind !== "addTag" && kind !== "changeTag";
    this.#to.hidden = kind !== "changeTag";
    this.#text.hidden = !["before", "after", "set"].includes(kind);
    this.#text.placeholder = kind === "before" ? t("caption-edit-before-example") : kind === "after" ? t("caption-edit-after-example") : t("caption-edit-set-placeholder");
    this.#ask();
  }

  /** @returns {CaptionEdit} */
  #edit() {
    const kind = /** @type {CaptionEdit["kind"]} */ (this.#kind.value);
    switch (kind) {
      case "replace":
        return { kind, find: this.#find.value, with: this.#with.value, regex: this.#regex.input.checked, matchCase: this.#case.input.checked, wholeWord: this.#whole.input.checked };
      case "addTag":
        return { kind, tag: this.#tag.value };
      case "changeTag":
        return { kind, tag: this.#tag.value, to: this.#to.value };
      case "before":
      case "after":
      case "set":
        return { kind, text: this.#text.value };
      default:
        return { kind };
    }
  }

  #concerned() {
    const scope = /** @type {Scope[]} */ (["selected", "shown", "all"]).find((name) => this.#scopes[name].input.checked);
    return this.#ids[scope ?? "all"];
  }

  #ask() {
    this.#preview.push({ ids: this.#concerned(), edit: this.#edit() });
  }

  /** @param {EditPreview} preview */
  #show({ sentence, wrong, captions, examples }) {
    say(this.#sentence, sentence);
    attribute(this.#sentence, "data-wrong", wrong);
    this.#apply.disabled = captions === 0;
    say(this.#apply, t("caption-edit-apply", { count: captions }));
    fill(
      this.#examples,
      ...examples.map(({ name, thumbnail, parts }) =>
        h(
          "li",
          { class: "bulk-example small" },
          h("img", { src: thumbnail, alt: "", loading: "lazy", decoding: "async" }),
          h("p", { title: name, class: "selectable", dir: "auto" }, ...parts.map(({ fate, text }) => (fate === "kept" ? text : h(fate === "added" ? "ins" : "del", {}, text)))),
        ),
      ),
    );
  }

  async #make() {
    if (this.#apply.disabled) return;
    this.#apply.disabled = true;
    await this.#actions.settled();
    const changes = await attempt(ipc.editCaptions(this.#concerned(), this.#edit()));
    if (changes) this.#actions.changed(changes);
    this.#ask();
  }
}
