// A thin progress bar. It is animated while the progress is unknown.

import { setAttribute, h } from "../dom.js";

/** @param {string} label the name of the work, for screen readers */
export function progressBar(label) {
  const fill = h("div", { class: "progress-fill" });
  const element = h("div", { class: "progress", role: "progressbar", "aria-label": label, "aria-valuemin": "0", "aria-valuemax": "100" }, fill);
  return {
    element,
    /** @param {number | null} fraction the completed fraction, 0 to 1, or null while it is unknown */
    set(fraction) {
      const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
      setAttribute(element, "data-unknown", fraction === null);
      setAttribute(element, "aria-valuenow", percent);
      fill.style.setProperty("transform", fraction === null ? "" : `scaleX(${Math.min(1, Math.max(0, fraction))})`);
    },
  };
}
