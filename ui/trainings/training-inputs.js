// The inputs of a training, optionally compared with those of another training.

import { setAttribute, fill, h, setTextContent } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { t } from "../texts.js";

/** @import { Training } from "../types/Training" */
/** @import { TrainingRow } from "../types/TrainingRow" */

export class TrainingInputs {
  #rows = h("tbody");
  #thisHeader = h("th", { scope: "col" });
  #otherHeader = h("th", { scope: "col" });
  #head = h("thead", {}, h("tr", {}, h("td"), this.#thisHeader, this.#otherHeader));
  #otherSelect = h("select", { class: "small", "aria-label": t("trainings-compare"), testid: "compare-with", change: () => this.#compare() });
  element = h(
    "details",
    { class: "asked", testid: "asked-for" },
    h("summary", { class: "small" }, t("trainings-inputs")),
    h("table", { class: "asked-table small selectable" }, this.#head, this.#rows),
    this.#otherSelect,
  );
  #listedTrainings;
  /** @type {Training | null} */
  #training = null;
  #drawnOptions = "";

  /** @param {() => TrainingRow[]} listedTrainings returns all trainings in the page's list */
  constructor(listedTrainings) {
    this.#listedTrainings = listedTrainings;
  }

  /** @param {Training} training */
  show(training) {
    const isAnother = training.id !== this.#training?.id;
    this.#training = training;
    this.element.hidden = training.inputs.length === 0;
    const others = this.#listedTrainings().filter(({ id }) => id !== training.id);
    const drawnOptions = JSON.stringify([training.id, others.map(({ id }) => id)]);
    if (drawnOptions !== this.#drawnOptions) {
      this.#drawnOptions = drawnOptions;
      const chosen = isAnother ? "" : this.#otherSelect.value;
      fill(this.#otherSelect, h("option", { value: "" }, t("trainings-compare-choose")), ...others.map(({ id, title, when }) => h("option", { value: id }, `${title} · ${when}`)));
      this.#otherSelect.value = others.some(({ id }) => id === chosen) ? chosen : "";
      this.#otherSelect.hidden = others.length === 0;
    }
    if (this.#otherSelect.value === "") this.#showAlone(training);
  }

  /** @param {Training} training */
  #showAlone({ inputs }) {
    this.#head.hidden = true;
    fill(this.#rows, ...inputs.map(({ name, value }) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value))));
  }

  async #compare() {
    const training = this.#training;
    const other = this.#listedTrainings().find(({ id }) => id === this.#otherSelect.value);
    if (!training) return;
    if (!other) {
      this.#showAlone(training);
      return;
    }
    const compared = await attempt(ipc.compareTrainings(training.id, other.id));
    if (!compared || training.id !== this.#training?.id || this.#otherSelect.value !== other.id) return;
    this.#head.hidden = false;
    setTextContent(this.#thisHeader, t("trainings-compare-this"));
    setTextContent(this.#otherHeader, other.title);
    fill(
      this.#rows,
      ...compared.map(({ name, values, differs }) => {
        const row = h("tr", {}, h("th", { scope: "row" }, name), ...values.map((value) => h("td", {}, value || "–")));
        setAttribute(row, "data-differs", differs);
        return row;
      }),
    );
  }
}
