// The Trainings page. At the side are the list of trainings, including those that the account started elsewhere, and
// the amount spent; beside them are the details of the chosen training.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { icon } from "../parts/icon.js";
import { progressBar } from "../parts/progress.js";
import { address, go } from "../route.js";
import { snapshot, username } from "../snapshot.js";
import { t } from "../texts.js";
import { TrainingDetail } from "./training-detail.js";

/** @import { Training } from "../types/Training" */
/** @import { TrainingRow } from "../types/TrainingRow" */
/** @import { Trainings } from "../types/Trainings" */

/**
 * @type {Record<TrainingRow["stage"], import("../parts/icon.js").IconName | null>} null for the stages of a training
 *   that has not ended
 */
const STAGE_ICONS = { packing: null, uploading: null, submitting: null, unconfirmed: null, training: null, succeeded: "check", failed: "warning", canceled: "leave" };

export class TrainingsPage extends HTMLElement {
  #problem = h("p", { class: "small trouble", hidden: true });
  #list = h("ul", { class: "training-list", testid: "training-list" });
  #more = h("button", { type: "button", class: "bare small", hidden: true, testid: "load-more", click: () => this.#loadMore() }, t("trainings-load-older"));
  #months = h("dl", { class: "months small" });
  #spent = h("section", { class: "spent", "aria-label": t("trainings-spending"), hidden: true, testid: "spent" }, h("h2", { class: "small quiet" }, t("trainings-spent")), this.#months);
  #detail = new TrainingDetail({
    onListChange: (trainings) => {
      this.#id = null;
      this.#listCount += 1;
      this.#show(trainings);
    },
    listedTrainings: () => this.#rows,
  });
  #empty = h(
    "section",
    { class: "placeholder", hidden: true, testid: "no-trainings" },
    icon("trainings"),
    h("h1", {}, t("trainings-none")),
    h("p", { class: "quiet" }, t("trainings-none-about")),
    h("a", { class: "button", href: address("train") }, icon("train"), t("trainings-go-to-train")),
  );
  #columns = h(
    "div",
    { class: "trainings", hidden: true },
    h("nav", { class: "training-nav", "aria-label": t("trainings-title"), keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event) }, h("h1", {}, t("trainings-title")), this.#problem, this.#list, this.#more, this.#spent),
    this.#detail.element,
  );
  /** @type {TrainingRow[]} */
  #rows = [];
  /** @type {string | null} */
  #id = null;
  /** Counts events about the shown training. An answer that was requested before the last event is out of date. */
  #eventCount = 0;
  /** True while the list is being loaded; `#isStale` is true if it must be loaded again. */
  #isLoading = false;
  #isStale = false;
  /** Counts the lists that other commands returned. A list requested before the last of them is out of date. */
  #listCount = 0;
  #timer = 0;
  /**
   * The account whose trainings are shown. `#isOtherAccount` is true if the account has changed since then.
   * @type {string | null}
   */
  #account = username();
  #isOtherAccount = false;

  connectedCallback() {
    if (this.children.length > 0) return;
    this.classList.add("trainings-page");
    this.append(this.#columns, this.#empty);
    snapshot.subscribe(["account"], () => (this.#isOtherAccount = this.#isOtherAccount || this.#account !== username()));
    snapshot.subscribe(["trainings", "account"], () => !this.hidden && this.#refresh());
    snapshot.subscribeToTrainings(({ training, row }) => {
      if (this.hidden) return;
      const index = this.#rows.findIndex((known) => known.id === row.id);
      const previous = this.#rows[index];
      // A training that is new or has ended changes the list and the amount spent.
      if (!previous || (STAGE_ICONS[previous.stage] === null && STAGE_ICONS[row.stage] !== null)) this.#refresh();
      if (previous) {
        this.#rows[index] = row;
        this.#drawRow(row);
      }
      if (training.id === this.#id) {
        this.#eventCount += 1;
        this.#showTraining(training);
      }
    });
    document.addEventListener("visibilitychange", () => this.#updateTimer());
  }

  /** Refreshes the page when it is shown, and chooses the given training, if any. @param {string | null} id */
  enter(id) {
    this.#id = id ?? this.#id;
    this.#refresh();
  }

  leave() {
    this.#updateTimer();
  }

  /**
   * Loads the list, and loads it again if it was called again in the meantime. Each answer is shown, even if another
   * load follows, since changes may be more frequent than answers. An answer is discarded only if `#listCount` shows
   * that another command has returned a list in the meantime.
   */
  async #refresh() {
    this.#isStale = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    while (this.#isStale) {
      this.#isStale = false;
      const listCount = this.#listCount;
      const trainings = await attempt(ipc.trainings());
      if (listCount !== this.#listCount) this.#isStale = true;
      else if (trainings) this.#show(trainings);
    }
    this.#isLoading = false;
  }

  async #loadMore() {
    this.#more.disabled = true;
    const trainings = await attempt(ipc.loadMoreTrainings());
    this.#more.disabled = false;
    if (!trainings) return;
    this.#listCount += 1;
    this.#show(trainings);
  }

  /** @param {Trainings} trainings */
  #show({ rows, more, problem, months }) {
    this.#rows = rows;
    if (this.#isOtherAccount) {
      this.#isOtherAccount = false;
      this.#account = username();
      // The details of a training of the previous account are no longer shown.
      if (!rows.some((row) => row.id === this.#id)) this.#id = null;
    }
    this.#columns.hidden = rows.length === 0 && !problem;
    this.#empty.hidden = !this.#columns.hidden;
    this.#more.hidden = !more;
    setTextOrHide(this.#problem, problem);
    this.#spent.hidden = months.length === 0;
    fill(this.#months, ...months.flatMap(({ name, about }) => [h("dt", {}, name), h("dd", { class: "quiet" }, about)]));
    const hasFocus = this.#list.contains(document.activeElement) || document.activeElement?.matches("main");
    fill(this.#list, ...rows.map((row) => h("li", {}, this.#rowLink(row))));
    this.#choose(this.#id ?? rows[0]?.id ?? null);
    if (hasFocus) /** @type {HTMLElement | null} */ (this.#list.querySelector("[aria-current]"))?.focus({ preventScroll: true });
  }

  /** @param {TrainingRow} row */
  #rowLink(row) {
    const link = h(
      "a",
      { class: "training-row", href: address("trainings", row.id), testid: "training-row", "data-id": row.id },
      h("span", { class: "training-glyph" }),
      h(
        "span",
        { class: "training-words" },
        h("span", { class: "training-row-title" }),
        h("span", { class: "small quiet training-row-subtitle" }),
        h("span", { class: "small quiet training-row-status" }),
      ),
    );
    this.#fillRow(link, row);
    return link;
  }

  /** @param {TrainingRow} row */
  #drawRow(row) {
    const link = this.#list.querySelector(`[data-id="${CSS.escape(row.id)}"]`);
    if (link) this.#fillRow(link, row);
  }

  /** @param {Element} link @param {TrainingRow} row */
  #fillRow(link, row) {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (link.querySelector(`.training-${name}`));
    const iconName = STAGE_ICONS[row.stage];
    setAttribute(link, "data-stage", row.stage);
    fill(part("glyph"), iconName ? icon(iconName) : h("span", { class: "dot" }));
    setTextContent(part("row-title"), row.title);
    setTextContent(part("row-subtitle"), row.subtitle);
    setTextContent(part("row-status"), `${row.status} · ${row.when}`);
    link.querySelector(".progress")?.remove();
    if (row.progress !== null && iconName === null) {
      const bar = progressBar(row.status);
      bar.set(row.progress);
      part("words").append(bar.element);
    }
  }

  /** @param {string | null} id */
  async #choose(id) {
    this.#id = id;
    for (const link of this.#list.querySelectorAll("a")) setAttribute(link, "aria-current", link.dataset["id"] === id ? "true" : null);
    if (id === null) {
      this.#detail.show(null);
      return;
    }
    const eventCount = this.#eventCount;
    const training = await attempt(ipc.training(id));
    if (training && id === this.#id && eventCount === this.#eventCount) this.#showTraining(training);
  }

  /** @param {Training} training */
  #showTraining(training) {
    this.#detail.show(training);
    this.#updateTimer();
  }

  /** Advances the shown time every second while the training has not ended and the page is visible. */
  #updateTimer() {
    clearInterval(this.#timer);
    if (this.hidden || document.hidden || !this.#detail.isRunning) return;
    this.#detail.drawTime();
    this.#timer = setInterval(() => this.#detail.drawTime(), 1000);
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const links = [...this.#list.querySelectorAll("a")];
    const next = links[links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement)) + step];
    if (step === 0 || !next) return;
    event.preventDefault();
    next.focus();
    go("trainings", next.dataset["id"]);
  }
}

customElements.define("trainings-page", TrainingsPage);
