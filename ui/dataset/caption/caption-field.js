// The caption of one image: a text field that saves while the person types, with a mark that shows whether it is saved.

import { attribute, h, say, sayOrHide } from "../../dom.js";
import { isComposedIn, setText } from "../../parts/composition.js";
import { icon } from "../../parts/icon.js";
import { means } from "../../shortcuts.js";
import { snapshot } from "../../snapshot.js";
import { t } from "../../texts.js";
import { CaptionAids } from "./caption-aids.js";

/** @import { Image } from "../../types/Image" */
/** @import { Captions, Saving } from "./captions.js" */

/** @param {Saving} saving */
const markWords = (saving) => (saving === "saved" ? t("caption-saved") : saving === "saving" ? t("caption-saving") : t("caption-not-saved"));

export class CaptionField {
  #captions;
  #aids;
  /** @type {Image | null} */
  #image = null;
  /**
   * The image whose caption the field shows. While an input method composes, this may be the previous image.
   *
   * @type {Image | null}
   */
  #shown = null;
  #composing = false;
  // True after typing, until the person leaves the field or goes to another image. The text is not replaced meanwhile.
  #mine = false;
  #field = h("textarea", { rows: "5", dir: "auto", spellcheck: "true", placeholder: t("caption-placeholder") });
  #mark = h("span", { class: "caption-saved small quiet" }, icon("check"), h("span"));
  #refusal = h("p", { class: "wrong small", role: "alert", hidden: true });

  /** The text that another program wrote while the person was typing. */
  #theirs = h("blockquote", { class: "selectable", dir: "auto", testid: "theirs" });
  #choice = h("div", { class: "caption-choice small", role: "alert", hidden: true, testid: "caption-choice" });

  /**
   * @param {Captions} captions
   * @param {{ move: (by: number) => void, next: () => void, choose: (mine: boolean) => void }} actions `move` goes
   *   to the next (1) or previous (-1) image and keeps the focus in its caption, `next` goes to one without a caption
   * @param {string} testid the field's test id; the mark's ends in `-saved`
   */
  constructor(captions, { move, next, choose }, testid) {
    this.#captions = captions;
    attribute(this.#field, "data-testid", testid);
    attribute(this.#mark, "data-testid", `${testid}-saved`);
    this.#aids = new CaptionAids(this.#field, (text) => this.#become(text));
    const label = h("label", { class: "caption-label" }, h("span", { class: "caption-title small" }, t("caption-label")), this.#aids.well);
    this.#choice.append(
      h("p", {}, t("caption-changed-meanwhile")),
      this.#theirs,
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", testid: "keep-mine", click: () => choose(true) }, t("caption-keep-mine")),
        h("button", { type: "button", testid: "keep-theirs", click: () => choose(false) }, t("caption-keep-theirs")),
      ),
    );
    this.element = h("div", { class: "caption-field" }, label, this.#mark, this.#refusal, this.#choice, this.#aids.below);
    this.#field.addEventListener("input", (event) => {
      if (/** @type {InputEvent} */ (event).isComposing) return;
      this.#typed();
      this.#aids.offer();
    });
    this.#field.addEventListener("compositionstart", () => (this.#composing = true));
    this.#field.addEventListener("compositionend", () => this.#composed());
    this.#field.addEventListener("blur", () => {
      this.#composed();
      this.#mine = false;
      this.draw();
    });
    this.#field.addEventListener("keydown", (event) => {
      if (means(event, "next")) move(1);
      else if (means(event, "previous")) move(-1);
      else if (means(event, "next-uncaptioned")) next();
      else if (!this.#phrase(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Inserts a phrase at the caret. Returns whether the key belongs to a phrase. @param {KeyboardEvent} event */
  #phrase(event) {
    const phrase = snapshot.state.settings.phrases.find((_, index) => means(event, `phrase-${index + 1}`));
    if (!phrase) return false;
    this.#field.setRangeText(phrase, this.#field.selectionStart, this.#field.selectionEnd, "end");
    this.#typed();
    return true;
  }

  /** Lets the next draw replace the typed text, for example after an undo. */
  release() {
    this.#mine = false;
  }

  /** @param {Image | null} image */
  show(image) {
    // A text that another program wrote replaces the field's text only if everything typed is saved.
    const another = image?.id !== this.#image?.id || image?.captionVersion !== this.#image?.captionVersion;
    if (another && (!image || this.#captions.saving(image.id) === "saved")) this.#mine = false;
    if (image?.id !== this.#image?.id) this.#mine = false;
    this.#image = image;
    this.draw();
  }

  draw() {
    const image = this.#image;
    this.#field.disabled = image === null;
    if (image === null) {
      setText(this.#field, "");
      if (!isComposedIn(this.#field)) this.#shown = null;
      this.#aids.show("");
      this.#mark.hidden = this.#choice.hidden = true;
      return;
    }
    const text = this.#captions.text(image);
    if (!isComposedIn(this.#field)) {
      if (!this.#mine) setText(this.#field, text);
      this.#shown = image;
    }
    this.#aids.show(this.#field.value);
    // A text that waits for the person's choice is kept, but not in the caption's file.
    const saving = image.typed === null ? this.#captions.saving(image.id) : "failed";
    attribute(this.#mark, "data-state", saving);
    this.#mark.hidden = saving === "saved" && text === "";
    say(/** @type {Element} */ (this.#mark.lastElementChild), markWords(saving));
    sayOrHide(this.#refusal, this.#captions.refusal(image.id));
    say(this.#theirs, image.caption || t("caption-removed"));
    if (this.#choice.hidden !== (image.typed === null)) {
      this.#choice.hidden = image.typed === null;
      this.#choice.scrollIntoView({ block: "nearest" });
    }
  }

  /** Puts the caret at the end of the caption. */
  focus() {
    this.#field.focus();
    const end = this.#field.value.length;
    this.#field.setSelectionRange(end, end);
  }

  /** Sets the field's text as if it had been typed. @param {string} text */
  #become(text) {
    setText(this.#field, text);
    this.#typed();
  }

  #typed() {
    if (!this.#shown) return;
    this.#mine = true;
    this.#captions.type(this.#shown, this.#field.value);
  }

  /** Ends a composition, if there was one: saves the composed text, or shows a change that arrived meanwhile. */
  #composed() {
    if (!this.#composing) return;
    this.#composing = false;
    if (this.#shown && this.#field.value !== this.#captions.text(this.#shown)) this.#typed();
    if (this.#shown?.id !== this.#image?.id) this.#mine = false;
    this.draw();
  }
}
