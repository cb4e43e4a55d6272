// Drags pictures out of the window into other programs.

import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";

let isDragging = false;

/** Returns whether the current drag began in this window; such a drag is ignored if it is dropped here. */
export const isOwnDrag = () => isDragging;

// If the other program never reports that the drag has ended, the next press of a mouse button ends it.
addEventListener("mousedown", () => (isDragging = false), true);

/**
 * Lets a picture be dragged out: the drag begins once the pointer has moved too far for a click. Uses mouse events,
 * since the web view sends them for each press, even if it missed the previous release.
 * @param {HTMLElement} element @param {number} id
 */
export function makeDraggable(element, id) {
  /** @type {{ x: number, y: number } | null} */
  let from = null;
  element.addEventListener("mousedown", (event) => (from = event.button === 0 ? { x: event.clientX, y: event.clientY } : null));
  element.addEventListener("mouseup", () => (from = null));
  element.addEventListener("mousemove", async (event) => {
    if (!from || event.buttons !== 1 || Math.hypot(event.clientX - from.x, event.clientY - from.y) < 8) return;
    from = null;
    isDragging = true;
    await attempt(ipc.dragPicture(id));
    isDragging = false;
  });
}
