// The inputs of a training, optionally compared with those of another training.

import { attribute, fill, h, say } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { t } from "../texts.js";

/** @import { Training } from "../types/Training" */
/** @import { TrainingRow } from "../types/TrainingRow" */

export class AskedFor {
  #rows = h("tbody");
  #one = h("th", { scope: "col" });
  #other = h("th", { scope: "col" });
  #head = h("thead", {}, h("tr", {}, h("td"), this.#one, this.#other));
  #with = h("select", { class: "small", "aria-label": t("trainings-compare"), testid: "compare-with", change: () => this.#compare() });
  element = h(
    "details",
    { class: "asked", testid: "asked-for" },
    h("summary", { class: "small" }, t("trainings-inputs")),
    h("table", { class: "asked-table small selectable" }, this.#head, this.#rows),
    this.#with,
  );
  #others;
  /** @type {Training | null} */
  #training = null;
  #listed = "";

  /** @param {() => TrainingRow[]} others returns all listed trainings */
  constructor(others) {
    this.#others = others;
  }

  /** @param {Training} training */
  show(training) {
    const another = training.id !== this.#training?.id;
    this.#training = training;
    this.element.hidden = training.inputs.length === 0;
    const others = this.#others().filter(({ id }) => id !== training.id);
    const listed = JSON.stringify([training.id, others.map(({ id }) => id)]);
    if (listed !== this.#listed) {
      this.#listed = listed;
      const chosen = another ? "" : this.#with.value;
      fill(this.#with, h("option", { value: "" }, t("trainings-compare-choose")), ...others.map(({ id, title, when }) => h("option", { value: id }, `${title} · ${when}`)));
      this.#with.value = others.some(({ id }) => id === chosen) ? chosen : "";
      this.#with.hidden = others.length === 0;
    }
    if (this.#with.value === "") this.#alone(training);
  }

  /** @param {Training} training */
  #alone({ inputs }) {
    this.#head.hidden = true;
    fill(this.#rows, ...inputs.map(({ name, value }) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value))));
  }

  async #compare() {
    const training = this.#training;
    const other = this.#others().find(({ id }) => id === this.#with.value);
    if (!training) return;
    if (!other) {
      this.#alone(training);
      return;
    }
    const compared = await attempt(ipc.compareTrainings(training.id, other.id));
    if (!compared || training.id !== this.#training?.id || this.#with.value !== other.id) return;
    this.#head.hidden = false;
    say(this.#one, t("trainings-compare-this"));
    say(this.#other, other.title);
    fill(
      this.#rows,
      ...compared.map(({ name, values, differs }) => {
        const row = h("tr", {}, h("th", { scope: "row" }, name), ...values.map((value) => h("td", {}, value || "–")));
        attribute(row, "data-differs", differs);
        return row;
      }),
    );
  }
}
