// Drags pictures out of the window into other programs.

import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";

let isDragging = false;

/** Returns whether the current drag began in this window. The window ignores the drop of such a drag. */
export const isOwnDrag = () => isDragging;

// If the system never reports the end of a drag, the next press of a mouse button counts as its end.
addEventListener("mousedown", () => (isDragging = false), true);

/**
 * Lets a picture be dragged out. The drag begins once the pointer has moved too far for a click. Uses mouse events
 * rather than pointer events, since the web view sends `mousedown` for each press, even if it missed the previous
 * release.
 * @param {HTMLElement} element @param {number} id the picture's id
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
