// The caption of one image: a text field that saves while the person types, with a mark that shows the saving state.

import { setAttribute, h, setTextContent, setTextOrHide } from "../../dom.js";
import { isComposingIn, setFieldText } from "../../parts/composition.js";
import { icon } from "../../parts/icon.js";
import { isShortcut } from "../../shortcuts.js";
import { snapshot } from "../../snapshot.js";
import { t } from "../../texts.js";
import { CaptionAids } from "./caption-aids.js";

/** @import { Image } from "../../types/Image" */
/** @import { Captions, SavingState } from "./captions.js" */

/** @param {SavingState} saving */
const savingLabel = (saving) => (saving === "saved" ? t("caption-saved") : saving === "saving" ? t("caption-saving") : t("caption-not-saved"));

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
  #isComposing = false;
  // True after typing, while the field's text must not be replaced. It becomes false when the person leaves the field
  // or goes to another image, after an undo, and when another program has changed a caption whose typed text is saved.
  #hasTyped = false;
  #field = h("textarea", { rows: "5", dir: "auto", spellcheck: "true", placeholder: t("caption-placeholder") });
  #mark = h("span", { class: "caption-saved small quiet" }, icon("check"), h("span"));
  #error = h("p", { class: "wrong small", role: "alert", hidden: true });

  /** The text that another program wrote while the person was typing. */
  #otherText = h("blockquote", { class: "selectable", dir: "auto", testid: "theirs" });
  #choice = h("div", { class: "caption-choice small", role: "alert", hidden: true, testid: "caption-choice" });

  /**
   * @param {Captions} captions
   * @param {{ move: (by: number) => void, next: () => void, choose: (typed: boolean) => void }} actions `move` goes
   *   to the next (1) or previous (-1) image and keeps the focus in the caption, `next` goes to the next image without
   *   a caption, and `choose` keeps the typed text or the other program's
   * @param {string} testid the field's test id; that of the mark has `-saved` at the end
   */
  constructor(captions, { move, next, choose }, testid) {
    this.#captions = captions;
    setAttribute(this.#field, "data-testid", testid);
    setAttribute(this.#mark, "data-testid", `${testid}-saved`);
    this.#aids = new CaptionAids(this.#field, (text) => this.#replaceText(text));
    const label = h("label", { class: "caption-label" }, h("span", { class: "caption-title small" }, t("caption-label")), this.#aids.well);
    this.#choice.append(
      h("p", {}, t("caption-changed-meanwhile")),
      this.#otherText,
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", testid: "keep-mine", click: () => choose(true) }, t("caption-keep-mine")),
        h("button", { type: "button", testid: "keep-theirs", click: () => choose(false) }, t("caption-keep-theirs")),
      ),
    );
    this.element = h("div", { class: "caption-field" }, label, this.#mark, this.#error, this.#choice, this.#aids.below);
    this.#field.addEventListener("input", (event) => {
      if (/** @type {InputEvent} */ (event).isComposing) return;
      this.#saveText();
      this.#aids.requestCompletions();
    });
    this.#field.addEventListener("compositionstart", () => (this.#isComposing = true));
    this.#field.addEventListener("compositionend", () => this.#endComposition());
    this.#field.addEventListener("blur", () => {
      this.#endComposition();
      this.#hasTyped = false;
      this.draw();
    });
    this.#field.addEventListener("keydown", (event) => {
      if (isShortcut(event, "next")) move(1);
      else if (isShortcut(event, "previous")) move(-1);
      else if (isShortcut(event, "next-uncaptioned")) next();
      else if (!this.#insertPhrase(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Inserts a phrase at the caret. Returns whether the key belongs to a phrase. @param {KeyboardEvent} event */
  #insertPhrase(event) {
    const phrase = snapshot.state.settings.phrases.find((_, index) => isShortcut(event, `phrase-${index + 1}`));
    if (!phrase) return false;
    this.#field.setRangeText(phrase, this.#field.selectionStart, this.#field.selectionEnd, "end");
    this.#saveText();
    return true;
  }

  /** Lets the next draw replace the typed text, for example after an undo. */
  release() {
    this.#hasTyped = false;
  }

  /** @param {Image | null} image */
  show(image) {
    // A text that another program wrote replaces the field's text only if everything typed is saved.
    const isAnother = image?.id !== this.#image?.id || image?.captionVersion !== this.#image?.captionVersion;
    if (isAnother && (!image || this.#captions.savingState(image.id) === "saved")) this.#hasTyped = false;
    if (image?.id !== this.#image?.id) this.#hasTyped = false;
    this.#image = image;
    this.draw();
  }

  draw() {
    const image = this.#image;
    this.#field.disabled = image === null;
    if (image === null) {
      setFieldText(this.#field, "");
      if (!isComposingIn(this.#field)) this.#shown = null;
      this.#aids.show("");
      this.#mark.hidden = this.#choice.hidden = true;
      return;
    }
    const text = this.#captions.text(image);
    if (!isComposingIn(this.#field)) {
      if (!this.#hasTyped) setFieldText(this.#field, text);
      this.#shown = image;
    }
    this.#aids.show(this.#field.value);
    // A text that waits for the person's choice is kept, but not in the caption's file.
    const saving = image.typed === null ? this.#captions.savingState(image.id) : "failed";
    setAttribute(this.#mark, "data-state", saving);
    this.#mark.hidden = saving === "saved" && text === "";
    setTextContent(/** @type {Element} */ (this.#mark.lastElementChild), savingLabel(saving));
    setTextOrHide(this.#error, this.#captions.errorOf(image.id));
    setTextContent(this.#otherText, image.caption || t("caption-removed"));
    if (this.#choice.hidden !== (image.typed === null)) {
      this.#choice.hidden = image.typed === null;
      this.#choice.scrollIntoView({ block: "nearest" });
    }
  }

  /** Focuses the field, with the caret at the end of the caption. */
  focus() {
    this.#field.focus();
    const end = this.#field.value.length;
    this.#field.setSelectionRange(end, end);
  }

  /** Sets the field's text as if it had been typed. @param {string} text */
  #replaceText(text) {
    setFieldText(this.#field, text);
    this.#saveText();
  }

  #saveText() {
    if (!this.#shown) return;
    this.#hasTyped = true;
    this.#captions.type(this.#shown, this.#field.value);
  }

  /** Ends a composition, if there was one: saves the composed text, or shows a change that arrived meanwhile. */
  #endComposition() {
    if (!this.#isComposing) return;
    this.#isComposing = false;
    if (this.#shown && this.#field.value !== this.#captions.text(this.#shown)) this.#saveText();
    if (this.#shown?.id !== this.#image?.id) this.#hasTyped = false;
    this.draw();
  }
}
