// The grid of pictures. Only the rows on screen and a few around them are in the document, so that 5,000
// images cost no more than 50. It knows no command: it says what the person did by events.

import { attribute, h } from "../dom.js";
import { Card } from "./card.js";
import { layout, place, reveal, step, visible } from "./windowing.js";

/** @import { Image } from "../types/Image" */

const SHAPE = { gap: 16, below: 28 };
const LEAST_CELL = 144;
const LEAST_CELL_IN_A_WIDE_WINDOW = 220;
const ROWS_AROUND = 2;
const MARGIN = 24;

/** Events: `choose` (detail: id), `write`, `look`, and `leave` for the keys and clicks that ask for these. */
export class ImageGrid extends HTMLElement {
  #sheet = h("div", { class: "grid-sheet", role: "presentation" });
  /** @type {Image[]} */
  #images = [];
  /** @type {Map<number, Card>} */
  #cards = new Map();
  /** @type {(image: Image) => string} */
  #captionOf = (image) => image.caption;
  #layout = layout(0, 0, { ...SHAPE, least: LEAST_CELL });
  /** @type {number | null} */
  #chosen = null;
  #lastTop = 0;
  #frame = 0;

  connectedCallback() {
    if (this.#sheet.parentNode) return;
    this.tabIndex = 0;
    this.role = "listbox";
    this.ariaLabel = "Images";
    this.dataset["testid"] = "grid";
    this.append(this.#sheet);
    new ResizeObserver(() => this.#arrange()).observe(this);
    this.addEventListener("scroll", () => this.#later(), { passive: true });
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("mousedown", (event) => this.#press(event));
    this.addEventListener("dblclick", (event) => this.#cardAt(event) !== null && this.#ask("look"));
  }

  /**
   * @param {Image[]} images in the order to show
   * @param {(image: Image) => string} captionOf
   */
  show(images, captionOf) {
    this.#images = images;
    this.#captionOf = captionOf;
    const there = new Set(images.map((image) => image.id));
    for (const id of this.#cards.keys()) if (!there.has(id)) this.#drop(id);
    this.#arrange();
    for (const image of images) this.#cards.get(image.id)?.draw(image, captionOf(image));
  }

  /** Draws one image anew. @param {Image} image */
  redraw(image) {
    this.#cards.get(image.id)?.draw(image, this.#captionOf(image));
  }

  /** Marks the chosen image and brings it into view. @param {number | null} id */
  choose(id) {
    this.#chosen = id;
    const index = this.#index();
    if (index >= 0 && this.clientHeight > 0) {
      this.scrollTo({ top: reveal(this.#layout, index, this.scrollTop, this.clientHeight - 2 * MARGIN, 0) });
    }
    this.#draw();
    attribute(this, "aria-activedescendant", id === null ? null : `image-${id}`);
  }

  #index() {
    return this.#images.findIndex((image) => image.id === this.#chosen);
  }

  #arrange() {
    const width = this.#sheet.clientWidth;
    if (width === 0) return;
    // A wide window has larger pictures rather than more of them.
    const least = Math.min(LEAST_CELL_IN_A_WIDE_WINDOW, Math.max(LEAST_CELL, Math.floor(width / 5)));
    this.#layout = layout(width, this.#images.length, { ...SHAPE, least });
    this.#sheet.style.setProperty("height", `${this.#layout.height}px`);
    this.#draw();
  }

  /** Draws in the next frame, once however often it is asked. */
  #later() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const top = this.scrollTop;
    const { first, end } = visible(this.#layout, top - MARGIN, this.clientHeight, ROWS_AROUND);
    const wanted = this.#images.slice(first, end);
    const ids = new Set(wanted.map((image) => image.id));
    for (const id of this.#cards.keys()) if (!ids.has(id)) this.#drop(id);
    // Faster than a screen in a frame is flight: what passes is laid out, but its picture is not asked for.
    const flying = Math.abs(top - this.#lastTop) > this.clientHeight;
    this.#lastTop = top;
    const height = this.#layout.rowHeight - SHAPE.gap;
    wanted.forEach((image, offset) => {
      let card = this.#cards.get(image.id);
      if (!card) {
        card = new Card(image.id);
        card.draw(image, this.#captionOf(image));
        this.#cards.set(image.id, card);
        this.#sheet.append(card.element);
      }
      card.put(place(this.#layout, first + offset), this.#layout.cell, height);
      card.rank(first + offset, this.#images.length, image.id === this.#chosen);
      if (!flying) card.load();
    });
    if (flying) this.#later();
  }

  /** @param {number} id */
  #drop(id) {
    this.#cards.get(id)?.element.remove();
    this.#cards.delete(id);
  }

  /** @param {Event} event @returns {number | null} */
  #cardAt(event) {
    const card = /** @type {Element} */ (event.target).closest("[data-id]");
    return card ? Number(card.getAttribute("data-id")) : null;
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const id = this.#cardAt(event);
    if (id !== null && event.button === 0) this.#ask("choose", id);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#images.length === 0) return;
    const at = this.#index();
    const to = step(this.#layout, Math.max(0, at), event.key, this.clientHeight);
    if (to !== null) this.#ask("choose", this.#images[at < 0 ? 0 : to]?.id);
    else if (event.key === "Enter" || event.key === "F2") this.#ask("write");
    else if (event.key === " ") this.#ask("look");
    else if (event.key === "Delete" || event.key === "Backspace") this.#ask("leave");
    else return;
    event.preventDefault();
  }

  /** @param {"choose" | "write" | "look" | "leave"} what @param {number} [id] */
  #ask(what, id) {
    this.dispatchEvent(new CustomEvent(what, { detail: id }));
  }
}

customElements.define("image-grid", ImageGrid);
