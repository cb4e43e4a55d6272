// The details of one training: its progress, its result or why it failed, its log, and its actions.

import { attribute, fill, h, say, sayOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { confirmed } from "../parts/confirm.js";
import { duration, timeLeft } from "../parts/duration.js";
import { icon } from "../parts/icon.js";
import { progressBar } from "../parts/progress.js";
import { go } from "../route.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { AskedFor } from "./training-inputs.js";
import { LogView } from "./log-view.js";
import { LossCurve } from "./loss-curve.js";
import { StageBar } from "./stage-bar.js";
import { WeightsLine } from "./weights-line.js";

/** @import { BatchKind } from "../types/BatchKind" */
/** @import { Failure } from "../types/Failure" */
/** @import { Training } from "../types/Training" */
/** @import { TrainingRow } from "../types/TrainingRow" */
/** @import { TrainingResult } from "../types/TrainingResult" */
/** @import { Trainings } from "../types/Trainings" */

const fixes = () => ({
  dataset: t("trainings-fix-dataset"),
  train: t("trainings-fix-settings"),
  settings: t("trainings-fix-account"),
  billing: t("trainings-fix-billing"),
});

const ENDED = new Set(["succeeded", "failed", "canceled"]);

export class TrainingDetail {
  #title = h("h1", { class: "selectable" });
  #subtitle = h("p", { class: "quiet" });
  #page = h("button", { type: "button", click: () => this.#openPage() }, icon("link"), t("trainings-open-page"));
  #cancel = h("button", { type: "button", class: "danger", testid: "training-cancel", click: () => this.#askToCancel() }, t("trainings-cancel"));
  #again = h("button", { type: "button", testid: "training-repeat", title: t("trainings-repeat-about"), click: () => this.#mend("train") }, icon("train"), t("trainings-repeat"));
  #adopt = h("button", { type: "button", class: "primary", testid: "training-adopt", hidden: true, click: () => this.#takeIn() });
  #remove = h("button", { type: "button", class: "bare quiet", testid: "training-remove", click: () => this.#takeOut() }, t("trainings-remove"));
  #stages = new StageBar();
  #status = h("p", { class: "training-status", testid: "training-status", role: "status" });
  #detail = h("p", { class: "quiet", testid: "training-progress" });
  #time = h("p", { class: "quiet training-time", testid: "training-time" });
  #bar = progressBar(t("trainings-progress"));
  #trouble = h("p", { class: "trouble", testid: "training-trouble", role: "status", hidden: true });
  #outcome = h("div", { class: "outcome" });
  #asked;
  #weights = new WeightsLine();
  #loss = new LossCurve();
  #log = new LogView();
  #outcomeDrawn = "";
  #sheetWords = h("span", {}, t("trainings-generate-sheet"));
  #sheet = h("button", { type: "button", testid: "training-sheet", click: () => this.#toSheet() }, icon("sheet"), this.#sheetWords);
  /** The id of the batch with the version's newest test sheet. @type {string | null} */
  #sheetMade = null;
  #listed;
  /** @type {Training | null} */
  #training = null;

  /**
   * @param {{ listed: (trainings: Trainings) => void, others: () => TrainingRow[] }} page `listed` is called with the
   *   new list after an action here, `others` returns the listed trainings
   */
  constructor({ listed, others }) {
    this.#asked = new AskedFor(others);
    this.#listed = listed;
    snapshot.followWeights(({ id, weights }) => this.#weights.changed(id, weights));
    this.element = h(
      "article",
      { class: "training", testid: "training-detail", hidden: true },
      h("header", { class: "training-head" }, h("div", { class: "training-titles" }, this.#title, this.#subtitle), h("div", { class: "buttons" }, this.#adopt, this.#again, this.#page, this.#cancel, this.#remove)),
      h(
        "section",
        { class: "training-now" },
        this.#stages.element,
        h("div", { class: "training-line" }, this.#status, this.#time),
        this.#bar.element,
        this.#detail,
        this.#trouble,
      ),
      this.#outcome,
      this.#weights.element,
      this.#loss.element,
      this.#log.element,
      this.#asked.element,
    );
  }

  /** True while the training has not ended, so that the shown time must advance. */
  get ticks() {
    return this.#training !== null && this.#training.endedAt === null;
  }

  /** @param {Training | null} training */
  show(training) {
    if (training?.id !== this.#training?.id) this.#sheetIs(null);
    this.#training = training;
    this.element.hidden = training === null;
    if (!training) return;
    const { stage } = training;
    attribute(this.element, "data-stage", stage);
    say(this.#title, training.title);
    say(this.#subtitle, training.subtitle);
    this.#page.hidden = !training.hasPage;
    this.#cancel.hidden = training.cancel === null;
    this.#remove.hidden = !training.removable;
    // A failed training has its own buttons for the next steps.
    this.#again.hidden = !training.again || training.failure !== null;
    sayOrHide(this.#adopt, training.adopt);
    this.#stages.show(stage);
    say(this.#status, training.status);
    sayOrHide(this.#detail, training.detail);
    this.#bar.element.hidden = ENDED.has(stage);
    this.#bar.set(training.progress);
    sayOrHide(this.#trouble, training.retryMessage);
    // The outcome is redrawn only if it has changed, since redrawing folds its details and clears the selection.
    const outcome = JSON.stringify([training.id, training.failure, training.retry, training.result, training.notStarted]);
    if (outcome !== this.#outcomeDrawn) {
      this.#outcomeDrawn = outcome;
      fill(
        this.#outcome,
        training.notStarted && this.#unconfirmed(training.id, training.notStarted),
        training.failure && this.#failure(training.failure, training),
        training.result && this.#result(training.result, training.id),
      );
    }
    if (training.result) {
      this.#weights.enter(training.id);
      this.#findSheet(training.result);
    } else this.#weights.leave();
    this.#asked.show(training);
    this.#loss.show(training.loss);
    this.#log.show(training.log);
    this.tick();
  }

  /** Redraws the time. */
  tick() {
    const training = this.#training;
    if (!training) return;
    const { startedAt, endedAt, expectedAt } = training;
    const now = Date.now();
    const passed = startedAt === null ? "" : duration((endedAt ?? now) - startedAt);
    const left = endedAt === null && expectedAt !== null ? timeLeft(expectedAt - now) : "";
    sayOrHide(this.#time, [passed, left].filter(Boolean).join(" · "));
  }

  /**
   * Returns the buttons for a training that may or may not have started.
   * @param {string} id @param {string} warning
   */
  #unconfirmed(id, warning) {
    return h(
      "div",
      { class: "buttons", testid: "training-unconfirmed" },
      h("button", { type: "button", class: "primary", testid: "open-trainings", click: () => attempt(ipc.openLink({ kind: "trainings" })) }, icon("link"), t("trainings-open-own")),
      h("button", { type: "button", testid: "training-not-started", click: () => this.#notStarted(id, warning) }, t("trainings-not-started")),
    );
  }

  /** @param {string} id @param {string} warning */
  async #notStarted(id, warning) {
    const yes = await confirmed({ question: t("trainings-not-started-question"), sentence: warning, yes: t("trainings-not-started-confirm"), no: t("trainings-not-started-keep"), testid: "training-not-started-confirm" });
    if (yes) await attempt(ipc.trainingNotStarted(id));
  }

  /** @param {Failure} failure @param {Training} training */
  #failure({ message, said, advice, fix }, { retry, again }) {
    // A training that was not started in this app has no dataset or settings here to go back to.
    const mends = again || fix === "settings" || fix === "billing";
    return h(
      "section",
      { class: "failure", testid: "training-failure", role: "alert" },
      h("p", { class: "failure-message selectable" }, message),
      h("p", {}, advice),
      said ? h("details", {}, h("summary", { class: "small" }, t("trainings-original-error")), h("p", { class: "service-words small selectable" }, said)) : null,
      h(
        "div",
        { class: "buttons" },
        mends ? h("button", { type: "button", class: "primary", testid: "training-fix", "data-fix": fix, click: () => this.#mend(fix) }, fixes()[fix]) : null,
        retry ? h("button", { type: "button", testid: "training-retry", click: () => this.#retry() }, retry) : null,
        again && (fix === "billing" || fix === "settings") ? h("button", { type: "button", testid: "training-again", click: () => this.#mend("train") }, fixes().train) : null,
      ),
    );
  }

  /** @param {TrainingResult} result @param {string} id */
  #result({ model, version, triggerWord, billed }, id) {
    const row = (/** @type {string} */ name, /** @type {string} */ value) => [h("dt", {}, name), h("dd", {}, value)];
    return h(
      "section",
      { class: "result", testid: "training-result" },
      h("button", { type: "button", class: "primary large make-pictures", testid: "make-pictures", click: () => this.#generate(id, "pictures") }, icon("generate"), t("trainings-generate")),
      h(
        "dl",
        { class: "inputs" },
        ...row(t("trainings-result-model"), model),
        h("dt", {}, t("trainings-result-version")),
        h("dd", { title: version }, `${version.slice(0, 12)}…`),
        ...(triggerWord ? row(t("trainings-result-trigger-word"), triggerWord) : []),
        ...(billed ? row(t("trainings-result-billed"), billed) : []),
      ),
      h("div", { class: "buttons" }, this.#sheet, h("button", { type: "button", testid: "open-model", click: () => attempt(ipc.openLink({ kind: "model", id })) }, icon("link"), t("trainings-open-model"))),
    );
  }

  /**
   * Looks for an existing test sheet, which the button then shows instead of generating one.
   * @param {TrainingResult} result
   */
  async #findSheet({ model, version }) {
    const sheet = await attempt(ipc.testSheet(model, version));
    if (this.#training?.result?.version === version) this.#sheetIs(sheet ?? null);
  }

  /** @param {string | null} sheet */
  #sheetIs(sheet) {
    this.#sheetMade = sheet;
    say(this.#sheetWords, sheet ? t("trainings-view-sheet") : t("trainings-generate-sheet"));
  }

  #toSheet() {
    if (this.#sheetMade) go("generate", this.#sheetMade);
    else if (this.#training) this.#generate(this.#training.id, "sheet");
  }

  /** @param {string} id @param {BatchKind} kind */
  async #generate(id, kind) {
    if (await attempt(ipc.generateWith(id, kind))) go("generate");
  }

  #openPage() {
    if (this.#training) attempt(ipc.openLink({ kind: "training", id: this.#training.id }));
  }

  async #askToCancel() {
    const training = this.#training;
    if (!training?.cancel) return;
    const yes = await confirmed({ question: t("trainings-cancel-question"), sentence: training.cancel, yes: t("trainings-cancel-confirm"), no: t("trainings-cancel-keep"), testid: "training-cancel-confirm" });
    if (!yes) return;
    // The new state arrives as an event. The answer is ignored, since it could be older than the last event.
    await attempt(ipc.cancelTraining(training.id));
  }

  async #retry() {
    if (!this.#training) return;
    const training = await attempt(ipc.retryTraining(this.#training.id));
    if (training) go("trainings", training.id);
  }

  async #takeIn() {
    if (!this.#training) return;
    const training = await attempt(ipc.adoptTraining(this.#training.id));
    if (training) go("trainings", training.id);
  }

  async #takeOut() {
    if (!this.#training) return;
    const trainings = await attempt(ipc.removeTraining(this.#training.id));
    if (trainings) this.#listed(trainings);
  }

  /** @param {Failure["fix"]} fix */
  async #mend(fix) {
    if (fix === "settings") go("settings");
    else if (fix === "billing") attempt(ipc.openLink({ kind: "billing" }));
    else if (this.#training && (await attempt(ipc.tryAgain(this.#training.id)))) go(fix);
  }
}
