// Two to four images side by side, zoomed and panned together.

import { fill, h } from "../../dom.js";
import { icon } from "../../parts/icon.js";
import { isShortcut } from "../../shortcuts.js";
import { Zoom } from "../../parts/zoom.js";
import { t } from "../../texts.js";

/** @import { Image } from "../../types/Image" */

export const MAX_COMPARED = 4;

export class CompareView {
  #zoom = new Zoom();
  #row = h("div", { class: "compare-row" });
  element = h(
    "section",
    { class: "single compare", "aria-label": t("crop-compare"), tabindex: "-1", hidden: true, testid: "compare-view", keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event) },
    h("header", { class: "single-head" }, h("button", { type: "button", class: "bare", testid: "compare-close", click: () => this.#actions.close() }, icon("back"), t("dataset-all-images")), h("span", { class: "quiet small" }, t("crop-compare-about"))),
    this.#row,
  );
  #actions;

  /** @param {{ toggleExcluded: (image: Image) => void, close: () => void }} actions */
  constructor(actions) {
    this.#actions = actions;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  enter() {
    this.#zoom.reset();
    this.element.hidden = false;
    this.element.focus();
  }

  leave() {
    this.element.hidden = true;
    this.#zoom.detach();
    fill(this.#row);
  }

  /** @param {Image[]} images @param {(image: Image) => string} captionOf */
  show(images, captionOf) {
    this.#zoom.detach();
    fill(this.#row, ...images.map((image) => this.#image(image, captionOf(image))));
  }

  /** @param {Image} image @param {string} caption */
  #image(image, caption) {
    const picture = h("img", { src: image.problem ? null : image.preview, alt: "", decoding: "async", draggable: "false" });
    const well = h("div", { class: "compare-well" }, image.problem ? h("p", { class: "quiet" }, image.problem) : picture);
    this.#zoom.attach(well, picture);
    return h(
      "figure",
      { class: "compare-image", testid: "compared", "data-name": image.name, "data-excluded": image.excluded },
      well,
      h(
        "figcaption",
        { class: "small" },
        h("strong", {}, image.name),
        h("span", { class: "quiet" }, image.facts),
        h("p", { class: "selectable", dir: "auto" }, caption || t("dataset-no-caption")),
        h("button", { type: "button", testid: "compare-leave", "aria-pressed": image.excluded ? "true" : "false", click: () => this.#actions.toggleExcluded(image) }, icon(image.excluded ? "check" : "leave"), image.excluded ? t("dataset-include") : t("dataset-leave-out")),
      ),
    );
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.key === "Escape" || isShortcut(event, "compare")) this.#actions.close();
    else if (!this.#zoom.handleKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
