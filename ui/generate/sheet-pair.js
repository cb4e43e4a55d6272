// Shows two test sheets side by side. For two LoRAs of the same kind, the sheets have the same prompts, apart from the
// trigger word, and the same seed, so the differences are due to the training.

import { fill, h } from "../dom.js";
import { icon } from "../parts/icon.js";
import { t } from "../texts.js";

/** @import { Batch } from "../types/Batch" */

export class SheetPair {
  #table = h("table", { class: "grid-table sheet-pair-table", testid: "sheet-pair-table" });
  element = h(
    "section",
    { class: "single sheet-pair", role: "dialog", "aria-label": t("generate-sheets"), tabindex: "-1", testid: "sheet-pair", hidden: true, keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event) },
    h("header", { class: "single-head" }, h("button", { type: "button", class: "bare", testid: "sheet-pair-close", click: () => this.close() }, icon("back"), t("common-back")), h("p", { class: "single-name" }, t("generate-sheets")), h("span", { class: "quiet small" }, t("generate-sheets-about"))),
    h("div", { class: "sheet-pair-body" }, this.#table),
  );

  /** @param {Batch} one @param {Batch} other */
  open(one, other) {
    const column = (/** @type {Batch} */ { about }) => h("th", { scope: "col", class: "small" }, h("strong", {}, about));
    const tableRows = one.cells.map((cell) => {
      const counterpart = other.cells.find(({ row, column }) => row === cell.row && column === cell.column);
      return h(
        "tr",
        {},
        h("th", { scope: "row", class: "small" }, h("span", { class: "quiet" }, one.rows[cell.row] ?? ""), h("p", { dir: "auto" }, cell.caption ?? "")),
        ...[cell, counterpart].map((shown) => {
          const picture = shown?.pictures[0];
          return h("td", {}, picture ? h("img", { src: picture.small, alt: picture.about, draggable: "false" }) : h("p", { class: "small quiet" }, shown?.status ?? t("generate-sheets-missing")));
        }),
      );
    });
    fill(this.#table, h("thead", {}, h("tr", {}, h("td", {}), column(one), column(other))), h("tbody", {}, ...tableRows));
    this.element.hidden = false;
    this.element.focus();
  }

  close() {
    this.element.hidden = true;
    fill(this.#table);
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.key !== "Escape") return;
    this.close();
    event.preventDefault();
    event.stopPropagation();
  }
}
