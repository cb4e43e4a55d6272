// The full-window view of one image, with its caption below the picture.

import { setAttribute, h, setTextContent } from "../dom.js";
import { icon } from "../parts/icon.js";
import { isShortcut } from "../shortcuts.js";
import { Zoom } from "../parts/zoom.js";
import { t } from "../texts.js";
import { CropEditor } from "./crop/crop-editor.js";
import { TransformTools } from "./crop/transform-tools.js";
import { TrainerPanel } from "./trainer-panel.js";

/** @import { Image } from "../types/Image" */
/** @import { CaptionField } from "./caption/caption-field.js" */
/** @import { Transforms } from "./crop/transforms.js" */

export class SingleView {
  #picture = h("img", { alt: "", decoding: "async", draggable: "false" });
  #well = h("div", { class: "single-well" }, this.#picture);
  #zoom = new Zoom();
  #problem = h("p", { class: "single-problem quiet" });
  #name = h("span", { class: "single-name" });
  #position = h("span", { class: "quiet" });
  #trainer = new TrainerPanel("single-trainer-view", () => this.#showPicture());
  #crop = new CropEditor(() => this.#finishCrop());
  /** @type {Image | null} */
  #image = null;
  #tools;
  #caption;
  #actions;

  /**
   * @param {CaptionField} caption
   * @param {Transforms} transforms
   * @param {{ move: (by: number) => void, toggleExcluded: () => void, close: () => void }} actions
   */
  constructor(caption, transforms, actions) {
    this.#caption = caption;
    this.#tools = new TransformTools(transforms);
    this.#actions = actions;
    this.#zoom.attach(this.#well, this.#picture);
    this.element = h(
      "section",
      { class: "single", "aria-label": t("dataset-image"), tabindex: "-1", hidden: true, testid: "single-view", keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event) },
      h(
        "header",
        { class: "single-head" },
        h("button", { type: "button", class: "bare", testid: "single-close", click: actions.close }, icon("back"), t("dataset-all-images")),
        this.#name,
        this.#position,
        h("span", { class: "spacer" }),
        this.#tools.element,
        h("button", { type: "button", class: "bare square", "aria-label": t("dataset-previous-image"), title: t("dataset-previous-image-title"), click: () => actions.move(-1) }, icon("back")),
        h("button", { type: "button", class: "bare square", "aria-label": t("dataset-next-image"), title: t("dataset-next-image-title"), click: () => actions.move(1) }, icon("forward")),
      ),
      h("div", { class: "single-picture" }, this.#well, this.#problem, this.#crop.element),
      h("div", { class: "single-below" }, this.#trainer.element, caption.element),
    );
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /**
   * @param {Image} image
   * @param {number} index
   * @param {number} count
   * @param {boolean} isTrainerView true if the image is shown as the trainer gets it
   */
  show(image, index, count, isTrainerView) {
    if (image.id !== this.#image?.id) this.#zoom.reset();
    this.#image = image;
    this.#tools.show(image);
    this.#trainer.show(isTrainerView ? image : null);
    this.#crop.update(image);
    setTextContent(this.#name, image.name);
    setTextContent(this.#position, [t("dataset-place", { number: index + 1, count }), image.excluded && t("dataset-fact-left-out")].filter(Boolean).join(" · "));
    setTextContent(this.#problem, image.problem ?? "");
    this.#showPicture();
    this.#caption.show(image);
  }

  #showPicture() {
    const image = this.#image;
    if (!image) return;
    const sent = this.#trainer.picture;
    this.#picture.hidden = this.#well.hidden = image.problem !== null;
    setAttribute(this.#picture, "src", image.problem ? null : (sent ?? image.preview));
    setAttribute(this.element, "data-sent", sent !== null);
  }

  /** Opens the crop editor. */
  crop() {
    if (!this.#image || this.#image.problem || this.#crop.isOpen) return;
    this.#zoom.reset();
    setAttribute(this.element, "data-cropping", true);
    this.#crop.begin(this.#image);
  }

  #finishCrop() {
    setAttribute(this.element, "data-cropping", false);
    if (this.isOpen) this.element.focus();
  }

  enter() {
    this.element.hidden = false;
    this.element.focus();
  }

  leave() {
    this.element.hidden = true;
    this.#trainer.show(null);
    this.#crop.leave();
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    const isTyping = event.target instanceof HTMLTextAreaElement;
    if (event.key === "Escape") {
      // In the caption, Escape only leaves the field. Elsewhere, it closes the view.
      if (isTyping) this.element.focus();
      else this.#actions.close();
    } else if (isTyping) return;
    else if (this.#zoom.handleKey(event)) {
      // The zoom has handled the key.
    } else if (isShortcut(event, "next")) this.#actions.move(1);
    else if (isShortcut(event, "previous")) this.#actions.move(-1);
    else if (isShortcut(event, "leave")) this.#actions.toggleExcluded();
    else if (isShortcut(event, "write")) {
      if (event.target instanceof HTMLButtonElement) return;
      this.#caption.focus();
    } else if (isShortcut(event, "look") && !(event.target instanceof HTMLButtonElement)) this.#actions.close();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "ArrowRight" || event.key === "ArrowDown" || event.key === "PageDown") this.#actions.move(1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp" || event.key === "PageUp") this.#actions.move(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
