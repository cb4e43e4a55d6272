// A thin progress bar, which is animated while the progress is unknown.

import { attribute, h } from "../dom.js";

/** @param {string} label the name of the work, for screen readers */
export function progressBar(label) {
  const fill = h("div", { class: "progress-fill" });
  const element = h("div", { class: "progress", role: "progressbar", "aria-label": label, "aria-valuemin": "0", "aria-valuemax": "100" }, fill);
  return {
    element,
    /** @param {number | null} part the completed fraction, 0 to 1, or null while it is unknown */
    set(part) {
      const percent = part === null ? null : Math.round(Math.min(1, Math.max(0, part)) * 100);
      attribute(element, "data-unknown", part === null);
      attribute(element, "aria-valuenow", percent);
      fill.style.setProperty("transform", part === null ? "" : `scaleX(${Math.min(1, Math.max(0, part))})`);
    },
  };
}
