// The card beside the questions, which stays in view. It shows the exact data that will be sent, the estimated cost,
// and the Start button.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../dom.js";
import { icon } from "../parts/icon.js";
import { progressBar } from "../parts/progress.js";
import { address } from "../route.js";
import { t } from "../texts.js";

/** @import { PreparationOptions } from "../types/PreparationOptions" */
/** @import { Review } from "../types/Review" */
/** @import { TrainForm } from "../types/TrainForm" */
/** @typedef {"waiting" | "measuring" | "ready" | "failed"} Measuring */

export class ReviewCard {
  #figures = h("dl", { class: "figures" });
  #bar = progressBar(t("train-measuring"));
  #state = h("div", { class: "review-state small quiet" }, h("p", {}, t("train-preparing")), this.#bar.element);
  #failure = h("p", { class: "wrong", role: "alert", hidden: true });
  #recalculate = h("button", { type: "button", class: "link" }, t("train-recalculate"));
  #tooLarge = h("p", { class: "wrong review-too-large", role: "alert", hidden: true, testid: "too-large" });
  #reduce = h("button", { type: "button", class: "link", hidden: true, testid: "smaller" });
  #captioning = h("p", { class: "small quiet" });
  #warnings = h("ul", { class: "warnings small", testid: "warnings" });
  #inputs = h("dl", { class: "inputs small", testid: "inputs" });
  #trainer = h("p", { class: "small quiet" });
  #estimate = h("p", { class: "estimate", testid: "estimate", id: "estimate" });
  #cannotStart = h("p", { class: "small quiet", testid: "cannot-start", hidden: true });
  #signIn = h("a", { class: "text-link small", href: address("settings"), hidden: true, testid: "sign-in" }, t("train-sign-in"));
  #error = h("p", { class: "wrong small", role: "alert", testid: "start-refusal", hidden: true });
  #start = h("button", { type: "button", class: "primary large", testid: "start", "aria-describedby": "estimate" }, t("train-start"));
  #save = h("button", { type: "button", class: "bare", testid: "save-zip" }, icon("zip"), t("train-save-zip"));
  /** @type {Review | null} */
  #review = null;
  /** @type {TrainForm | null} */
  #form = null;
  #isStarting = false;

  /**
   * @param {{
   *   start: () => void,
   *   save: () => void,
   *   recalculate: () => void,
   *   prepare: (options: PreparationOptions) => void,
   * }} actions
   */
  constructor(actions) {
    this.#start.addEventListener("click", actions.start);
    this.#save.addEventListener("click", actions.save);
    this.#recalculate.addEventListener("click", actions.recalculate);
    this.#reduce.addEventListener("click", () => this.#review?.smaller && actions.prepare(this.#review.smaller.options));
    this.#bar.set(null);
    this.element = h(
      "aside",
      { class: "review", "aria-labelledby": "review-title", testid: "review", "data-state": "waiting" },
      h(
        "div",
        { class: "review-body" },
        h("h2", { id: "review-title" }, t("train-review")),
        this.#figures,
        this.#state,
        this.#failure,
        this.#recalculate,
        this.#tooLarge,
        this.#reduce,
        this.#captioning,
        this.#warnings,
        h("details", { class: "review-inputs", open: true }, h("summary", { class: "small" }, t("train-review-inputs")), this.#inputs, this.#trainer),
      ),
      h("div", { class: "review-foot" }, this.#estimate, this.#cannotStart, this.#signIn, this.#error, this.#start, this.#save),
    );
    this.setMeasuring("waiting");
  }

  /** @param {Measuring} state @param {string} [failure] */
  setMeasuring(state, failure) {
    setAttribute(this.element, "data-state", state);
    // When the measurement is ready, the progress becomes invisible but keeps its space, so that the buttons below it
    // do not move.
    this.#state.hidden = state === "waiting" || state === "failed";
    setTextOrHide(this.#failure, state === "failed" ? failure : null);
    this.#recalculate.hidden = state !== "failed";
  }

  /** @param {boolean} stale true if the person's inputs have changed since the last measurement */
  setStale(stale) {
    setAttribute(this.element, "data-stale", stale);
  }

  /** @param {Review | null} review */
  showReview(review) {
    this.#review = review;
    this.#draw();
  }

  /** @param {TrainForm} form */
  showForm(form) {
    this.#form = form;
    this.#draw();
  }

  /** @param {boolean} starting */
  setStarting(starting) {
    this.#isStarting = starting;
    this.#draw();
  }

  /** @param {boolean} needed true if nobody is signed in */
  askToSignIn(needed) {
    this.#signIn.hidden = !needed;
  }

  /** @param {string | null} message */
  showError(message) {
    setTextOrHide(this.#error, message);
  }

  #draw() {
    const review = this.#review;
    const form = this.#form;
    const figure = (/** @type {string} */ value, /** @type {string} */ name) => h("div", {}, h("dt", { class: "small quiet" }, name), h("dd", {}, value));
    fill(
      this.#figures,
      figure(review ? String(review.images) : "–", t("train-review-images", { count: review?.images ?? 0 })),
      figure(review ? String(review.captions) : "–", t("train-review-captions", { count: review?.captions ?? 0 })),
      figure(review ? review.size : "–", t("train-review-zip")),
    );
    setTextOrHide(this.#tooLarge, review?.tooLarge);
    setTextOrHide(this.#reduce, review?.smaller?.label);
    setTextOrHide(this.#captioning, form?.captioning);
    const warnings = [...(form?.warnings ?? []), ...(review?.warnings ?? [])];
    fill(this.#warnings, ...warnings.map((warning) => h("li", {}, icon("warning"), h("span", {}, warning))));
    const details = /** @type {HTMLElement} */ (this.#inputs.parentElement);
    details.hidden = !review?.inputs.length;
    fill(this.#inputs, ...(review?.inputs ?? []).flatMap(({ name, value }) => [h("dt", {}, name), h("dd", {}, value)]));
    setTextOrHide(this.#trainer, form?.trainer);
    setTextOrHide(this.#estimate, form?.estimate);
    setTextOrHide(this.#cannotStart, form?.cannotStart);
    this.#start.disabled = this.#isStarting || !form?.canStart || review?.tooLarge != null;
    setAttribute(this.#start, "aria-busy", this.#isStarting);
    setTextContent(this.#start, this.#isStarting ? t("train-starting") : t("train-start"));
    this.#save.disabled = !review?.images;
  }
}
