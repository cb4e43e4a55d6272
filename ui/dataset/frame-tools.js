// The row of small buttons for an image's frame.

import { attribute, h } from "../dom.js";
import { icon } from "../parts/icon.js";
import { hint } from "../parts/keys.js";

/** @import { IconName } from "../parts/icon.js" */
/** @import { Image } from "../types/Image" */
/** @import { Framing } from "./framing.js" */

export class FrameTools {
  #framing;
  #eye;
  #asItWas;
  /** Each button with its label and the action whose key it shows. @type {[HTMLButtonElement, string, string][]} */
  #named;

  /** @param {Framing} framing */
  constructor(framing) {
    this.#framing = framing;
    /** @param {IconName} name @param {string} words @param {() => void} click @param {string} action */
    const tool = (name, words, click, action) => h("button", { type: "button", class: "bare square", "aria-label": words, testid: action, click }, icon(name));
    const left = tool("turnLeft", "Turn left", () => framing.reframe("turnLeft"), "turn-left");
    const right = tool("turnRight", "Turn right", () => framing.reframe("turnRight"), "turn-right");
    const flip = tool("flip", "Mirror", () => framing.reframe("flip"), "flip");
    const crop = tool("crop", "Crop", () => framing.crop(), "crop");
    this.#eye = tool("eye", "What the trainer sees", () => framing.toggleTrainer(), "trainer-view");
    this.#asItWas = h("button", { type: "button", class: "bare small", testid: "as-it-was", click: () => framing.reframe("asItWas") }, "As it was");
    this.#named = [
      [left, "Turn left", "turn-left"],
      [right, "Turn right", "turn-right"],
      [flip, "Mirror", "flip"],
      [crop, "Crop", "crop"],
      [this.#eye, "What the trainer sees", "trainer-view"],
    ];
    this.element = h("div", { class: "frame-tools", role: "group", "aria-label": "Frame" }, left, right, flip, crop, this.#asItWas, this.#eye);
  }

  /** @param {Image | null} image */
  show(image) {
    this.element.hidden = !image || image.problem !== null;
    this.#asItWas.hidden = !image?.edited;
    this.#asItWas.title = `${image?.edited ?? ""}: show it as it is in its file again`;
    attribute(this.#eye, "aria-pressed", this.#framing.trainer ? "true" : "false");
    // The person may have changed the keys.
    for (const [button, words, action] of this.#named) button.title = words + hint(action);
  }
}
