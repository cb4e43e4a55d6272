// The grid of pictures. Only the rows on screen and a few around them are in the document, so that 5,000 images cost no
// more than 50. It runs no commands; it reports the person's actions as events.

import { attribute, h } from "../../dom.js";
import { means } from "../../shortcuts.js";
import { t } from "../../texts.js";
import { Card } from "./card.js";
import { rubberBand } from "./rubber-band.js";
import { layout, place, reveal, step, visible, within } from "./windowing.js";

/** @import { Image } from "../../types/Image" */
/** @import { Selection } from "./selection.js" */

const SHAPE = { gap: 16, below: 28 };
const LEAST_CELL = 144;
const LEAST_CELL_IN_A_WIDE_WINDOW = 220;
const ROWS_AROUND = 2;
const MARGIN = 24;

/**
 * Changes the given selection and reports this by the event `select`. The events `write`, `look`, `leave`, `remove` and
 * `compare` report the keys and clicks for these actions.
 */
export class ImageGrid extends HTMLElement {
  #sheet = h("div", { class: "grid-sheet", role: "presentation" });
  /** @type {Image[]} */
  #images = [];
  /** @type {Map<number, Card>} */
  #cards = new Map();
  /** @type {(image: Image) => string} */
  #captionOf = (image) => image.caption;
  #layout = layout(0, 0, { ...SHAPE, least: LEAST_CELL });
  #selection;
  /** The minimum width of a cell, if the person chose one. @type {number | null} */
  #least = null;
  #lastTop = 0;
  #frame = 0;

  /** @param {Selection} selection */
  constructor(selection) {
    super();
    this.#selection = selection;
  }

