// Rotates, flips and crops the chosen images, and switches the trainer's view on and off. The grid and the single view
// share these actions, and so do keys and buttons.

import * as ipc from "../../ipc.js";
import { attempt } from "../../parts/attempt.js";
import { means } from "../../shortcuts.js";
import { snapshot } from "../../snapshot.js";

/** @import { Transform } from "../../types/Transform" */

export class Transforms {
  #host;
  #trainer = false;

  /** @param {{ chosen: () => number[], crop: () => void, redraw: () => void }} host */
  constructor(host) {
    this.#host = host;
  }

  /** True if images are shown as the trainer gets them. */
  get trainer() {
    return this.#trainer;
  }

  /** Shows images as the trainer gets them, or as they are. */
  toggleTrainer() {
    this.#trainer = !this.#trainer;
    this.#host.redraw();
  }

  crop() {
    this.#host.crop();
  }

  /** @param {Transform} how */
  async apply(how) {
    const ids = this.#host.chosen();
    if (ids.length === 0) return;
    const changes = await attempt(ipc.transformImages(ids, how));
    if (changes) snapshot.imagesChanged(changes);
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was handled */
  key(event) {
    // In fields, these keys type letters.
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return false;
    if (means(event, "trainer-view")) this.toggleTrainer();
    else if (means(event, "crop")) this.crop();
    else if (means(event, "turn-left")) this.apply("rotateLeft");
    else if (means(event, "turn-right")) this.apply("rotateRight");
    else if (means(event, "flip")) this.apply("flip");
    else return false;
    return true;
  }
}
