// Selection by dragging a rectangle over a scrolled sheet. It handles the rectangle only, not the items in it.

import { h } from "../../dom.js";

/** The distance from the top or bottom edge, in CSS pixels, within which the pointer makes the sheet scroll. */
const SCROLL_EDGE = 32;
/** The distance in CSS pixels that the pointer must move before a press counts as a drag. */
const DRAG_THRESHOLD = 4;

/**
 * @typedef {{ left: number, top: number, right: number, bottom: number }} Box in CSS pixels from the sheet's top left
 *   corner
 */

/**
 * @param {HTMLElement} scrolled the element that scrolls
 * @param {HTMLElement} sheet its content
 * @param {{
 *   canBegin: (event: MouseEvent) => boolean,
 *   keptIds: (event: MouseEvent) => number[],
 *   onDraw: (box: Box, kept: number[]) => void,
 *   onClick: () => void,
 * }} band `keptIds` returns the ids that stay selected in addition to those that the rectangle touches; `onDraw` is
 *   called each time the rectangle changes, with these ids; `onClick` is called after a press without a drag
 */
export function rubberBand(scrolled, sheet, { canBegin, keptIds, onDraw, onClick }) {
  const rectangle = h("div", { class: "rubber-band", hidden: true });
  sheet.append(rectangle);

  scrolled.addEventListener("mousedown", (down) => {
    // Ignores presses on the scroll bar.
    if (!canBegin(down) || down.offsetX >= scrolled.clientWidth) return;
    const kept = keptIds(down);
    const from = positionOf(down);
    let last = down;
    let isDragging = false;
    let frame = 0;

    /** @param {MouseEvent} event */
    function positionOf(event) {
      const { left, top } = sheet.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    }

    function draw() {
      const to = positionOf(last);
      const box = { left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), right: Math.max(from.x, to.x), bottom: Math.max(from.y, to.y) };
      rectangle.hidden = false;
      rectangle.style.setProperty("transform", `translate(${box.left}px, ${box.top}px)`);
      rectangle.style.setProperty("width", `${box.right - box.left}px`);
      rectangle.style.setProperty("height", `${box.bottom - box.top}px`);
      onDraw(box, kept);
    }

    function scroll() {
      const { top, bottom } = scrolled.getBoundingClientRect();
      const overshoot = last.clientY < top + SCROLL_EDGE ? last.clientY - top - SCROLL_EDGE : Math.max(0, last.clientY - bottom + SCROLL_EDGE);
      if (overshoot !== 0) {
        scrolled.scrollBy({ top: overshoot / 2 });
        draw();
      }
      frame = requestAnimationFrame(scroll);
    }

    /** @param {MouseEvent} event */
    function move(event) {
      last = event;
      if (!isDragging && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < DRAG_THRESHOLD) return;
      if (!isDragging) frame = requestAnimationFrame(scroll);
      isDragging = true;
      draw();
    }

    /** @param {MouseEvent} up the release; its position counts, even if no `mousemove` reported it */
    function end(up) {
      move(up);
      cancelAnimationFrame(frame);
      rectangle.hidden = true;
      removeEventListener("mousemove", move);
      removeEventListener("mouseup", end);
      if (!isDragging) onClick();
    }

    addEventListener("mousemove", move);
    addEventListener("mouseup", end);
  });
}
