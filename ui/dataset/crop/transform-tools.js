// The row of small buttons that rotate, flip and crop an image.

import { attribute, h } from "../../dom.js";
import { icon } from "../../parts/icon.js";
import { hint } from "../../shortcuts.js";

/** @import { IconName } from "../../parts/icon.js" */
/** @import { Image } from "../../types/Image" */
/** @import { Transforms } from "./transforms.js" */

export class TransformTools {
  #transforms;
  #eye;
  #reset;
  /** Each button with its label and the action whose key it shows. @type {[HTMLButtonElement, string, string][]} */
  #named;

  /** @param {Transforms} transforms */
  constructor(transforms) {
    this.#transforms = transforms;
    /** @param {IconName} name @param {string} words @param {() => void} click @param {string} action */
    const tool = (name, words, click, action) => h("button", { type: "button", class: "bare square", "aria-label": words, testid: action, click }, icon(name));
    const left = tool("turnLeft", "Rotate left", () => transforms.apply("rotateLeft"), "turn-left");
    const right = tool("turnRight", "Rotate right", () => transforms.apply("rotateRight"), "turn-right");
    const flip = tool("flip", "Flip", () => transforms.apply("flip"), "flip");
    const crop = tool("crop", "Crop", () => transforms.crop(), "crop");
    this.#eye = tool("eye", "What the trainer sees", () => transforms.toggleTrainer(), "trainer-view");
    this.#reset = h("button", { type: "button", class: "bare small", testid: "as-it-was", click: () => transforms.apply("reset") }, "Reset");
    this.#named = [
      [left, "Rotate left", "turn-left"],
      [right, "Rotate right", "turn-right"],
      [flip, "Flip", "flip"],
      [crop, "Crop", "crop"],
      [this.#eye, "What the trainer sees", "trainer-view"],
    ];
    this.element = h("div", { class: "transform-tools", role: "group", "aria-label": "Rotate and crop" }, left, right, flip, crop, this.#reset, this.#eye);
  }

  /** @param {Image | null} image */
  show(image) {
    this.element.hidden = !image || image.problem !== null;
    this.#reset.hidden = !image?.edited;
    this.#reset.title = `${image?.edited ?? ""}. Reset to the original image`;
    attribute(this.#eye, "aria-pressed", this.#transforms.trainer ? "true" : "false");
    // The person may have changed the keys.
    for (const [button, words, action] of this.#named) button.title = words + hint(action);
  }
}
