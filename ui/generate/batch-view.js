// One batch of pictures, side by side or as a labelled table. Existing elements are kept when more pictures arrive.

import { setAttribute, fill, h, setTextContent } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { askToConfirm } from "../parts/confirm.js";
import { icon } from "../parts/icon.js";
import { t } from "../texts.js";
import { CellView } from "./cell-view.js";
import { renderGrid } from "./grid-image.js";

/** @import { Batch } from "../types/Batch" */
/** @import { Picture } from "../types/Picture" */
/**
 * @typedef {{
 *   open: (picture: Picture) => void,
 *   onRemove: () => void,
 *   select: (picture: Picture) => void,
 *   isSelected: (id: number) => boolean,
 *   onUse: () => void,
 *   finishedSheets: () => Batch[],
 *   compareSheets: (one: Batch, other: Batch) => void,
 * }} BatchActions
 */

export class BatchView {
  #title = h("h2", { class: "batch-title selectable", dir: "auto" });
  #about = h("p", { class: "small quiet" });
  #status = h("p", { class: "small quiet batch-status", role: "status", testid: "batch-status" });
  #cancel = h("button", { type: "button", class: "small", testid: "batch-cancel", click: () => attempt(ipc.cancelBatch(this.#batch?.id ?? "")) }, t("common-cancel"));
  #reuse = h("button", { type: "button", class: "bare square", title: t("generate-use-settings"), "aria-label": t("generate-use-settings"), testid: "batch-again", click: () => this.#useSettings() }, icon("again"));
  #save = h("button", { type: "button", class: "bare square", title: t("generate-save-table"), "aria-label": t("generate-save-table"), testid: "batch-save", click: () => this.#saveTable() }, icon("out"));
  #remove = h("button", { type: "button", class: "bare square", title: t("generate-remove-batch"), "aria-label": t("generate-remove-batch-label"), testid: "batch-remove", click: () => this.#removeBatch() }, icon("bin"));
  #sheetSelect = h("select", { class: "small", "aria-label": t("generate-compare-sheet"), testid: "sheet-beside", hidden: true, change: () => this.#compareWithSheet() });
  #body = h("div", { class: "batch-body" });
  element = h(
    "article",
    { class: "batch", testid: "batch", tabindex: "-1" },
    h("header", { class: "batch-head" }, h("div", { class: "batch-words" }, this.#title, h("div", { class: "batch-line" }, this.#about, this.#status)), this.#cancel, this.#sheetSelect, this.#reuse, this.#save, this.#remove),
    this.#body,
  );
  #actions;
  /** @type {Batch | null} */
  #batch = null;
  /** @type {Map<string, CellView>} */
  #cells = new Map();
  #drawnLayout = "";

  /** @param {BatchActions} actions */
  constructor(actions) {
    this.#actions = actions;
  }

  /** @returns {Picture[]} */
  get pictures() {
    return this.#batch?.cells.flatMap(({ pictures }) => pictures) ?? [];
  }

  /** Shows this state of a batch, unless a newer state is shown already. @param {Batch} batch */
  show(batch) {
    if (this.#batch && batch.sequence < this.#batch.sequence) return;
    this.#batch = batch;
    const isTable = batch.kind !== "pictures";
    setAttribute(this.element, "data-id", batch.id);
    setAttribute(this.element, "data-kind", batch.kind);
    setAttribute(this.element, "data-state", batch.running ? "running" : "ended");
    setTextContent(this.#title, batch.title);
    setTextContent(this.#about, batch.about);
    setTextContent(this.#status, batch.status);
    this.#cancel.hidden = !batch.running;
    this.#remove.hidden = batch.running;
    this.#save.hidden = !isTable || batch.running || this.pictures.length === 0;
    const layout = JSON.stringify([batch.rows, batch.columns, batch.cells.map(({ id }) => id)]);
    if (layout !== this.#drawnLayout) {
      this.#drawnLayout = layout;
      for (const cell of batch.cells) if (!this.#cells.has(cell.id)) this.#cells.set(cell.id, new CellView(this.#actions));
      fill(this.#body, isTable ? this.#table(batch) : h("div", { class: "flow" }, ...batch.cells.map(({ id }) => this.#cells.get(id)?.element)));
    }
    for (const cell of batch.cells) this.#cells.get(cell.id)?.show(cell);
  }

  /** If this batch is a finished test sheet, offers the other finished sheets for comparison with it. */
  offerSheets() {
    const batch = this.#batch;
    const others = batch?.kind === "sheet" && !batch.running ? this.#actions.finishedSheets().filter(({ id }) => id !== batch.id) : [];
    this.#sheetSelect.hidden = others.length === 0;
    const drawn = JSON.stringify(others.map(({ id, about }) => [id, about]));
    if (drawn === this.#sheetSelect.dataset["drawn"]) return;
    this.#sheetSelect.dataset["drawn"] = drawn;
    fill(this.#sheetSelect, h("option", { value: "" }, t("generate-compare-sheet-choose")), ...others.map(({ id, about }) => h("option", { value: id }, about)));
  }

  #compareWithSheet() {
    const other = this.#actions.finishedSheets().find(({ id }) => id === this.#sheetSelect.value);
    this.#sheetSelect.value = "";
    if (this.#batch && other) this.#actions.compareSheets(this.#batch, other);
  }

  /** The shown state of the batch, or null before the first call of `show`. */
  get batch() {
    return this.#batch;
  }

  markSelected() {
    for (const cell of this.#cells.values()) cell.markSelected();
  }

  /** @param {Batch} batch */
  #table({ rows, columns, cells }) {
    const hasColumnNames = columns.some((name) => name !== "");
    const hasRowNames = rows.some((name) => name !== "");
    const table = h(
      "table",
      { class: "grid-table", testid: "grid-table" },
      hasColumnNames ? h("thead", {}, h("tr", {}, hasRowNames ? h("td", {}) : null, ...columns.map((name) => h("th", { scope: "col", class: "small" }, name)))) : null,
      h(
        "tbody",
        {},
        ...rows.map((name, row) =>
          h(
            "tr",
            {},
            hasRowNames ? h("th", { scope: "row", class: "small" }, name) : null,
            ...cells.filter((cell) => cell.row === row).map(({ id }) => h("td", {}, this.#cells.get(id)?.element)),
          ),
        ),
      ),
    );
    table.style.setProperty("--columns", String(columns.length));
    return h("div", { class: "grid-scroller" }, table);
  }

  async #useSettings() {
    if (this.#batch && (await attempt(ipc.useBatch(this.#batch.id)))) this.#actions.onUse();
  }

  async #saveTable() {
    const batch = this.#batch;
    if (!batch) return;
    this.#save.disabled = true;
    const png = await attempt(renderGrid(batch));
    if (png) await attempt(ipc.saveGrid(png));
    this.#save.disabled = false;
  }

  async #removeBatch() {
    const batch = this.#batch;
    if (!batch) return;
    const count = this.pictures.length;
    const text = t("generate-remove-batch-about", { count });
    const isConfirmed = count === 0 || (await askToConfirm({ question: t("generate-remove-batch-question", { count }), sentence: text, yes: t("generate-move-to-trash"), no: t("common-cancel"), testid: "batch-remove-confirm" }));
    if (!isConfirmed) return;
    await attempt(ipc.removeBatch(batch.id));
    this.#actions.onRemove();
  }
}
