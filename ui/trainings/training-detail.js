// The details of one training: its progress, its result or the reason why it failed, its weights, its loss, its log,
// its inputs, and its actions.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { askToConfirm } from "../parts/confirm.js";
import { duration, timeLeft } from "../parts/duration.js";
import { icon } from "../parts/icon.js";
import { progressBar } from "../parts/progress.js";
import { go } from "../route.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { TrainingInputs } from "./training-inputs.js";
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

const fixLabels = () => ({
  dataset: t("trainings-fix-dataset"),
  train: t("trainings-fix-settings"),
  settings: t("trainings-fix-account"),
  billing: t("trainings-fix-billing"),
});

const ENDED = new Set(["succeeded", "failed", "canceled"]);

export class TrainingDetail {
  #title = h("h1", { class: "selectable" });
  #subtitle = h("p", { class: "quiet" });
  #openPageButton = h("button", { type: "button", click: () => this.#openPage() }, icon("link"), t("trainings-open-page"));
  #cancel = h("button", { type: "button", class: "danger", testid: "training-cancel", click: () => this.#askToCancel() }, t("trainings-cancel"));
  #repeat = h("button", { type: "button", testid: "training-repeat", title: t("trainings-repeat-about"), click: () => this.#applyFix("train") }, icon("train"), t("trainings-repeat"));
  #adopt = h("button", { type: "button", class: "primary", testid: "training-adopt", hidden: true, click: () => this.#adoptTraining() });
  #remove = h("button", { type: "button", class: "bare quiet", testid: "training-remove", click: () => this.#removeTraining() }, t("trainings-remove"));
  #stages = new StageBar();
  #status = h("p", { class: "training-status", testid: "training-status", role: "status" });
  #detail = h("p", { class: "quiet", testid: "training-progress" });
  #time = h("p", { class: "quiet training-time", testid: "training-time" });
  #bar = progressBar(t("trainings-progress"));
  #retryMessage = h("p", { class: "trouble", testid: "training-trouble", role: "status", hidden: true });
  #outcome = h("div", { class: "outcome" });
  #inputs;
  #weights = new WeightsLine();
  #loss = new LossCurve();
  #log = new LogView();
  #drawnOutcome = "";
  #sheetLabel = h("span", {}, t("trainings-generate-sheet"));
  #sheet = h("button", { type: "button", testid: "training-sheet", click: () => this.#openSheet() }, icon("sheet"), this.#sheetLabel);
  /** The id of the batch with the newest test sheet of the trained version, if there is one. @type {string | null} */
  #sheetId = null;
  #onListChange;
  /** @type {Training | null} */
  #training = null;

