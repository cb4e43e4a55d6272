// Selection by dragging a rectangle over a scrolled sheet. It handles the rectangle only, not the items in it.

import { h } from "../../dom.js";

/** The distance from an edge within which the sheet scrolls, in CSS pixels. */
const EDGE = 32;
/** The distance in CSS pixels that the pointer must move before a press counts as a drag. */
const DEAD = 4;

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box in the sheet's own pixels */

/**
 * @param {HTMLElement} scrolled the element that scrolls
 * @param {HTMLElement} sheet its content
 * @param {{
 *   begins: (event: MouseEvent) => boolean,
 *   kept: (event: MouseEvent) => number[],
 *   drawn: (box: Box, kept: number[]) => void,
 *   pressed: () => void,
 * }} band `kept` returns the ids that stay selected beside those the band touches; `pressed` is called after a press
 *   without a drag
 */
export function rubberBand(scrolled, sheet, { begins, kept, drawn, pressed }) {
  const shown = h("div", { class: "rubber-band", hidden: true });
  sheet.append(shown);

  scrolled.addEventListener("mousedown", (down) => {
    // Ignores presses on the scroll bar.
    if (!begins(down) || down.offsetX >= scrolled.clientWidth) return;
    const stays = kept(down);
    const from = at(down);
    let last = down;
    let moved = false;
    let frame = 0;

    /** @param {MouseEvent} event */
    function at(event) {
      const { left, top } = sheet.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    }

    function draw() {
      const to = at(last);
      const box = { left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), right: Math.max(from.x, to.x), bottom: Math.max(from.y, to.y) };
      shown.hidden = false;
      shown.style.setProperty("transform", `translate(${box.left}px, ${box.top}px)`);
      shown.style.setProperty("width", `${box.right - box.left}px`);
      shown.style.setProperty("height", `${box.bottom - box.top}px`);
      drawn(box, stays);
    }

    function scroll() {
      const { top, bottom } = scrolled.getBoundingClientRect();
      const over = last.clientY < top + EDGE ? last.clientY - top - EDGE : Math.max(0, last.clientY - bottom + EDGE);
      if (over !== 0) {
        scrolled.scrollBy({ top: over / 2 });
        draw();
      }
      frame = requestAnimationFrame(scroll);
    }

    /** @param {MouseEvent} event */
    function move(event) {
      last = event;
      if (!moved && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < DEAD) return;
      if (!moved) frame = requestAnimationFrame(scroll);
      moved = true;
      draw();
    }

    /** @param {MouseEvent} up the release; its position counts even if no `mousemove` reported it */
    function end(up) {
      move(up);
      cancelAnimationFrame(frame);
      shown.hidden = true;
      removeEventListener("mousemove", move);
      removeEventListener("mouseup", end);
      if (!moved) pressed();
    }

    addEventListener("mousemove", move);
    addEventListener("mouseup", end);
  });
}
