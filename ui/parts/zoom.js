// Zooms and pans elements by pointer and keys. Several elements may share one zoom, so that pictures side by side show
// the same part.

import { keyCombination } from "../shortcuts.js";

const MAX_SCALE = 16;
const STEP_FACTOR = 1.25;

export class Zoom {
  #scale = 1;
  #x = 0;
  #y = 0;
  /** @type {HTMLElement[]} */
  #pictures = [];

  get scale() {
    return this.#scale;
  }

  /** The distance by which the picture's centre is moved, in fractions of its width and height before zooming. */
  get offset() {
    return { x: this.#x, y: this.#y };
  }

  reset() {
    this.#scale = 1;
    this.#x = this.#y = 0;
    this.#apply();
  }

  /**
   * Zooms so that the point under the pointer stays where it is.
   * @param {number} by the factor by which to multiply the scale; the scale stays between 1 and 16
   * @param {{ x: number, y: number }} at the pointer's offset from the centre, in fractions of the width and height
   */
  zoom(by, at = { x: 0, y: 0 }) {
    const scale = Math.min(MAX_SCALE, Math.max(1, this.#scale * by));
    const factor = scale / this.#scale;
    this.#x = at.x - (at.x - this.#x) * factor;
    this.#y = at.y - (at.y - this.#y) * factor;
    this.#scale = scale;
    this.#clampOffset();
  }

  /** @param {number} x in fractions of the width @param {number} y in fractions of the height */
  pan(x, y) {
    this.#x += x;
    this.#y += y;
    this.#clampOffset();
  }

  /** Handles the keys `+`, `=`, `-` and `0`. Returns whether the key was one of them. @param {KeyboardEvent} event */
  handleKey(event) {
    const key = keyCombination(event);
    if (key === "+" || key === "=") this.zoom(STEP_FACTOR);
    else if (key === "-") this.zoom(1 / STEP_FACTOR);
    else if (key === "0") this.reset();
    else return false;
    return true;
  }

  /**
   * Lets a picture be zoomed by the wheel and by double click, and panned by dragging.
   * @param {HTMLElement} well the container, which stays in place and receives the events
   * @param {HTMLElement} picture the child of `well` that is zoomed and moved
   */
  attach(well, picture) {
    this.#pictures.push(picture);
    /** @param {MouseEvent} event */
    const positionOf = (event) => {
      const { left, top, width, height } = well.getBoundingClientRect();
      return { x: (event.clientX - left) / width - 0.5, y: (event.clientY - top) / height - 0.5 };
    };
    well.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? STEP_FACTOR : 1 / STEP_FACTOR, positionOf(event));
      },
      { passive: false },
    );
    well.addEventListener("dblclick", (event) => (this.#scale > 1 ? this.reset() : this.zoom(3, positionOf(event))));
    well.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.#scale === 1) return;
      event.preventDefault();
      well.setPointerCapture(event.pointerId);
      let from = positionOf(event);
      /** @param {PointerEvent} moveEvent */
      const move = (moveEvent) => {
        const to = positionOf(moveEvent);
        this.pan(to.x - from.x, to.y - from.y);
        from = to;
      };
      const end = () => {
        well.removeEventListener("pointermove", move);
        well.removeEventListener("pointerup", end);
        well.removeEventListener("pointercancel", end);
      };
      well.addEventListener("pointermove", move);
      well.addEventListener("pointerup", end);
      well.addEventListener("pointercancel", end);
    });
    this.#apply();
  }

  /** Detaches all pictures, so that they are no longer zoomed. */
  detach() {
    this.#pictures = [];
  }

  /** Limits the offset, so that the picture can't be panned out of view, and applies it. */
  #clampOffset() {
    const limit = (this.#scale - 1) / 2;
    this.#x = Math.min(limit, Math.max(-limit, this.#x));
    this.#y = Math.min(limit, Math.max(-limit, this.#y));
    this.#apply();
  }

  #apply() {
    for (const { style, parentElement } of this.#pictures) {
      style.setProperty("transform", this.#scale === 1 ? "none" : `translate(${this.#x * 100}%, ${this.#y * 100}%) scale(${this.#scale})`);
      parentElement?.toggleAttribute("data-zoomed", this.#scale > 1);
    }
  }
}
