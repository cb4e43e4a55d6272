// The caption of one image: a text field that saves itself as one types, with a quiet mark that says so.

import { attribute, h, say, sayOrHide } from "../dom.js";
import { icon } from "../parts/icon.js";

/** @import { Image } from "../types/Image" */
/** @import { Captions } from "./captions.js" */

const MARKS = { saved: "Saved", saving: "Saving…", failed: "Not saved" };

export class CaptionField {
  #captions;
  /** @type {Image | null} */
  #image = null;
  // Once something is typed, the field is the person's until they leave it or go to another image.
  #mine = false;
  #field = h("textarea", { rows: "5", spellcheck: "true", placeholder: "Say what is in the picture. Leave it empty, and the trainer writes one." });
  #mark = h("span", { class: "caption-saved small quiet" }, icon("check"), h("span"));
  #refusal = h("p", { class: "wrong small", role: "alert", hidden: true });

  /**
   * @param {Captions} captions
   * @param {(by: number) => void} move goes to the next (1) or the previous (-1) image, to write on there
   * @param {string} testid of the field; that of its mark ends in `-saved`
   */
  constructor(captions, move, testid) {
    this.#captions = captions;
    attribute(this.#field, "data-testid", testid);
    attribute(this.#mark, "data-testid", `${testid}-saved`);
    const label = h("label", { class: "caption-label" }, h("span", { class: "caption-title small" }, "Caption"), this.#field);
    this.element = h("div", { class: "caption-field" }, label, this.#mark, this.#refusal);
    this.#field.addEventListener("input", (event) => {
      if (!(/** @type {InputEvent} */ (event).isComposing)) this.#typed();
    });
    this.#field.addEventListener("compositionend", () => this.#typed());
    this.#field.addEventListener("blur", () => {
      this.#mine = false;
      this.draw();
    });
    this.#field.addEventListener("keydown", (event) => {
      const command = event.ctrlKey || event.metaKey;
      const by =
        event.key === "PageDown" || (command && (event.key === "Enter" || event.key === "ArrowDown"))
          ? 1
          : event.key === "PageUp" || (command && event.key === "ArrowUp")
            ? -1
            : 0;
      if (by === 0) return;
      event.preventDefault();
      move(by);
    });
  }

  /** @param {Image | null} image */
  show(image) {
    if (image?.id !== this.#image?.id) this.#mine = false;
    this.#image = image;
    this.draw();
  }

  draw() {
    const image = this.#image;
    this.#field.disabled = image === null;
    if (image === null) {
      this.#field.value = "";
      this.#mark.hidden = true;
      return;
    }
    const text = this.#captions.text(image);
    if (!this.#mine && this.#field.value !== text) this.#field.value = text;
    const saving = this.#captions.saving(image.id);
    attribute(this.#mark, "data-state", saving);
    this.#mark.hidden = saving === "saved" && text === "";
    say(/** @type {Element} */ (this.#mark.lastElementChild), MARKS[saving]);
    sayOrHide(this.#refusal, this.#captions.refusal(image.id));
  }

  /** Puts the caret at the end of the caption. */
  focus() {
    this.#field.focus();
    const end = this.#field.value.length;
    this.#field.setSelectionRange(end, end);
  }

  #typed() {
    if (!this.#image) return;
    this.#mine = true;
    this.#captions.type(this.#image.id, this.#field.value);
  }
}
