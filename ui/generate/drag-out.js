// Pictures that are dragged out of the window into another program.

import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";

let dragged = false;

/** Whether what is over the window now comes from it: dropped here, it means nothing. */
export const isOurs = () => dragged;

// A program that never says that it took the file leaves the drag without an end.
addEventListener("mousedown", () => (dragged = false), true);

/**
 * Lets a picture be dragged out, once the pointer has moved far enough not to be a press. Heard by the mouse's events,
 * which a web view sends for each press, also where it missed the release before.
 * @param {HTMLElement} element @param {number} id
 */
export function dragsOut(element, id) {
  /** @type {{ x: number, y: number } | null} */
  let from = null;
  element.addEventListener("mousedown", (event) => (from = event.button === 0 ? { x: event.clientX, y: event.clientY } : null));
  element.addEventListener("mouseup", () => (from = null));
  element.addEventListener("mousemove", async (event) => {
    if (!from || event.buttons !== 1 || Math.hypot(event.clientX - from.x, event.clientY - from.y) < 8) return;
    from = null;
    dragged = true;
    await attempt(ipc.dragPicture(id));
    dragged = false;
  });
}
