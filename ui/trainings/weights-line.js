// The state of the trained weights on this computer: absent, being downloaded, or present.

import { setAttribute, h, setTextContent, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { icon } from "../parts/icon.js";
import { progressBar } from "../parts/progress.js";
import { t } from "../texts.js";

/** @import { Weights } from "../types/Weights" */

export class WeightsLine {
  #title = h("p", { role: "status" });
  #about = h("p", { class: "small quiet" });
  #bar = progressBar(t("trainings-weights-downloading"));
  #fetch = h("button", { type: "button", testid: "fetch-weights", click: () => attempt(ipc.fetchWeights(this.#id)) }, icon("drop"), t("trainings-weights-download"));
  #show = h("button", { type: "button", testid: "show-weights", click: () => attempt(ipc.showWeights(this.#id)) }, icon("folder"), t("trainings-weights-show"));
  element = h(
    "section",
    { class: "weights", "aria-label": t("trainings-weights"), testid: "weights", hidden: true },
    h("div", { class: "weights-words" }, this.#title, this.#bar.element, this.#about),
    this.#fetch,
    this.#show,
  );
  #id = "";
  #hasChanged = false;

  /** Shows the weights of a training that has succeeded. @param {string} id the training's id */
  async enter(id) {
    if (id === this.#id) return;
    this.#id = id;
    this.element.hidden = true;
    this.#hasChanged = false;
    const weights = await attempt(ipc.weights(id));
    // If a change has arrived in the meantime, it is newer than this answer.
    if (id === this.#id && weights && !this.#hasChanged) this.#draw(weights);
  }

  leave() {
    this.#id = "";
    this.element.hidden = true;
  }

  /** @param {string} id @param {Weights} weights */
  update(id, weights) {
    if (id !== this.#id) return;
    this.#hasChanged = true;
    this.#draw(weights);
  }

  /** @param {Weights} weights */
  #draw(weights) {
    this.element.hidden = false;
    setAttribute(this.element, "data-kind", weights.kind);
    this.#fetch.hidden = weights.kind !== "absent";
    this.#show.hidden = weights.kind !== "kept";
    this.#bar.element.hidden = weights.kind !== "fetching";
    switch (weights.kind) {
      case "absent":
        setTextContent(this.#title, t("trainings-weights-missing"));
        setTextOrHide(this.#about, weights.reason ?? t("trainings-weights-missing-about"));
        break;
      case "fetching":
        setTextContent(this.#title, t("trainings-weights-downloading"));
        setTextOrHide(this.#about, weights.sentence);
        this.#bar.set(weights.progress);
        break;
      case "kept":
        setTextContent(this.#title, weights.name);
        setTextOrHide(this.#about, t("trainings-weights-about", { about: weights.about }));
        break;
    }
  }
}
