// The grid of images. Only the rows on screen and a few above and below are in the document, so that a grid of 5,000
// images is as fast as one of 50. The grid runs no commands; it reports the person's actions as events.

import { setAttribute, h } from "../../dom.js";
import { isShortcut } from "../../shortcuts.js";
import { t } from "../../texts.js";
import { Card } from "./card.js";
import { rubberBand } from "./rubber-band.js";
import { cellsWithin, layout, place, reveal, step, visibleRange } from "./windowing.js";

/** @import { Image } from "../../types/Image" */
/** @import { Selection } from "./selection.js" */

const SHAPE = { gap: 16, textHeight: 28 };
const MIN_CELL_WIDTH = 144;
const MIN_CELL_WIDTH_IN_WIDE_WINDOW = 220;
const ROWS_AROUND = 2;
const MARGIN = 24;

/**
 * The grid. It changes the given selection and reports each change with the event `select`. The events `write`, `look`,
 * `leave`, `remove` and `compare` report that the person pressed a key of the action with that id in `shortcuts.js`. A
 * double click also emits `look`, and Backspace `leave`.
 */
export class ImageGrid extends HTMLElement {
  #sheet = h("div", { class: "grid-sheet", role: "presentation" });
  /** @type {Image[]} */
  #images = [];
  /** @type {Map<number, Card>} */
  #cards = new Map();
  /** @type {(image: Image) => string} */
  #captionOf = (image) => image.caption;
  #layout = layout(0, 0, { ...SHAPE, minWidth: MIN_CELL_WIDTH });
  #selection;
  /** The minimum width of a cell in CSS pixels, or null if the person has not chosen one. @type {number | null} */
  #minWidth = null;
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
    this.addEventListener("scroll", () => this.#scheduleDraw(), { passive: true });
    this.#markFirstScreen();
    this.addEventListener("keydown", (event) => this.#handleKey(event));
    this.addEventListener("mousedown", (event) => this.#handlePress(event));
    this.addEventListener("dblclick", (event) => this.#cardAt(event) !== null && this.#emit("look"));
    rubberBand(this, this.#sheet, {
      canBegin: (event) => event.button === 0 && this.#cardAt(event) === null,
      onDraw: (box, kept) => {
        const inside = cellsWithin(this.#layout, box).map((index) => /** @type {Image} */ (this.#images[index]).id);
        this.#selection.replace([...new Set([...kept, ...inside])]);
        this.#emitSelect();
      },
      keptIds: (event) => (event.ctrlKey || event.metaKey || event.shiftKey ? this.#selection.idsIn(this.#order()) : []),
      onClick: () => this.#selection.chosen !== null && (this.#selection.selectOnly(this.#selection.chosen), this.#emitSelect()),
    });
  }

  /** The minimum width of a cell in CSS pixels, or null for the default. @param {number | null} minWidth */
  set cellSize(minWidth) {
    this.#minWidth = minWidth;
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
    const ids = new Set(images.map((image) => image.id));
    for (const id of this.#cards.keys()) if (!ids.has(id)) this.#removeCard(id);
    this.#arrange();
    for (const image of images) this.#cards.get(image.id)?.draw(image, captionOf(image));
  }

  /** Redraws one image. @param {Image} image */
  redraw(image) {
    this.#cards.get(image.id)?.draw(image, this.#captionOf(image));
  }

  /** Marks the selected images and scrolls the chosen one into view. */
  showSelection() {
    const index = this.#index();
    if (index >= 0 && this.clientHeight > 0) {
      this.scrollTo({ top: reveal(this.#layout, index, this.scrollTop, this.clientHeight - 2 * MARGIN, 0) });
    }
    this.#draw();
    setAttribute(this, "aria-activedescendant", this.#selection.chosen === null ? null : `image-${this.#selection.chosen}`);
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
    // By default, a wider window has larger cells rather than more columns, until the minimum width of a cell reaches
    // `MIN_CELL_WIDTH_IN_WIDE_WINDOW`.
    const minWidth = this.#minWidth ?? Math.min(MIN_CELL_WIDTH_IN_WIDE_WINDOW, Math.max(MIN_CELL_WIDTH, Math.floor(width / 5)));
    this.#layout = layout(width, this.#images.length, { ...SHAPE, minWidth });
    this.#sheet.style.setProperty("height", `${this.#layout.height}px`);
    this.#draw();
  }

  /** Draws in the next frame, but only once, even if called several times before it. */
  #scheduleDraw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const top = this.scrollTop;
    const { first, end } = visibleRange(this.#layout, top - MARGIN, this.clientHeight, ROWS_AROUND);
    const wanted = this.#images.slice(first, end);
    const ids = new Set(wanted.map((image) => image.id));
    const free = [...this.#cards.keys()].filter((id) => !ids.has(id));
    // At this speed, a card is on screen for fewer than four frames, too briefly to be seen. It is laid out, but its
    // picture is not requested.
    const isScrollingFast = Math.abs(top - this.#lastTop) > this.clientHeight / 4;
    this.#lastTop = top;
    const height = this.#layout.rowHeight - SHAPE.gap;
    wanted.forEach((image, offset) => {
      let card = this.#cards.get(image.id);
      if (!card) {
        card = this.#takeCard(free.pop());
        card.assign(image.id);
        card.draw(image, this.#captionOf(image));
        this.#cards.set(image.id, card);
      }
      card.moveTo(place(this.#layout, first + offset), this.#layout.cell, height);
      card.updateState(first + offset, this.#images.length, this.#selection.has(image.id), image.id === this.#selection.chosen);
      if (!isScrollingFast) card.load();
    });
    for (const id of free) this.#removeCard(id);
    if (isScrollingFast) this.#scheduleDraw();
  }

  /**
   * Returns the card of an image that is out of view, for reuse, or a new card if `id` is undefined.
   * @param {number | undefined} id
   */
  #takeCard(id) {
    const reused = id === undefined ? undefined : this.#cards.get(id);
    if (id !== undefined) this.#cards.delete(id);
    if (reused) return reused;
    const card = new Card();
    this.#sheet.append(card.element);
    return card;
  }

  /** Sets the performance mark `first-screen` when all pictures on screen have loaded for the first time. */
  #markFirstScreen() {
    const controller = new AbortController();
    const checkLoaded = () => {
      const { first, end } = visibleRange(this.#layout, this.scrollTop - MARGIN, this.clientHeight, 0);
      if (!this.#images.slice(first, end).every((image) => this.#cards.get(image.id)?.isLoaded)) return;
      performance.mark("first-screen");
      controller.abort();
    };
    // Listens in the capture phase, since the `load` event of an image does not bubble.
    this.addEventListener("load", checkLoaded, { capture: true, signal: controller.signal });
  }

  /** @param {number} id */
  #removeCard(id) {
    this.#cards.get(id)?.element.remove();
    this.#cards.delete(id);
  }

  /** @param {Event} event @returns {number | null} the id of the image whose card the event is on */
  #cardAt(event) {
    const card = /** @type {Element} */ (event.target).closest("[data-id]");
    return card ? Number(card.getAttribute("data-id")) : null;
  }

  /** @param {MouseEvent} event */
  #handlePress(event) {
    const id = this.#cardAt(event);
    if (id === null || event.button !== 0) return;
    if (event.shiftKey) this.#selection.extendTo(id, this.#order());
    else if (event.ctrlKey || event.metaKey) this.#selection.toggle(id);
    else this.#selection.selectOnly(id);
    this.#emitSelect();
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (this.#images.length === 0) return;
    const order = this.#order();
    if (isShortcut(event, "select-all")) this.#select(() => this.#selection.selectAll(order));
    else if (isShortcut(event, "select-others")) this.#select(() => this.#selection.invert(order));
    else if (isShortcut(event, "write")) this.#emit("write");
    else if (isShortcut(event, "look")) this.#emit("look");
    else if (isShortcut(event, "leave") || event.key === "Backspace") this.#emit("leave");
    else if (isShortcut(event, "remove")) this.#emit("remove");
    else if (isShortcut(event, "compare")) this.#emit("compare");
    else if (event.key === "Escape" && this.#selection.size > 1) this.#select(() => this.#selection.selectOnly(this.#selection.chosen));
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else {
      const index = this.#index();
      const to = step(this.#layout, Math.max(0, index), event.key, this.clientHeight);
      const id = to === null ? undefined : order[index < 0 ? 0 : to];
      if (id === undefined) return;
      this.#select(() => (event.shiftKey ? this.#selection.extendTo(id, order) : this.#selection.selectOnly(id)));
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {() => void} change */
  #select(change) {
    change();
    this.#emitSelect();
  }

  #emitSelect() {
    this.dispatchEvent(new CustomEvent("select"));
  }

  /** @param {"write" | "look" | "leave" | "remove" | "compare"} name */
  #emit(name) {
    this.dispatchEvent(new CustomEvent(name));
  }
}

customElements.define("image-grid", ImageGrid);
