// Aids for writing a caption: the marked trigger word, the length, completions and the tags. Rust computes them; the
// text itself stays in the field.

import { attribute, fill, h, say, sayOrHide } from "../../dom.js";
import * as ipc from "../../ipc.js";
import { Latest } from "../../parts/latest.js";
import { t } from "../../texts.js";
import { TagList } from "./tag-list.js";

/** @import { CaptionReading } from "../../types/CaptionReading" */
/** @import { Completion } from "../../types/Completion" */

export class CaptionAids {
  #field;
  #typed;
  /** A copy of the field's text behind the field, in the same places. Only its marks are visible. */
  #ink = h("div", { class: "caption-ink", "aria-hidden": "true" });
  #length = h("span", { testid: "caption-length" });
  #meter = h("span", { class: "caption-meter", "aria-hidden": "true" }, h("span"));
  #measure = h("p", { class: "caption-measure small quiet", title: t("caption-tokens-title") }, this.#meter, this.#length);
  #trigger = h("p", { class: "caption-trigger small", role: "status", testid: "caption-trigger", hidden: true });
  #words = h("div", { class: "completions small", role: "group", "aria-label": t("caption-suggestions"), testid: "completions", hidden: true });
  #tags = new TagList((from, to) => this.#move(from, to));
  /** @type {Completion | null} */
  #offered = null;
  #read = new Latest((/** @type {string} */ caption) => ipc.readCaption(caption), {
    answered: (reading, settled) => settled && this.#show(reading),
    refused: () => {},
  });
  #complete = new Latest((/** @type {string} */ before) => ipc.completeWord(before), {
    answered: (completion, settled) => settled && this.#offer(completion),
    refused: () => {},
  });

  /**
   * @param {HTMLTextAreaElement} field
   * @param {(text: string) => void} typed sets the caption as if the text had been typed
   */
  constructor(field, typed) {
    this.#field = field;
    this.#typed = typed;
    this.well = h("div", { class: "caption-well" }, this.#ink, field);
    this.below = h("div", { class: "caption-aids" }, this.#words, this.#measure, this.#trigger, this.#tags.element);
    field.addEventListener("scroll", () => this.#follow());
    field.addEventListener("blur", () => this.#hide());
    field.addEventListener("compositionstart", () => this.#hide());
    field.addEventListener("keydown", (event) => {
      if (!this.#offered) return;
      if (event.key === "Tab" && !event.shiftKey) this.#accept(0);
      else if (event.key === "Escape") this.#hide();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.#words.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const button = /** @type {Element} */ (event.target).closest("button");
      if (button) this.#accept([...this.#words.children].indexOf(button));
    });
  }

  /** Updates the aids for the text that the field shows. @param {string} text */
  show(text) {
    this.#read.push(text);
  }

  /** Offers completions for the word before the caret. */
  offer() {
    const { value, selectionStart, selectionEnd } = this.#field;
    const after = value.slice(selectionEnd, selectionEnd + 1);
    // No completions are offered in the middle of a word.
    if (selectionStart !== selectionEnd || /[\p{L}\p{N}]/u.test(after)) this.#hide();
    else this.#complete.push(value.slice(0, selectionStart));
  }

  #hide() {
    this.#complete.drop();
    this.#offered = null;
    this.#words.hidden = true;
  }

  #follow() {
    this.#ink.scrollTop = this.#field.scrollTop;
  }

  /** @param {CaptionReading} reading */
  #show({ parts, length, full, trigger, tags }) {
    const text = parts.map((part) => part.text).join("");
    // The answer for an earlier text would mark the wrong places.
    if (text !== this.#field.value) return;
    fill(this.#ink, ...parts.map(({ kind, text }) => (kind === "plain" ? text : h("mark", { "data-kind": kind }, text))), "\n");
    this.#follow();
    this.#measure.hidden = length === "";
    say(this.#length, length);
    /** @type {HTMLElement} */ (this.#meter.firstElementChild).style.setProperty("width", `${Math.round(full * 100)}%`);
    attribute(this.#meter, "data-full", full >= 1);
    sayOrHide(this.#trigger, trigger);
    this.#tags.show(tags);
  }

  /** @param {number} from @param {number | null} to */
  async #move(from, to) {
    const before = this.#field.value;
    const text = await ipc.moveTag(before, from, to);
    if (before === this.#field.value && text !== before) this.#typed(text);
  }

  /** @param {Completion} completion */
  #offer(completion) {
    const { words } = completion;
    const stale = !this.#field.value.slice(0, this.#field.selectionStart).endsWith(completion.typed);
    if (words.length === 0 || stale || document.activeElement !== this.#field) {
      this.#hide();
      return;
    }
    this.#offered = completion;
    this.#words.hidden = false;
    fill(
      this.#words,
      ...words.map(({ text, captions }, index) =>
        h("button", { type: "button", class: "chip small", dir: "auto", tabindex: "-1", testid: "completion", title: t("caption-suggestion-title", { count: captions }) }, text, index === 0 ? h("kbd", {}, "Tab") : null),
      ),
    );
  }

  /** @param {number} index */
  #accept(index) {
    const word = this.#offered?.words[index];
    if (!this.#offered || !word) return;
    const caret = this.#field.selectionStart;
    this.#field.setRangeText(word.text, caret - this.#offered.typed.length, caret, "end");
    this.#hide();
    this.#typed(this.#field.value);
  }
}
