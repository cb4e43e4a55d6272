// One cell of the grid: the picture in a square, and below it the start of the caption and small marks. A card is
// reused for other images, so that scrolling through thousands needs no more cards than fit on the screen.

import { attribute, h, say } from "../../dom.js";
import { icon } from "../../parts/icon.js";
import { t } from "../../texts.js";

/** @import { Image } from "../../types/Image" */

export class Card {
  #picture = h("img", { alt: "", decoding: "async", loading: "eager", draggable: "false", load: () => this.#is("shown"), error: () => this.#unshown() });
  #problemWords = h("span");
  #problem = h("span", { class: "card-problem small", hidden: true }, icon("broken"), this.#problemWords);
  #caption = h("span", { class: "card-caption", dir: "auto" });
  #remarks = h("span", { class: "card-mark", hidden: true }, icon("warning"));
  #excluded = h("span", { class: "card-mark card-excluded", title: t("dataset-left-out-of-training"), hidden: true }, icon("leave"));
  #edited = h("span", { class: "card-mark", testid: "card-edited", hidden: true }, icon("crop"));
  #frame = h("span", { class: "card-frame" }, this.#picture, this.#problem);
  #thumbnail = "";
  // The address of a picture that failed to load.
  #missing = "";
  #redraw = () => {};

  element = h(
    "div",
    { class: "card", role: "option", testid: "card", "data-state": "loading" },
    this.#frame,
    h("span", { class: "card-below small" }, this.#caption, this.#edited, this.#remarks, this.#excluded),
  );

  /** Switches the card to another image, which must be drawn next. @param {number} id */
  begin(id) {
    this.element.id = `image-${id}`;
    attribute(this.element, "data-id", String(id));
    this.#is("loading");
    this.#missing = this.#thumbnail = "";
    this.#picture.removeAttribute("src");
  }

  /**
   * @param {Image} image
   * @param {string} caption as the person sees it
   */
  draw(image, caption) {
    attribute(this.element, "data-name", image.name);
    attribute(this.element, "data-excluded", image.excluded);
    this.element.title = image.name;
    this.element.ariaLabel = [image.name, caption || t("dataset-fact-no-caption"), image.edited, image.excluded && t("dataset-fact-left-out"), image.problem].filter(Boolean).join(", ");
    const problem = image.problem ?? (image.thumbnail === this.#missing ? t("dataset-image-not-shown") : null);
    const words = caption.trim().slice(0, 120);
    say(this.#caption, image.problem ? image.name : words || t("dataset-no-caption"));
    attribute(this.#caption, "data-none", !words && !image.problem);
    this.#problem.hidden = problem === null;
    say(this.#problemWords, problem ?? "");
    this.#remarks.hidden = image.remarks.length === 0;
    this.#remarks.title = image.remarks.join("\n");
    this.#edited.hidden = image.edited === null;
    this.#edited.title = image.edited ?? "";
    this.#excluded.hidden = !image.excluded;
    this.#picture.hidden = problem !== null;
    // The shape is known before the pixels arrive, so that the layout does not shift when they do.
    if (!image.problem) this.#picture.style.setProperty("aspect-ratio", `${image.width} / ${image.height}`);
    attribute(this.#picture, "data-tall", image.height > image.width);
    if (problem) this.#is("broken");
    this.#thumbnail = problem ? "" : image.thumbnail;
    this.#redraw = () => this.draw(image, caption);
    // A picture already on screen is replaced at once when its pixels changed.
    if (this.#picture.hasAttribute("src") && this.#picture.getAttribute("src") !== this.#thumbnail) this.load();
  }

  /** Requests the picture. Separate from `draw`, so that pictures that only scroll past are never requested. */
  load() {
    if (this.#thumbnail && this.#picture.getAttribute("src") !== this.#thumbnail) {
      this.#is("loading");
      this.#missing = "";
      this.#picture.src = this.#thumbnail;
    }
  }

  /** True if the picture has loaded or can't be loaded. */
  get loaded() {
    return this.element.dataset["state"] !== "loading" || (this.#picture.hasAttribute("src") && this.#picture.complete);
  }

  /** @param {{ x: number, y: number }} place @param {number} side @param {number} height */
  put({ x, y }, side, height) {
    const { style } = this.element;
    style.setProperty("transform", `translate(${x}px, ${y}px)`);
    style.setProperty("width", `${side}px`);
    style.setProperty("height", `${height}px`);
  }

  /** @param {number} index @param {number} count @param {boolean} selected @param {boolean} chosen */
  rank(index, count, selected, chosen) {
    attribute(this.element, "aria-posinset", index + 1);
    attribute(this.element, "aria-setsize", count);
    attribute(this.element, "aria-selected", selected ? "true" : "false");
    attribute(this.element, "data-chosen", chosen);
  }

  #unshown() {
    this.#missing = this.#picture.getAttribute("src") ?? "";
    this.#redraw();
  }

  /** @param {"loading" | "shown" | "broken"} state */
  #is(state) {
    attribute(this.element, "data-state", state);
  }
}
