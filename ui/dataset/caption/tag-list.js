// The tags of a caption. A tag is removed by its button or by a key, and moved by keys or by dragging it onto another
// tag. Dragging uses pointer events, since the window reserves the web view's own drag and drop for files.

import { setAttribute, fill, h } from "../../dom.js";
import { icon } from "../../parts/icon.js";
import { t } from "../../texts.js";

/** The distance in CSS pixels that the pointer must move before a press counts as a drag. */
const DRAG_THRESHOLD = 4;

export class TagList {
  element = h("ol", { class: "tags small", "aria-label": t("caption-tags"), testid: "tags", hidden: true });
  #move;

  /**
   * @param {(from: number, to: number | null) => Promise<void>} move moves a tag to another index, or removes it if
   *   `to` is null
   */
  constructor(move) {
    this.#move = move;
  }

  /** @param {string[] | null} tags the caption's tags, or null if it is not written in tags; a single tag is hidden */
  show(tags) {
    this.element.hidden = !tags || tags.length < 2;
    if (tags) fill(this.element, ...tags.map((tag, index) => this.#tag(tag, index)));
  }

  /** @param {string} tag @param {number} index */
  #tag(tag, index) {
    return h(
      "li",
      {
        class: "tag",
        tabindex: "0",
        testid: "tag",
        title: t("caption-tag-title"),
        pointerdown: (/** @type {PointerEvent} */ event) => this.#startDrag(event, index),
        keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event, index),
      },
      h("span", { dir: "auto" }, tag),
      h("button", { type: "button", class: "bare", tabindex: "-1", "aria-label": t("caption-tag-remove", { tag }), click: () => this.#move(index, null) }, icon("cross")),
    );
  }

  /** @param {PointerEvent} down @param {number} from */
  #startDrag(down, from) {
    const tag = /** @type {HTMLElement} */ (down.currentTarget);
    if (down.button !== 0 || /** @type {Element} */ (down.target).closest("button")) return;
    const controller = new AbortController();
    /** @type {Element | null} */
    let target = null;
    /** @param {Element | null} other */
    const setTarget = (other) => {
      if (target) setAttribute(target, "data-over", false);
      target = other;
      if (target) setAttribute(target, "data-over", true);
    };
    /** @param {PointerEvent} event */
    const move = (event) => {
      if (!tag.hasAttribute("data-dragged")) {
        if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < DRAG_THRESHOLD) return;
        setAttribute(tag, "data-dragged", true);
        tag.setPointerCapture(down.pointerId);
      }
      tag.style.setProperty("translate", `${event.clientX - down.clientX}px ${event.clientY - down.clientY}px`);
      // The dragged tag ignores pointer events, so the element found is the one below it.
      const below = document.elementFromPoint(event.clientX, event.clientY)?.closest("li") ?? null;
      setTarget(below !== tag && below?.parentNode === this.element ? below : null);
    };
    /** @param {boolean} drop */
    const end = (drop) => {
      controller.abort();
      setAttribute(tag, "data-dragged", false);
      tag.style.removeProperty("translate");
      const to = target ? [...this.element.children].indexOf(target) : -1;
      setTarget(null);
      if (drop && to >= 0) this.#move(from, to);
    };
    const { signal } = controller;
    addEventListener("pointermove", move, { signal });
    // The position of the release counts, even if no `pointermove` reported it.
    const drop = (/** @type {PointerEvent} */ event) => {
      move(event);
      end(true);
    };
    addEventListener("pointerup", drop, { signal });
    addEventListener("pointercancel", () => end(false), { signal });
  }

  /** @param {KeyboardEvent} event @param {number} index */
  async #handleKey(event, index) {
    const step = event.altKey && event.key === "ArrowLeft" ? -1 : event.altKey && event.key === "ArrowRight" ? 1 : 0;
    const isRemoval = event.key === "Delete" || event.key === "Backspace";
    if (step === 0 && !isRemoval) return;
    event.preventDefault();
    event.stopPropagation();
    const to = Math.min(this.element.children.length - 1, Math.max(0, index + step));
    await this.#move(index, isRemoval ? null : to);
    /** @type {HTMLElement | undefined} */ (this.element.children[to])?.focus();
  }
}