  /**
   * @param {{ onListChange: (trainings: Trainings) => void, listedTrainings: () => TrainingRow[] }} page
   *   `onListChange` is called with the new list after the shown training has been removed; `listedTrainings` returns
   *   all listed trainings
   */
  constructor({ onListChange, listedTrainings }) {
    this.#inputs = new TrainingInputs(listedTrainings);
    this.#onListChange = onListChange;
    snapshot.subscribeToWeights(({ id, weights }) => this.#weights.update(id, weights));
    this.element = h(
      "article",
      { class: "training", testid: "training-detail", hidden: true },
      h("header", { class: "training-head" }, h("div", { class: "training-titles" }, this.#title, this.#subtitle), h("div", { class: "buttons" }, this.#adopt, this.#repeat, this.#openPageButton, this.#cancel, this.#remove)),
      h(
        "section",
        { class: "training-now" },
        this.#stages.element,
        h("div", { class: "training-line" }, this.#status, this.#time),
        this.#bar.element,
        this.#detail,
        this.#retryMessage,
      ),
      this.#outcome,
      this.#weights.element,
      this.#loss.element,
      this.#log.element,
      this.#inputs.element,
    );
  }

  /** True while the shown training has not ended, so that its time must be redrawn every second. */
  get isRunning() {
    return this.#training !== null && this.#training.endedAt === null;
  }

  /** @param {Training | null} training */
  show(training) {
    if (training?.id !== this.#training?.id) this.#setSheetId(null);
    this.#training = training;
    this.element.hidden = training === null;
    if (!training) return;
    const { stage } = training;
    setAttribute(this.element, "data-stage", stage);
    setTextContent(this.#title, training.title);
    setTextContent(this.#subtitle, training.subtitle);
    this.#openPageButton.hidden = !training.hasPage;
    this.#cancel.hidden = training.cancel === null;
    this.#remove.hidden = !training.removable;
    // A failed training has other buttons, beside the reason.
    this.#repeat.hidden = !training.again || training.failure !== null;
    setTextOrHide(this.#adopt, training.adopt);
    this.#stages.show(stage);
    setTextContent(this.#status, training.status);
    setTextOrHide(this.#detail, training.detail);
    this.#bar.element.hidden = ENDED.has(stage);
    this.#bar.set(training.progress);
    setTextOrHide(this.#retryMessage, training.retryMessage);
    // The outcome is redrawn only if it has changed, since redrawing collapses its details and clears the selection.
    const outcome = JSON.stringify([training.id, training.failure, training.retry, training.result, training.notStarted]);
    if (outcome !== this.#drawnOutcome) {
      this.#drawnOutcome = outcome;
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
    this.#inputs.show(training);
    this.#loss.show(training.loss);
    this.#log.show(training.log);
    this.drawTime();
  }

  /** Redraws the elapsed time, and the estimate of the remaining time. */
  drawTime() {
    const training = this.#training;
    if (!training) return;
    const { startedAt, endedAt, expectedAt } = training;
    const now = Date.now();
    const elapsed = startedAt === null ? "" : duration((endedAt ?? now) - startedAt);
    const remaining = endedAt === null && expectedAt !== null ? timeLeft(expectedAt - now) : "";
    setTextOrHide(this.#time, [elapsed, remaining].filter(Boolean).join(" · "));
  }

  /**
   * Returns the buttons for a training if it is unknown whether it was started.
   * @param {string} id @param {string} warning shown before the person states that it was not started
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
    const isConfirmed = await askToConfirm({ question: t("trainings-not-started-question"), sentence: warning, yes: t("trainings-not-started-confirm"), no: t("trainings-not-started-keep"), testid: "training-not-started-confirm" });
    if (isConfirmed) await attempt(ipc.trainingNotStarted(id));
  }

  /** @param {Failure} failure @param {Training} training */
  #failure({ message, said, advice, fix }, { retry, again }) {
    // A training that was not started in this app has no dataset or settings here that could be opened.
    const canApplyFix = again || fix === "settings" || fix === "billing";
    return h(
      "section",
      { class: "failure", testid: "training-failure", role: "alert" },
      h("p", { class: "failure-message selectable" }, message),
      h("p", {}, advice),
      said ? h("details", {}, h("summary", { class: "small" }, t("trainings-original-error")), h("p", { class: "service-words small selectable" }, said)) : null,
      h(
        "div",
        { class: "buttons" },
        canApplyFix ? h("button", { type: "button", class: "primary", testid: "training-fix", "data-fix": fix, click: () => this.#applyFix(fix) }, fixLabels()[fix]) : null,
        retry ? h("button", { type: "button", testid: "training-retry", click: () => this.#retry() }, retry) : null,
        again && (fix === "billing" || fix === "settings") ? h("button", { type: "button", testid: "training-again", click: () => this.#applyFix("train") }, fixLabels().train) : null,
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
   * Looks for an existing test sheet. If there is one, the button opens it instead of generating a new one.
   * @param {TrainingResult} result
   */
  async #findSheet({ model, version }) {
    const sheet = await attempt(ipc.testSheet(model, version));
    if (this.#training?.result?.version === version) this.#setSheetId(sheet ?? null);
  }

  /** @param {string | null} sheet */
  #setSheetId(sheet) {
    this.#sheetId = sheet;
    setTextContent(this.#sheetLabel, sheet ? t("trainings-view-sheet") : t("trainings-generate-sheet"));
  }

  #openSheet() {
    if (this.#sheetId) go("generate", this.#sheetId);
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
    const isConfirmed = await askToConfirm({ question: t("trainings-cancel-question"), sentence: training.cancel, yes: t("trainings-cancel-confirm"), no: t("trainings-cancel-keep"), testid: "training-cancel-confirm" });
    if (!isConfirmed) return;
    // The new state arrives as an event. The answer is ignored, since it could be older than the last event.
    await attempt(ipc.cancelTraining(training.id));
  }

  async #retry() {
    if (!this.#training) return;
    const training = await attempt(ipc.retryTraining(this.#training.id));
    if (training) go("trainings", training.id);
  }

  async #adoptTraining() {
    if (!this.#training) return;
    const training = await attempt(ipc.adoptTraining(this.#training.id));
    if (training) go("trainings", training.id);
  }

  async #removeTraining() {
    if (!this.#training) return;
    const trainings = await attempt(ipc.removeTraining(this.#training.id));
    if (trainings) this.#onListChange(trainings);
  }

  /** @param {Failure["fix"]} fix */
  async #applyFix(fix) {
    if (fix === "settings") go("settings");
    else if (fix === "billing") attempt(ipc.openLink({ kind: "billing" }));
    else if (this.#training && (await attempt(ipc.tryAgain(this.#training.id)))) go(fix);
  }
}
