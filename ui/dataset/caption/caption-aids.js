// Aids for writing a caption: the highlighted trigger word, the length, completions and the tags. Rust computes the
// aids; the text itself stays in the field.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../../dom.js";
import * as ipc from "../../ipc.js";
import { Latest } from "../../parts/latest.js";
import { t } from "../../texts.js";
import { TagList } from "./tag-list.js";

/** @import { CaptionReading } from "../../types/CaptionReading" */
/** @import { Completion } from "../../types/Completion" */

export class CaptionAids {
  #field;
  #onEdit;
  /** A copy of the field's text behind the field, laid out in the same way. Only the highlights in it are visible. */
  #highlights = h("div", { class: "caption-ink", "aria-hidden": "true" });
  #length = h("span", { testid: "caption-length" });
  #meter = h("span", { class: "caption-meter", "aria-hidden": "true" }, h("span"));
  #measure = h("p", { class: "caption-measure small quiet", title: t("caption-tokens-title") }, this.#meter, this.#length);
  #trigger = h("p", { class: "caption-trigger small", role: "status", testid: "caption-trigger", hidden: true });
  #completions = h("div", { class: "completions small", role: "group", "aria-label": t("caption-suggestions"), testid: "completions", hidden: true });
  #tags = new TagList((from, to) => this.#move(from, to));
  /** @type {Completion | null} */
  #completion = null;
  #read = new Latest((/** @type {string} */ caption) => ipc.readCaption(caption), {
    onResult: (reading, settled) => settled && this.#show(reading),
    onError: () => {},
  });
  #complete = new Latest((/** @type {string} */ before) => ipc.completeWord(before), {
    onResult: (completion, settled) => settled && this.#showCompletions(completion),
    onError: () => {},
  });

  /**
   * @param {HTMLTextAreaElement} field
   * @param {(text: string) => void} onEdit sets the caption as if the text had been typed
   */
  constructor(field, onEdit) {
    this.#field = field;
    this.#onEdit = onEdit;
    this.well = h("div", { class: "caption-well" }, this.#highlights, field);
    this.below = h("div", { class: "caption-aids" }, this.#completions, this.#measure, this.#trigger, this.#tags.element);
    field.addEventListener("scroll", () => this.#syncScroll());
    field.addEventListener("blur", () => this.#hideCompletions());
    field.addEventListener("compositionstart", () => this.#hideCompletions());
    field.addEventListener("keydown", (event) => {
      if (!this.#completion) return;
      if (event.key === "Tab" && !event.shiftKey) this.#accept(0);
      else if (event.key === "Escape") this.#hideCompletions();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.#completions.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const button = /** @type {Element} */ (event.target).closest("button");
      if (button) this.#accept([...this.#completions.children].indexOf(button));
    });
  }

  /** Updates the aids for the text that the field shows. @param {string} text */
  show(text) {
    this.#read.push(text);
  }

  /** Offers completions for the word before the caret, or hides them if there is a selection. */
  requestCompletions() {
    const { value, selectionStart, selectionEnd } = this.#field;
    const after = value.slice(selectionEnd, selectionEnd + 1);
    // No completions are offered in the middle of a word.
    if (selectionStart !== selectionEnd || /[\p{L}\p{N}]/u.test(after)) this.#hideCompletions();
    else this.#complete.push(value.slice(0, selectionStart));
  }

  #hideCompletions() {
    this.#complete.drop();
    this.#completion = null;
    this.#completions.hidden = true;
  }

  #syncScroll() {
    this.#highlights.scrollTop = this.#field.scrollTop;
  }

  /** @param {CaptionReading} reading */
  #show({ parts, length, full, trigger, tags }) {
    const text = parts.map((part) => part.text).join("");
    // The response for an earlier text would highlight the wrong places.
    if (text !== this.#field.value) return;
    fill(this.#highlights, ...parts.map(({ kind, text }) => (kind === "plain" ? text : h("mark", { "data-kind": kind }, text))), "\n");
    this.#syncScroll();
    this.#measure.hidden = length === "";
    setTextContent(this.#length, length);
    /** @type {HTMLElement} */ (this.#meter.firstElementChild).style.setProperty("width", `${Math.round(full * 100)}%`);
    setAttribute(this.#meter, "data-full", full >= 1);
    setTextOrHide(this.#trigger, trigger);
    this.#tags.show(tags);
  }

  /** @param {number} from @param {number | null} to */
  async #move(from, to) {
    const before = this.#field.value;
    const text = await ipc.moveTag(before, from, to);
    if (before === this.#field.value && text !== before) this.#onEdit(text);
  }

  /** @param {Completion} completion */
  #showCompletions(completion) {
    const { words } = completion;
    const isStale = !this.#field.value.slice(0, this.#field.selectionStart).endsWith(completion.typed);
    if (words.length === 0 || isStale || document.activeElement !== this.#field) {
      this.#hideCompletions();
      return;
    }
    this.#completion = completion;
    this.#completions.hidden = false;
    fill(
      this.#completions,
      ...words.map(({ text, captions }, index) =>
        h("button", { type: "button", class: "chip small", dir: "auto", tabindex: "-1", testid: "completion", title: t("caption-suggestion-title", { count: captions }) }, text, index === 0 ? h("kbd", {}, "Tab") : null),
      ),
    );
  }

  /** @param {number} index */
  #accept(index) {
    const word = this.#completion?.words[index];
    if (!this.#completion || !word) return;
    const caret = this.#field.selectionStart;
    this.#field.setRangeText(word.text, caret - this.#completion.typed.length, caret, "end");
    this.#hideCompletions();
    this.#onEdit(this.#field.value);
  }
}
