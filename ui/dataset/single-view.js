// The full-window view of one image, with its caption below the picture.

import { attribute, h, say } from "../dom.js";
import { icon } from "../parts/icon.js";
import { means } from "../shortcuts.js";
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
  #place = h("span", { class: "quiet" });
  #trainer = new TrainerPanel("single-trainer-view", () => this.#showPicture());
  #crop = new CropEditor(() => this.#cropped());
  /** @type {Image | null} */
  #image = null;
  #tools;
  #caption;
  #actions;

  /**
   * @param {CaptionField} caption
   * @param {Transforms} transforms
   * @param {{ move: (by: number) => void, leave: () => void, close: () => void }} actions
   */
  constructor(caption, transforms, actions) {
    this.#caption = caption;
    this.#tools = new TransformTools(transforms);
    this.#actions = actions;
    this.#zoom.attach(this.#well, this.#picture);
    this.element = h(
      "section",
      { class: "single", "aria-label": t("dataset-image"), tabindex: "-1", hidden: true, testid: "single-view", keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) },
      h(
        "header",
        { class: "single-head" },
        h("button", { type: "button", class: "bare", testid: "single-close", click: actions.close }, icon("back"), t("dataset-all-images")),
        this.#name,
        this.#place,
        h("span", { class: "spacer" }),
        this.#tools.element,
        h("button", { type: "button", class: "bare square", "aria-label": t("dataset-previous-image"), title: t("dataset-previous-image-title"), click: () => actions.move(-1) }, icon("back")),
        h("button", { type: "button", class: "bare square", "aria-label": t("dataset-next-image"), title: t("dataset-next-image-title"), click: () => actions.move(1) }, icon("forward")),
      ),
      h("div", { class: "single-picture" }, this.#well, this.#problem, this.#crop.element),
      h("div", { class: "single-below" }, this.#trainer.element, caption.element),
    );
  }

  get open() {
    return !this.element.hidden;
  }

  /**
   * @param {Image} image
   * @param {number} index
   * @param {number} count
   * @param {boolean} trainer true if the image is shown as the trainer gets it
   */
  show(image, index, count, trainer) {
    if (image.id !== this.#image?.id) this.#zoom.reset();
    this.#image = image;
    this.#tools.show(image);
    this.#trainer.show(trainer ? image : null);
    this.#crop.keep(image);
    say(this.#name, image.name);
    say(this.#place, [t("dataset-place", { number: index + 1, count }), image.excluded && t("dataset-fact-left-out")].filter(Boolean).join(" · "));
    say(this.#problem, image.problem ?? "");
    this.#showPicture();
    this.#caption.show(image);
  }

  #showPicture() {
    const image = this.#image;
    if (!image) return;
    const sent = this.#trainer.picture;
    this.#picture.hidden = this.#well.hidden = image.problem !== null;
    attribute(this.#picture, "src", image.problem ? null : (sent ?? image.preview));
    attribute(this.element, "data-sent", sent !== null);
  }

  /** Opens the crop editor. */
  crop() {
    if (!this.#image || this.#image.problem || this.#crop.open) return;
    this.#zoom.reset();
    attribute(this.element, "data-cropping", true);
    this.#crop.begin(this.#image);
  }

  #cropped() {
    attribute(this.element, "data-cropping", false);
    if (this.open) this.element.focus();
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
  #key(event) {
    const writing = event.target instanceof HTMLTextAreaElement;
    if (event.key === "Escape") {
      // In the caption, Escape only leaves the caption. Otherwise it closes the view.
      if (writing) this.element.focus();
      else this.#actions.close();
    } else if (writing) return;
    else if (this.#zoom.key(event)) {
      // The zoom has handled the key.
    } else if (means(event, "next")) this.#actions.move(1);
    else if (means(event, "previous")) this.#actions.move(-1);
    else if (means(event, "leave")) this.#actions.leave();
    else if (means(event, "write")) {
      if (event.target instanceof HTMLButtonElement) return;
      this.#caption.focus();
    } else if (means(event, "look") && !(event.target instanceof HTMLButtonElement)) this.#actions.close();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "ArrowRight" || event.key === "ArrowDown" || event.key === "PageDown") this.#actions.move(1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp" || event.key === "PageUp") this.#actions.move(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
