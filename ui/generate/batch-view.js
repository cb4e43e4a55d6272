// One press with what came of it: pictures side by side, or a labelled table. What is there stays as it is when more comes.

import { attribute, fill, h, say } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { confirmed } from "../parts/confirm.js";
import { icon } from "../parts/icon.js";
import { CellView } from "./cell-view.js";
import { drawn } from "./grid-image.js";

/** @import { Batch } from "../types/Batch" */
/** @import { Picture } from "../types/Picture" */
/** @typedef {{ open: (picture: Picture) => void, removed: () => void, select: (picture: Picture) => void, isSelected: (id: number) => boolean, used: () => void }} Hands */

export class BatchView {
  #title = h("h2", { class: "batch-title selectable", dir: "auto" });
  #about = h("p", { class: "small quiet" });
  #status = h("p", { class: "small quiet batch-status", role: "status", testid: "batch-status" });
  #cancel = h("button", { type: "button", class: "small", testid: "batch-cancel", click: () => attempt(ipc.cancelBatch(this.#batch?.id ?? "")) }, "Cancel");
  #again = h("button", { type: "button", class: "bare square", title: "Use these settings again", "aria-label": "Use these settings again", testid: "batch-again", click: () => this.#use() }, icon("again"));
  #save = h("button", { type: "button", class: "bare square", title: "Save the table as one image", "aria-label": "Save the table as one image", testid: "batch-save", click: () => this.#saveTable() }, icon("out"));
  #remove = h("button", { type: "button", class: "bare square", title: "Move all of it to the bin…", "aria-label": "Move all of it to the bin", testid: "batch-remove", click: () => this.#askToRemove() }, icon("bin"));
  #body = h("div", { class: "batch-body" });
  element = h(
    "article",
    { class: "batch", testid: "batch" },
    h("header", { class: "batch-head" }, h("div", { class: "batch-words" }, this.#title, h("div", { class: "batch-line" }, this.#about, this.#status)), this.#cancel, this.#again, this.#save, this.#remove),
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

  /** @param {Batch} batch */
  show(batch) {
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
    const words = many === 0 ? "Nothing came of it." : many === 1 ? "Its picture goes to the system's bin." : `Its ${many} pictures go to the system's bin.`;
    const yes = many === 0 || (await confirmed({ question: "Take this out of the list?", sentence: words, yes: "Move to the bin", no: "Keep it", testid: "batch-remove-confirm" }));
    if (!yes) return;
    await attempt(ipc.removeBatch(batch.id));
    this.#hands.removed();
  }
}
