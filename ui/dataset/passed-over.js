// The notice in an open dataset without images. It reports the pictures in the dataset's folder that are not among its
// images, for example because they are in a subfolder, and has a button that copies those that can be used into it.

import { fill, h } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { icon } from "../parts/icon.js";
import { snapshot } from "../snapshot.js";

export class PassedOver {
  #sentences = h("div", { class: "passed-over-sentences" });
  #buttonText = document.createTextNode("");
  #button = h("button", { type: "button", class: "primary", testid: "bring-in", click: () => attempt(ipc.bringInPassedOver()) }, icon("add"), this.#buttonText);
  element = h("section", { class: "passed-over", testid: "passed-over", role: "status" }, this.#sentences, this.#button);
  /** The number of the newest request; answers to older ones are ignored. */
  #requestCount = 0;

  constructor() {
    this.element.hidden = true;
  }

  /** Asks Rust again for these pictures if the open dataset has no images, and otherwise hides the notice. */
  async refresh() {
    const request = (this.#requestCount += 1);
    const { dataset } = snapshot.state;
    const found = dataset?.images.length === 0 ? await attempt(ipc.passedOver()) : null;
    if (request !== this.#requestCount) return;
    this.element.hidden = !found || found.sentences.length === 0;
    fill(this.#sentences, ...(found?.sentences ?? []).map((sentence) => h("p", {}, sentence)));
    this.#buttonText.data = found?.offer ?? "";
    this.#button.hidden = !found?.offer;
  }
}
