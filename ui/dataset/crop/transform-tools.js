// The row of small buttons that rotate, flip, crop and reset an image, and show it as the trainer gets it.

import { setAttribute, h } from "../../dom.js";
import { icon } from "../../parts/icon.js";
import { hint } from "../../shortcuts.js";
import { t } from "../../texts.js";

/** @import { IconName } from "../../parts/icon.js" */
/** @import { Image } from "../../types/Image" */
/** @import { Transforms } from "./transforms.js" */

export class TransformTools {
  #transforms;
  #trainerViewButton;
  #reset;
  /**
   * The buttons that have shortcuts, each with its label and the id of its action in `shortcuts.js`.
   * @type {[HTMLButtonElement, string, string][]}
   */
  #tools = [];

  /** @param {Transforms} transforms */
  constructor(transforms) {
    this.#transforms = transforms;
    /** @param {IconName} name @param {string} label @param {() => void} click @param {string} action */
    const tool = (name, label, click, action) => {
      const button = h("button", { type: "button", class: "bare square", "aria-label": label, testid: action, click }, icon(name));
      this.#tools.push([button, label, action]);
      return button;
    };
    const left = tool("turnLeft", t("crop-rotate-left"), () => transforms.apply("rotateLeft"), "turn-left");
    const right = tool("turnRight", t("crop-rotate-right"), () => transforms.apply("rotateRight"), "turn-right");
    const flip = tool("flip", t("crop-flip"), () => transforms.apply("flip"), "flip");
    const crop = tool("crop", t("crop-crop"), () => transforms.crop(), "crop");
    this.#trainerViewButton = tool("eye", t("crop-trainer-view"), () => transforms.toggleTrainerView(), "trainer-view");
    this.#reset = h("button", { type: "button", class: "bare small", testid: "as-it-was", click: () => transforms.apply("reset") }, t("crop-reset"));
    this.element = h("div", { class: "transform-tools", role: "group", "aria-label": t("crop-tools") }, left, right, flip, crop, this.#reset, this.#trainerViewButton);
  }

  /** @param {Image | null} image */
  show(image) {
    this.element.hidden = !image || image.problem !== null;
    this.#reset.hidden = !image?.edited;
    this.#reset.title = t("crop-reset-title", { edited: image?.edited ?? "" });
    setAttribute(this.#trainerViewButton, "aria-pressed", this.#transforms.showsTrainerView ? "true" : "false");
    // The person may have changed the shortcuts, which the titles name.
    for (const [button, label, action] of this.#tools) button.title = label + hint(action);
  }
}
