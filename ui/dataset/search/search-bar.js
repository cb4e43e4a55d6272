// The search bar: a search field that searches while the person types, chips with suggested searches, the sort order,
// and the size of the pictures. Rust interprets the searches.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../../dom.js";
import * as ipc from "../../ipc.js";
import { setFieldText } from "../../parts/composition.js";
import { icon } from "../../parts/icon.js";
import { hint } from "../../shortcuts.js";
import { Latest } from "../../parts/latest.js";
import { snapshot } from "../../snapshot.js";
import { t } from "../../texts.js";

/** @import { Arranged } from "../../types/Arranged" */
/** @import { Arrangement } from "../../types/Arrangement" */
/** @import { Sort } from "../../types/Sort" */

/** @returns {[Sort, string][]} */
const sorts = () => [
  ["name", t("dataset-sort-name")],
  ["date", t("dataset-sort-date")],
  ["size", t("dataset-sort-size")],
  ["caption", t("dataset-sort-caption")],
  ["problems", t("dataset-sort-problems")],
];

const SIZES = { min: 96, max: 420, step: 12 };

export class SearchBar {
  #field = h("input", { type: "search", dir: "auto", spellcheck: "false", "aria-label": t("dataset-search"), testid: "search", placeholder: t("dataset-search-placeholder"), input: () => this.#handleInput() });
  #count = h("span", { class: "small quiet search-count", role: "status", testid: "search-count" });
  #clear = h("button", { type: "button", class: "bare square search-clear", "aria-label": t("dataset-search-clear"), title: t("dataset-search-clear-title"), testid: "search-clear", hidden: true, click: () => this.search("") }, icon("cross"));
  #problem = h("p", { class: "small wrong search-problem", role: "alert", testid: "search-problem", hidden: true });
  #chips = h("div", { class: "chips", role: "group", "aria-label": t("dataset-suggested-searches") });
  #sort = h("select", { "aria-label": t("dataset-sort"), title: t("dataset-sort"), testid: "sort", change: () => this.#handleInput() }, ...sorts().map(([value, label]) => h("option", { value }, label)));
  #backwards = h("button", { type: "button", class: "bare square", "aria-label": t("dataset-sort-backwards"), title: t("dataset-sort-backwards"), "aria-pressed": "false", testid: "sort-backwards", click: () => this.#toggleBackwards() }, icon("sort"));
  #size = h("input", { type: "range", min: SIZES.min, max: SIZES.max, step: SIZES.step, "aria-label": t("dataset-thumbnail-size"), title: t("dataset-thumbnail-size"), testid: "cell-size", input: () => this.#resize() });
  element = h(
    "div",
    { class: "search-bar" },
    h("div", { class: "search-field" }, icon("search"), this.#field, this.#count, this.#clear),
    this.#chips,
    h("div", { class: "search-view" }, this.#sort, this.#backwards, this.#size),
    this.#problem,
  );
  #arrange = new Latest((/** @type {Arrangement} */ arrangement) => ipc.arrangeImages(arrangement), {
    onResult: (arranged, settled) => settled && this.#show(arranged),
    onError: () => {},
  });
  #saveSize = new Latest((/** @type {number} */ cellSize) => ipc.setSettings({ ...snapshot.state.settings, cellSize }), {
    onResult: (settings, settled) => settled && snapshot.setSettings(settings),
    onError: () => {},
  });
  #actions;
  /** @type {number[] | null} */
  #ids = null;

  /**
   * @param {{
   *   onArrange: () => void,
   *   onResize: (width: number) => void,
   *   keep: () => number | null,
   *   onLeave: () => void,
   * }} actions `keep` returns the id of the image that the person is editing, which is shown even if the search does
   *   not find it
   */
  constructor(actions) {
    this.#actions = actions;
    this.#field.title = t("dataset-search-help", { keys: hint("find") });
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#field.value) this.search("");
      else if (event.key === "Escape" || event.key === "Enter" || event.key === "ArrowDown") actions.onLeave();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** The ids of the images to show, in order. Null before the first answer; all images are shown until then. */
  get ids() {
    return this.#ids;
  }

  /** True if a search is active, so that some images may be hidden. */
  get isSearching() {
    return this.#field.value.trim() !== "";
  }

  focus() {
    this.#field.focus();
    this.#field.select();
  }

  /** Searches for a text as if it had been typed. @param {string} text */
  search(text) {
    setFieldText(this.#field, text);
    this.#handleInput();
  }

  /** Clears the search, for another dataset. The sort order and the size stay. */
  reset() {
    setFieldText(this.#field, "");
    this.#ids = null;
    this.#arrange.drop();
    this.#handleInput();
  }

  /** Searches and sorts again, for example after images or captions have changed. */
  refresh() {
    if (!snapshot.state.dataset) return;
    this.#arrange.push({
      search: this.#field.value,
      sort: /** @type {Sort} */ (this.#sort.value),
      backwards: this.#backwards.getAttribute("aria-pressed") === "true",
      keep: this.isSearching ? this.#actions.keep() : null,
    });
  }

  /** @param {number} width the present width of the pictures, shown if the person has not chosen a size */
  drawSize(width) {
    const { cellSize } = snapshot.state.settings;
    if (document.activeElement !== this.#size) this.#size.value = String(cellSize ?? width);
  }

  #handleInput() {
    this.#clear.hidden = this.#field.value === "";
    this.refresh();
  }

  #toggleBackwards() {
    setAttribute(this.#backwards, "aria-pressed", this.#backwards.getAttribute("aria-pressed") === "true" ? "false" : "true");
    this.refresh();
  }

  #resize() {
    const width = Number(this.#size.value);
    this.#actions.onResize(width);
    this.#saveSize.push(width);
  }

  /** @param {Arranged} arranged */
  #show({ ids, count, problem, chips }) {
    this.#ids = ids;
    setTextContent(this.#count, count ?? "");
    setTextOrHide(this.#problem, problem);
    setAttribute(this.#field, "aria-invalid", problem !== null ? "true" : null);
    fill(
      this.#chips,
      ...chips.map(({ label, count, search, active }) =>
        h("button", { type: "button", class: "chip small", "aria-pressed": active ? "true" : "false", testid: "chip", "data-search": search, title: search, click: () => this.search(active ? "" : search) }, label, h("span", { class: "chip-count" }, String(count))),
      ),
    );
    this.#actions.onArrange();
  }
}