  connectedCallback() {
    if (this.#sheet.parentNode) return;
    this.tabIndex = 0;
    this.role = "listbox";
    this.ariaLabel = t("dataset-images");
    this.ariaMultiSelectable = "true";
    this.dataset["testid"] = "grid";
    this.append(this.#sheet);
    new ResizeObserver(() => this.#arrange()).observe(this);
    this.addEventListener("scroll", () => this.#later(), { passive: true });
    this.#noteFirstScreen();
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("mousedown", (event) => this.#press(event));
    this.addEventListener("dblclick", (event) => this.#cardAt(event) !== null && this.#ask("look"));
    rubberBand(this, this.#sheet, {
      begins: (event) => event.button === 0 && this.#cardAt(event) === null,
      drawn: (box, kept) => {
        const inside = within(this.#layout, box).map((index) => /** @type {Image} */ (this.#images[index]).id);
        this.#selection.these([...new Set([...kept, ...inside])]);
        this.#selected();
      },
      kept: (event) => (event.ctrlKey || event.metaKey || event.shiftKey ? this.#selection.in(this.#order()) : []),
      pressed: () => this.#selection.chosen !== null && (this.#selection.only(this.#selection.chosen), this.#selected()),
    });
  }

  /** The minimum width of a cell in CSS pixels, or null for the default. @param {number | null} least */
  set cellSize(least) {
    this.#least = least;
    this.#arrange();
  }

  /** The width of the cells in CSS pixels. */
  get cellWidth() {
    return this.#layout.cell;
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

  /** Redraws one image. @param {Image} image */
  redraw(image) {
    this.#cards.get(image.id)?.draw(image, this.#captionOf(image));
  }

  /** Marks the selected images and scrolls the chosen one into view. */
  mark() {
    const index = this.#index();
    if (index >= 0 && this.clientHeight > 0) {
      this.scrollTo({ top: reveal(this.#layout, index, this.scrollTop, this.clientHeight - 2 * MARGIN, 0) });
    }
    this.#draw();
    attribute(this, "aria-activedescendant", this.#selection.chosen === null ? null : `image-${this.#selection.chosen}`);
  }

  #order() {
    return this.#images.map((image) => image.id);
  }

  #index() {
    return this.#images.findIndex((image) => image.id === this.#selection.chosen);
  }

  #arrange() {
    const width = this.#sheet.clientWidth;
    if (width === 0) return;
    // A wide window has larger pictures rather than more of them.
    const least = this.#least ?? Math.min(LEAST_CELL_IN_A_WIDE_WINDOW, Math.max(LEAST_CELL, Math.floor(width / 5)));
    this.#layout = layout(width, this.#images.length, { ...SHAPE, least });
    this.#sheet.style.setProperty("height", `${this.#layout.height}px`);
    this.#draw();
  }

  /** Draws in the next frame, once even if called several times. */
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
    const free = [...this.#cards.keys()].filter((id) => !ids.has(id));
    // A card that is on screen for fewer than four frames can't be seen: it is laid out, but its picture is not
    // requested.
    const flying = Math.abs(top - this.#lastTop) > this.clientHeight / 4;
    this.#lastTop = top;
    const height = this.#layout.rowHeight - SHAPE.gap;
    wanted.forEach((image, offset) => {
      let card = this.#cards.get(image.id);
      if (!card) {
        card = this.#card(free.pop());
        card.begin(image.id);
        card.draw(image, this.#captionOf(image));
        this.#cards.set(image.id, card);
      }
      card.put(place(this.#layout, first + offset), this.#layout.cell, height);
      card.rank(first + offset, this.#images.length, this.#selection.has(image.id), image.id === this.#selection.chosen);
      if (!flying) card.load();
    });
    for (const id of free) this.#drop(id);
    if (flying) this.#later();
  }

  /** Returns the card of an image that was scrolled out of view, or a new one. @param {number | undefined} id */
  #card(id) {
    const used = id === undefined ? undefined : this.#cards.get(id);
    if (id !== undefined) this.#cards.delete(id);
    if (used) return used;
    const card = new Card();
    this.#sheet.append(card.element);
    return card;
  }

  /** Sets the performance mark `first-screen` when all pictures on screen have loaded for the first time. */
  #noteFirstScreen() {
    const noted = new AbortController();
    const came = () => {
      const { first, end } = visible(this.#layout, this.scrollTop - MARGIN, this.clientHeight, 0);
      if (!this.#images.slice(first, end).every((image) => this.#cards.get(image.id)?.loaded)) return;
      performance.mark("first-screen");
      noted.abort();
    };
    // The `load` event of an image does not bubble.
    this.addEventListener("load", came, { capture: true, signal: noted.signal });
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
    if (id === null || event.button !== 0) return;
    if (event.shiftKey) this.#selection.reach(id, this.#order());
    else if (event.ctrlKey || event.metaKey) this.#selection.toggle(id);
    else this.#selection.only(id);
    this.#selected();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#images.length === 0) return;
    const order = this.#order();
    if (means(event, "select-all")) this.#select(() => this.#selection.all(order));
    else if (means(event, "select-others")) this.#select(() => this.#selection.invert(order));
    else if (means(event, "write")) this.#ask("write");
    else if (means(event, "look")) this.#ask("look");
    else if (means(event, "leave") || event.key === "Backspace") this.#ask("leave");
    else if (means(event, "remove")) this.#ask("remove");
    else if (means(event, "compare")) this.#ask("compare");
    else if (event.key === "Escape" && this.#selection.size > 1) this.#select(() => this.#selection.only(this.#selection.chosen));
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else {
      const at = this.#index();
      const to = step(this.#layout, Math.max(0, at), event.key, this.clientHeight);
      const id = to === null ? undefined : order[at < 0 ? 0 : to];
      if (id === undefined) return;
      this.#select(() => (event.shiftKey ? this.#selection.reach(id, order) : this.#selection.only(id)));
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {() => void} change */
  #select(change) {
    change();
    this.#selected();
  }

  #selected() {
    this.dispatchEvent(new CustomEvent("select"));
  }

  /** @param {"write" | "look" | "leave" | "remove" | "compare"} what */
  #ask(what) {
    this.dispatchEvent(new CustomEvent(what));
  }
}

customElements.define("image-grid", ImageGrid);
