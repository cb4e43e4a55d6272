// One cell of the grid: the picture in a square, and below it the start of the caption and small icons. A card that
// leaves the screen is reused for another image, so the number of cards does not grow with the number of images.

import { setAttribute, h, setTextContent } from "../../dom.js";
import { icon } from "../../parts/icon.js";
import { t } from "../../texts.js";

/** @import { Image } from "../../types/Image" */

export class Card {
  #picture = h("img", { alt: "", decoding: "async", loading: "eager", draggable: "false", load: () => this.#setState("shown"), error: () => this.#handleLoadError() });
  #problemText = h("span");
  #problem = h("span", { class: "card-problem small", hidden: true }, icon("broken"), this.#problemText);
  #caption = h("span", { class: "card-caption", dir: "auto" });
  #remarks = h("span", { class: "card-mark", hidden: true }, icon("warning"));
  #excluded = h("span", { class: "card-mark card-excluded", title: t("dataset-left-out-of-training"), hidden: true }, icon("leave"));
  #edited = h("span", { class: "card-mark", testid: "card-edited", hidden: true }, icon("crop"));
  #frame = h("span", { class: "card-frame" }, this.#picture, this.#problem);
  #thumbnail = "";
  // The address of the picture if it failed to load, otherwise empty.
  #failedThumbnail = "";
  #redraw = () => {};

  element = h(
    "div",
    { class: "card", role: "option", testid: "card", "data-state": "loading" },
    this.#frame,
    h("span", { class: "card-below small" }, this.#caption, this.#edited, this.#remarks, this.#excluded),
  );

  /** Assigns the card to another image. The caller must call `draw` next. @param {number} id */
  assign(id) {
    this.element.id = `image-${id}`;
    setAttribute(this.element, "data-id", String(id));
    this.#setState("loading");
    this.#failedThumbnail = this.#thumbnail = "";
    this.#picture.removeAttribute("src");
  }

  /**
   * @param {Image} image
   * @param {string} caption the caption as the person sees it, including text that is not saved yet
   */
  draw(image, caption) {
    setAttribute(this.element, "data-name", image.name);
    setAttribute(this.element, "data-excluded", image.excluded);
    this.element.title = image.name;
    this.element.ariaLabel = [image.name, caption || t("dataset-fact-no-caption"), image.edited, image.excluded && t("dataset-fact-left-out"), image.problem].filter(Boolean).join(", ");
    const problem = image.problem ?? (image.thumbnail === this.#failedThumbnail ? t("dataset-image-not-shown") : null);
    const text = caption.trim().slice(0, 120);
    setTextContent(this.#caption, image.problem ? image.name : text || t("dataset-no-caption"));
    setAttribute(this.#caption, "data-none", !text && !image.problem);
    this.#problem.hidden = problem === null;
    setTextContent(this.#problemText, problem ?? "");
    this.#remarks.hidden = image.remarks.length === 0;
    this.#remarks.title = image.remarks.join("\n");
    this.#edited.hidden = image.edited === null;
    this.#edited.title = image.edited ?? "";
    this.#excluded.hidden = !image.excluded;
    this.#picture.hidden = problem !== null;
    // The aspect ratio is set before the pixels arrive, so that the layout does not shift when they do.
    if (!image.problem) this.#picture.style.setProperty("aspect-ratio", `${image.width} / ${image.height}`);
    setAttribute(this.#picture, "data-tall", image.height > image.width);
    if (problem) this.#setState("broken");
    this.#thumbnail = problem ? "" : image.thumbnail;
    this.#redraw = () => this.draw(image, caption);
    // If the pixels of a picture that is already on screen have changed, the new picture is requested at once.
    if (this.#picture.hasAttribute("src") && this.#picture.getAttribute("src") !== this.#thumbnail) this.load();
  }

  /** Requests the picture. It is separate from `draw`, so that pictures that only scroll past are never requested. */
  load() {
    if (this.#thumbnail && this.#picture.getAttribute("src") !== this.#thumbnail) {
      this.#setState("loading");
      this.#failedThumbnail = "";
      this.#picture.src = this.#thumbnail;
    }
  }

  /** True if the picture has loaded or can't be loaded. */
  get isLoaded() {
    return this.element.dataset["state"] !== "loading" || (this.#picture.hasAttribute("src") && this.#picture.complete);
  }

  /** @param {{ x: number, y: number }} place @param {number} side @param {number} height */
  moveTo({ x, y }, side, height) {
    const { style } = this.element;
    style.setProperty("transform", `translate(${x}px, ${y}px)`);
    style.setProperty("width", `${side}px`);
    style.setProperty("height", `${height}px`);
  }

  /** @param {number} index @param {number} count @param {boolean} selected @param {boolean} chosen */
  updateState(index, count, selected, chosen) {
    setAttribute(this.element, "aria-posinset", index + 1);
    setAttribute(this.element, "aria-setsize", count);
    setAttribute(this.element, "aria-selected", selected ? "true" : "false");
    setAttribute(this.element, "data-chosen", chosen);
  }

  #handleLoadError() {
    this.#failedThumbnail = this.#picture.getAttribute("src") ?? "";
    this.#redraw();
  }

  /** @param {"loading" | "shown" | "broken"} state */
  #setState(state) {
    setAttribute(this.element, "data-state", state);
  }
}
