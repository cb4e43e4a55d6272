// The bar with the four steps of a training. It marks the current step.

import { setAttribute, h } from "../dom.js";
import { t } from "../texts.js";

/** @import { Stage } from "../types/Stage" */

const stepNames = () => [t("trainings-stage-packing"), t("trainings-stage-uploading"), t("trainings-stage-training"), t("trainings-stage-done")];

/** @type {Record<Stage, number | null>} the index of each stage's step; null if the training ended without success */
const STEP_OF = { packing: 0, uploading: 1, submitting: 2, unconfirmed: 2, training: 2, succeeded: 3, failed: null, canceled: null };

export class StageBar {
  #steps = stepNames().map((name) => h("li", { class: "stage-step" }, name));
  element = h("ol", { class: "stage-bar small", "aria-label": t("trainings-stages") }, ...this.#steps);

  /** @param {Stage} stage */
  show(stage) {
    const current = STEP_OF[stage];
    // The bar is hidden if the training failed or was canceled; the status below then describes the end.
    this.element.hidden = current === null;
    this.#steps.forEach((step, index) => {
      const state = current === null || index > current ? "to-come" : index < current || stage === "succeeded" ? "done" : "now";
      setAttribute(step, "data-state", state);
      setAttribute(step, "aria-current", state === "now" ? "step" : null);
    });
  }
}
