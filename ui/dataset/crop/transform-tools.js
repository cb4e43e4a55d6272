// The row of small buttons that rotate, flip and crop an image.

import { attribute, h } from "../../dom.js";
import { icon } from "../../parts/icon.js";
import { hint } from "../../shortcuts.js";
import { t } from "../../texts.js";

/** @import { IconName } from "../../parts/icon.js" */
/** @import { Image } from "../../types/Image" */
/** @import { Transforms } from "./transforms.js" */

export class TransformTools {
  #transforms;
  #eye;
  #reset;
  /** Each button with its label and the action whose key its title shows. @type {[HTMLButtonElement, string, string][]} */
  #named = [];

  /** @param {Transforms} transforms */
  constructor(transforms) {
    this.#transforms = transforms;
    /** @param {IconName} name @param {string} words @param {() => void} click @param {string} action */
    const tool = (name, words, click, action) => {
      const button = h("button", { type: "button", class: "bare square", "aria-label": words, testid: action, click }, icon(name));
      this.#named.push([button, words, action]);
      return button;
    };
    const left = tool("turnLeft", t("crop-rotate-left"), () => transforms.apply("rotateLeft"), "turn-left");
    const right = tool("turnRight", t("crop-rotate-right"), () => transforms.apply("rotateRight"), "turn-right");
    const flip = tool("flip", t("crop-flip"), () => transforms.apply("flip"), "flip");
    const crop = tool("crop", t("crop-crop"), () => transforms.crop(), "crop");
    this.#eye = tool("eye", t("crop-trainer-view"), () => transforms.toggleTrainer(), "trainer-view");
    this.#reset = h("button", { type: "button", class: "bare small", testid: "as-it-was", click: () => transforms.apply("reset") }, t("crop-reset"));
    this.element = h("div", { class: "transform-tools", role: "group", "aria-label": t("crop-tools") }, left, right, flip, crop, this.#reset, this.#eye);
  }

  /** @param {Image | null} image */
  show(image) {
    this.element.hidden = !image || image.problem !== null;
    this.#reset.hidden = !image?.edited;
    this.#reset.title = t("crop-reset-title", { edited: image?.edited ?? "" });
    attribute(this.#eye, "aria-pressed", this.#transforms.trainer ? "true" : "false");
    // The person may have changed the keys.
    for (const [button, words, action] of this.#named) button.title = words + hint(action);
  }
}
