// The inspector at the right of the grid: the chosen image with its facts, its caption and its actions.

import { setAttribute, fill, h, setTextContent } from "../dom.js";
import { icon } from "../parts/icon.js";
import { hint } from "../shortcuts.js";
import { t } from "../texts.js";
import { CaptionHistory } from "./caption/caption-history.js";
import { TransformTools } from "./crop/transform-tools.js";
import { TrainerPanel } from "./trainer-panel.js";

/** @import { Image } from "../types/Image" */
/** @import { CaptionField } from "./caption/caption-field.js" */
/** @import { Transforms } from "./crop/transforms.js" */

export class Inspector {
  #picture = h("img", { alt: "", decoding: "async", draggable: "false", class: "inspector-picture" });
  #name = h("h2", { class: "inspector-name selectable" });
  #facts = h("p", { class: "small quiet selectable", testid: "facts" });
  #problemText = h("span", { testid: "image-problem" });
  #problem = h("p", { class: "problem small" }, icon("broken"), this.#problemText);
  #remarks = h("ul", { class: "remarks small" });
  #excludeButton = h("button", { type: "button", testid: "leave-out" });
  #removeButton = h("button", { type: "button", testid: "remove" }, icon("bin"), t("common-move-to-trash"));
  #showButton = h("button", { type: "button", testid: "show-in-folder" }, icon("folder"), t("dataset-show-in-folder"));
  #selectedCount = h("p", { class: "inspector-many", testid: "selected-count" });
  #trainer = new TrainerPanel("trainer-view", () => this.#showPicture());
  /** @type {Image | null} */
  #image = null;
  #tools;
  #well;
  #caption;
  #history;

  /**
   * @param {CaptionField} caption
   * @param {Transforms} transforms
   * @param {{
   *   openSingle: () => void,
   *   toggleExcluded: () => void,
   *   remove: () => void,
   *   showInFolder: () => void,
   *   restoreCaption: (image: Image, text: string) => void,
   * }} actions
   */
  constructor(caption, transforms, actions) {
    this.#caption = caption;
    this.#tools = new TransformTools(transforms);
    this.#history = new CaptionHistory(actions.restoreCaption);
    this.#removeButton.addEventListener("click", actions.remove);
    this.#excludeButton.addEventListener("click", actions.toggleExcluded);
    this.#showButton.addEventListener("click", actions.showInFolder);
    this.#well = h("button", { type: "button", class: "inspector-well", "aria-label": t("dataset-view-large"), title: t("dataset-view-large-title"), click: actions.openSingle }, this.#picture);
    this.element = h(
      "aside",
      { class: "inspector", "aria-label": t("dataset-selected-image"), testid: "inspector" },
      this.#well,
      this.#tools.element,
      h("div", { class: "inspector-facts" }, this.#name, this.#facts),
      this.#trainer.element,
      this.#problem,
      caption.element,
      this.#remarks,
      this.#history.element,
      h("div", { class: "inspector-actions" }, this.#selectedCount, this.#excludeButton, this.#removeButton, this.#showButton),
    );
  }

  /**
   * @param {Image | null} image
   * @param {number} selected the number of selected images, including the chosen one
   * @param {boolean} isTrainerView true if the image is shown as the trainer gets it
   */
  show(image, selected, isTrainerView) {
    this.#image = image;
    this.#tools.show(image);
    this.#trainer.show(isTrainerView ? image : null);
    setAttribute(this.element, "data-empty", image === null);
    setTextContent(this.#name, image?.name ?? t("dataset-no-image-selected"));
    this.#name.title = image?.name ?? "";
    setTextContent(this.#facts, image?.facts ?? "");
    this.#problem.hidden = !image?.problem;
    setTextContent(this.#problemText, image?.problem ?? "");
    fill(this.#remarks, ...(image?.remarks ?? []).map((remark) => h("li", {}, icon("warning"), h("span", {}, remark))));
    this.#excludeButton.disabled = this.#removeButton.disabled = this.#showButton.disabled = image === null;
    this.#selectedCount.hidden = selected < 2;
    setTextContent(this.#selectedCount, t("dataset-all-selected", { count: selected }));
    setAttribute(this.#excludeButton, "aria-pressed", image?.excluded ? "true" : "false");
    fill(this.#excludeButton, icon(image?.excluded ? "check" : "leave"), image?.excluded ? t("dataset-include") : t("dataset-leave-out"));
    const keys = hint("leave");
    this.#excludeButton.title = image?.excluded ? t("dataset-include-title", { keys }) : t("dataset-leave-out-title", { keys });
    this.#removeButton.title = t("dataset-move-to-trash-title", { keys: hint("remove") });
    this.#well.hidden = !image || image.problem !== null;
    this.#showPicture();
    this.#caption.show(image);
    this.#history.show(image);
  }

  #showPicture() {
    const image = this.#image;
    if (!image || image.problem) return;
    const source = this.#trainer.picture ?? image.preview;
    if (this.#picture.getAttribute("src") !== source) {
      // The grid has usually loaded the thumbnail already; it is shown until the large picture is decoded.
      this.#well.style.setProperty("background-image", `url("${image.thumbnail}")`);
      // If only the address were changed, the previous picture would stay until the new one is decoded.
      this.#picture.removeAttribute("src");
      this.#picture.src = source;
    }
    // The aspect ratio is set before the pixels arrive, so that the layout does not shift when they do.
    this.#well.style.setProperty("--shape", String(image.width / image.height));
  }
}
