// The panel that edits many captions: the kind of edit, the images it applies to, and a preview of the changes. It
// replaces the inspector beside the grid, so that the images stay visible.

import { setAttribute, fill, h, setTextContent } from "../../dom.js";
import * as ipc from "../../ipc.js";
import { attempt } from "../../parts/attempt.js";
import { icon } from "../../parts/icon.js";
import { Latest } from "../../parts/latest.js";
import { t } from "../../texts.js";

/** @import { Rewrite } from "../../types/Rewrite" */
/** @import { EditPreview } from "../../types/EditPreview" */
/** @import { ImagesChanged } from "../../types/ImagesChanged" */

/** @typedef {"selected" | "shown" | "all"} Scope */

/** @returns {[Rewrite["kind"], string][]} */
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
  #text = h("textarea", { rows: "2", dir: "auto", "aria-label": t("caption-edit-text"), testid: "edit-text", input: () => this.#updatePreview() });
  #find = h("input", { type: "text", dir: "auto", spellcheck: "false", "aria-label": t("caption-edit-find"), placeholder: t("caption-edit-find"), testid: "edit-find", input: () => this.#updatePreview() });
  #replacement = h("input", { type: "text", dir: "auto", "aria-label": t("caption-edit-with"), placeholder: t("caption-edit-with-placeholder"), testid: "edit-with", input: () => this.#updatePreview() });
  #tag = h("input", { type: "text", dir: "auto", spellcheck: "false", "aria-label": t("caption-edit-tag"), placeholder: t("caption-edit-tag"), testid: "edit-tag", input: () => this.#updatePreview() });
  #newTag = h("input", { type: "text", dir: "auto", "aria-label": t("caption-edit-new-name"), placeholder: t("caption-edit-new-name-placeholder"), testid: "edit-to", input: () => this.#updatePreview() });
  #tags = h("div", { class: "bulk-replace" }, this.#tag, this.#newTag);
  #regex = this.#option("edit-regex", t("caption-edit-regex"));
  #case = this.#option("edit-case", t("caption-edit-match-case"));
  #whole = this.#option("edit-whole", t("caption-edit-whole-words"));
  #replace = h("div", { class: "bulk-replace" }, this.#find, this.#replacement, h("div", { class: "bulk-options small" }, this.#regex.label, this.#case.label, this.#whole.label));
  /** @type {Record<Scope, { input: HTMLInputElement, label: HTMLElement, text: HTMLElement }>} */
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
  #preview = new Latest((/** @type {{ ids: number[], edit: Rewrite }} */ { ids, edit }) => ipc.previewEdit(ids, edit), {
    onResult: (preview, settled) => settled && this.#show(preview),
    onError: (error) => this.#show({ sentence: error instanceof Error ? error.message : String(error), wrong: true, captions: 0, examples: [] }),
  });
  #actions;
  /** The ids of the images in each scope. @type {Record<Scope, number[]>} */
  #ids = { selected: [], shown: [], all: [] };
  /** True if the person chose the scope. The choice is then kept. */
  #isScopeChosen = false;

  /**
   * @param {{ onChange: (changes: ImagesChanged) => void, whenSaved: () => Promise<void>, close: () => void }} actions
   */
  constructor(actions) {
    this.#actions = actions;
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#applyEdit();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      actions.close();
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  enter() {
    this.element.hidden = false;
    this.#isScopeChosen = false;
    this.#draw();
    (this.#replace.hidden ? this.#kind : this.#find).focus();
    this.#find.select();
  }

  leave() {
    this.element.hidden = true;
  }

  /** @param {Record<Scope, number[]>} ids @param {boolean} isSearching true if a search hides images */
  show(ids, isSearching) {
    this.#ids = ids;
    const { selected, shown, all } = this.#scopes;
    setTextContent(selected.text, t("caption-edit-scope-selected", { count: ids.selected.length }));
    setTextContent(shown.text, t("caption-edit-scope-shown", { count: ids.shown.length }));
    setTextContent(all.text, t("caption-edit-scope-all", { count: ids.all.length }));
    shown.label.hidden = !isSearching;
    selected.input.disabled = ids.selected.length === 0;
    if (!this.#isScopeChosen || (shown.input.checked && !isSearching)) {
      const scope = ids.selected.length > 1 ? selected : isSearching ? shown : all;
      scope.input.checked = true;
    }
    if (this.isOpen) this.#updatePreview();
  }

  /** @param {string} testid @param {string} label */
  #option(testid, label) {
    const input = h("input", { type: "checkbox", testid, change: () => this.#updatePreview() });
    return { input, label: h("label", {}, input, label) };
  }

  /** @param {Scope} scope */
  #scope(scope) {
    const choose = () => {
      this.#isScopeChosen = true;
      this.#updatePreview();
    };
    const input = h("input", { type: "radio", name: "scope", value: scope, testid: `scope-${scope}`, change: choose });
    const text = h("span");
    return { input, text, label: h("label", {}, input, text) };
  }

  #draw() {
    const kind = this.#kind.value;
    this.#replace.hidden = kind !== "replace";
    this.#tags.hidden = kind !== "addTag" && kind !== "changeTag";
    this.#newTag.hidden = kind !== "changeTag";
    this.#text.hidden = !["before", "after", "set"].includes(kind);
    this.#text.placeholder = kind === "before" ? t("caption-edit-before-example") : kind === "after" ? t("caption-edit-after-example") : t("caption-edit-set-placeholder");
    this.#updatePreview();
  }

  /** @returns {Rewrite} */
  #currentEdit() {
    const kind = /** @type {Rewrite["kind"]} */ (this.#kind.value);
    switch (kind) {
      case "replace":
        return { kind, find: this.#find.value, with: this.#replacement.value, regex: this.#regex.input.checked, matchCase: this.#case.input.checked, wholeWord: this.#whole.input.checked };
      case "addTag":
        return { kind, tag: this.#tag.value };
      case "changeTag":
        return { kind, tag: this.#tag.value, to: this.#newTag.value };
      case "before":
      case "after":
      case "set":
        return { kind, text: this.#text.value };
      default:
        return { kind };
    }
  }

  #targetIds() {
    const scope = /** @type {Scope[]} */ (["selected", "shown", "all"]).find((name) => this.#scopes[name].input.checked);
    return this.#ids[scope ?? "all"];
  }

  #updatePreview() {
    this.#preview.push({ ids: this.#targetIds(), edit: this.#currentEdit() });
  }

  /** @param {EditPreview} preview */
  #show({ sentence, wrong, captions, examples }) {
    setTextContent(this.#sentence, sentence);
    setAttribute(this.#sentence, "data-wrong", wrong);
    this.#apply.disabled = captions === 0;
    setTextContent(this.#apply, t("caption-edit-apply", { count: captions }));
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

  async #applyEdit() {
    if (this.#apply.disabled) return;
    this.#apply.disabled = true;
    await this.#actions.whenSaved();
    const changes = await attempt(ipc.editCaptions(this.#targetIds(), this.#currentEdit()));
    if (changes) this.#actions.onChange(changes);
    this.#updatePreview();
  }
}
