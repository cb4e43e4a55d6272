// Rotates, flips and resets images, opens the crop editor, and switches the trainer's view on and off. The buttons and
// the shortcuts of the grid and of the single view all use this module.

import * as ipc from "../../ipc.js";
import { attempt } from "../../parts/attempt.js";
import { isShortcut } from "../../shortcuts.js";
import { snapshot } from "../../snapshot.js";

/** @import { Transform } from "../../types/Transform" */

export class Transforms {
  #host;
  #showsTrainerView = false;

  /** @param {{ chosenIds: () => number[], crop: () => void, redraw: () => void }} host */
  constructor(host) {
    this.#host = host;
  }

  /** True if images are shown as the trainer gets them. */
  get showsTrainerView() {
    return this.#showsTrainerView;
  }

  /** Switches between showing images as the trainer gets them and as they are. */
  toggleTrainerView() {
    this.#showsTrainerView = !this.#showsTrainerView;
    this.#host.redraw();
  }

  crop() {
    this.#host.crop();
  }

  /** @param {Transform} how */
  async apply(how) {
    const ids = this.#host.chosenIds();
    if (ids.length === 0) return;
    const changes = await attempt(ipc.transformImages(ids, how));
    if (changes) snapshot.applyImageChanges(changes);
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was handled */
  handleKey(event) {
    // In fields, these keys type characters.
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return false;
    if (isShortcut(event, "trainer-view")) this.toggleTrainerView();
    else if (isShortcut(event, "crop")) this.crop();
    else if (isShortcut(event, "turn-left")) this.apply("rotateLeft");
    else if (isShortcut(event, "turn-right")) this.apply("rotateRight");
    else if (isShortcut(event, "flip")) this.apply("flip");
    else return false;
    return true;
  }
}
