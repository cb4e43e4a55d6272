// One batch of pictures: side by side, or as a labelled table. Elements that exist are kept when more pictures arrive.

import { attribute, fill, h, say } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { confirmed } from "../parts/confirm.js";
import { icon } from "../parts/icon.js";
import { t } from "../texts.js";
import { CellView } from "./cell-view.js";
import { drawn } from "./grid-image.js";

/** @import { Batch } from "../types/Batch" */
/** @import { Picture } from "../types/Picture" */
/** @typedef {{ open: (picture: Picture) => void, removed: () => void, select: (picture: Picture) => void, isSelected: (id: number) => boolean, used: () => void, sheets: () => Batch[], pair: (one: Batch, other: Batch) => void }} Hands */

export class BatchView {
  #title = h("h2", { class: "batch-title selectable", dir: "auto" });
  #about = h("p", { class: "small quiet" });
  #status = h("p", { class: "small quiet batch-status", role: "status", testid: "batch-status" });
  #cancel = h("button", { type: "button", class: "small", testid: "batch-cancel", click: () => attempt(ipc.cancelBatch(this.#batch?.id ?? "")) }, t("common-cancel"));
  #again = h("button", { type: "button", class: "bare square", title: t("generate-use-settings"), "aria-label": t("generate-use-settings"), testid: "batch-again", click: () => this.#use() }, icon("again"));
  #save = h("button", { type: "button", class: "bare square", title: t("generate-save-table"), "aria-label": t("generate-save-table"), testid: "batch-save", click: () => this.#saveTable() }, icon("out"));
  #remove = h("button", { type: "button", class: "bare square", title: t("generate-remove-batch"), "aria-label": t("generate-remove-batch-label"), testid: "batch-remove", click: () => this.#askToRemove() }, icon("bin"));
  #beside = h("select", { class: "small", "aria-label": t("generate-compare-sheet"), testid: "sheet-beside", hidden: true, change: () => this.#putBeside() });
  #body = h("div", { class: "batch-body" });
  element = h(
    "article",
    { class: "batch", testid: "batch", tabindex: "-1" },
    h("header", { class: "batch-head" }, h("div", { class: "batch-words" }, this.#title, h("div", { class: "batch-line" }, this.#about, this.#status)), this.#cancel, this.#beside, this.#again, this.#save, this.#remove),
    this.#body,
  );
  #hands;
  /** @type {Batch | null} */
  #batch = null;
  /** @type {Map<string, CellView>} */
  #cells = new Map();
  #laidOut = "";

  /** @param {Hands} hands */
  constructor(hands) {
    this.#hands = hands;
  }

  /** @returns {Picture[]} */
  get pictures() {
    return this.#batch?.cells.flatMap(({ pictures }) => pictures) ?? [];
  }

  /** Shows a batch, unless a newer state of it is shown already. @param {Batch} batch */
  show(batch) {
    if (this.#batch && batch.sequence < this.#batch.sequence) return;
    this.#batch = batch;
    const isTable = batch.kind !== "pictures";
    attribute(this.element, "data-id", batch.id);
    attribute(this.element, "data-kind", batch.kind);
    attribute(this.element, "data-state", batch.running ? "running" : "ended");
    say(this.#title, batch.title);
    say(this.#about, batch.about);
    say(this.#status, batch.status);
    this.#cancel.hidden = !batch.running;
    this.#remove.hidden = batch.running;
    this.#save.hidden = !isTable || batch.running || this.pictures.length === 0;
    const layout = JSON.stringify([batch.rows, batch.columns, batch.cells.map(({ id }) => id)]);
    if (layout !== this.#laidOut) {
      this.#laidOut = layout;
      for (const cell of batch.cells) if (!this.#cells.has(cell.id)) this.#cells.set(cell.id, new CellView(this.#hands));
      fill(this.#body, isTable ? this.#table(batch) : h("div", { class: "flow" }, ...batch.cells.map(({ id }) => this.#cells.get(id)?.element)));
    }
    for (const cell of batch.cells) this.#cells.get(cell.id)?.show(cell);
  }

  /** Offers the other test sheets for comparison with this one. */
  offerSheets() {
    const batch = this.#batch;
    const others = batch?.kind === "sheet" && !batch.running ? this.#hands.sheets().filter(({ id }) => id !== batch.id) : [];
    this.#beside.hidden = others.length === 0;
    const words = JSON.stringify(others.map(({ id, about }) => [id, about]));
    if (words === this.#beside.dataset["drawn"]) return;
    this.#beside.dataset["drawn"] = words;
    fill(this.#beside, h("option", { value: "" }, t("generate-compare-sheet-choose")), ...others.map(({ id, about }) => h("option", { value: id }, about)));
  }

  #putBeside() {
    const other = this.#hands.sheets().find(({ id }) => id === this.#beside.value);
    this.#beside.value = "";
    if (this.#batch && other) this.#hands.pair(this.#batch, other);
  }

  /** The batch that is shown. */
  get batch() {
    return this.#batch;
  }

  markSelected() {
    for (const cell of this.#cells.values()) cell.markSelected();
  }

  /** @param {Batch} batch */
  #table({ rows, columns, cells }) {
    const named = columns.some((name) => name !== "");
    const labelled = rows.some((name) => name !== "");
    const table = h(
      "table",
      { class: "grid-table", testid: "grid-table" },
      named ? h("thead", {}, h("tr", {}, labelled ? h("td", {}) : null, ...columns.map((name) => h("th", { scope: "col", class: "small" }, name)))) : null,
      h(
        "tbody",
        {},
        ...rows.map((name, row) =>
          h(
            "tr",
            {},
            labelled ? h("th", { scope: "row", class: "small" }, name) : null,
            ...cells.filter((cell) => cell.row === row).map(({ id }) => h("td", {}, this.#cells.get(id)?.element)),
          ),
        ),
      ),
    );
    table.style.setProperty("--columns", String(columns.length));
    return h("div", { class: "grid-scroller" }, table);
  }

  async #use() {
    if (this.#batch && (await attempt(ipc.useBatch(this.#batch.id)))) this.#hands.used();
  }

  async #saveTable() {
    const batch = this.#batch;
    if (!batch) return;
    this.#save.disabled = true;
    const png = await attempt(drawn(batch));
    if (png) await attempt(ipc.saveGrid(png));
    this.#save.disabled = false;
  }

  async #askToRemove() {
    const batch = this.#batch;
    if (!batch) return;
    const many = this.pictures.length;
    const words = t("generate-remove-batch-about", { count: many });
    const yes = many === 0 || (await confirmed({ question: t("generate-remove-batch-question"), sentence: words, yes: t("generate-move-to-trash"), no: t("common-cancel"), testid: "batch-remove-confirm" }));
    if (!yes) return;
    await attempt(ipc.removeBatch(batch.id));
    this.#hands.removed();
  }
}
