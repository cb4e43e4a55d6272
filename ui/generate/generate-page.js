// The Generate page: the generated batches, newest first, and the prompt bar below them.

import { setAttribute, fill, h } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { setFieldText } from "../parts/composition.js";
import { icon } from "../parts/icon.js";
import { address } from "../route.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { BatchView } from "./batch-view.js";
import { BigPicture } from "./big-picture.js";
import { PromptBar } from "./prompt-bar.js";
import { SheetPair } from "./sheet-pair.js";

/** @import { Batch } from "../types/Batch" */
/** @import { Picture } from "../types/Picture" */

/** The number of batches shown at first, and the number that the button for older batches adds. */
const PAGE_SIZE = 20;

export class GeneratePage extends HTMLElement {
  #model = h("select", { "aria-label": t("generate-model"), testid: "gallery-model", change: () => this.#applyFilter() });
  #search = h("input", { type: "search", placeholder: t("generate-search"), "aria-label": t("generate-search"), autocomplete: "off", spellcheck: "false", testid: "gallery-search", input: () => this.#applyFilter() });
  #favourites = h("button", { type: "button", "aria-pressed": "false", testid: "gallery-favourites", click: () => this.#toggleFavourites() }, icon("star"), t("generate-favourites"));
  #list = h("div", { class: "batches", testid: "gallery" });
  #more = h("button", { type: "button", class: "bare more-batches", testid: "gallery-more", hidden: true, click: () => this.#showMore() }, t("generate-show-older"));
  #empty = h("section", { class: "placeholder", testid: "gallery-empty", hidden: true });
  #scroller = h("div", { class: "gallery" }, this.#empty, this.#list, this.#more);
  #selectionCount = h("span", {});
  #compareBar = h(
    "div",
    { class: "compare-bar", role: "status", hidden: true, testid: "compare-bar" },
    this.#selectionCount,
    h("button", { type: "button", class: "primary", testid: "compare-pictures", click: () => this.#bigPicture.compare([...this.#selected.values()]) }, icon("compare"), t("generate-compare")),
    h("button", { type: "button", class: "bare", click: () => this.#select(null) }, t("generate-clear-selection")),
  );
  #promptBar = new PromptBar({ onBatch: (batch) => this.#showNewBatch(batch) });
  #bigPicture = new BigPicture({ listPictures: () => this.#pictures(), onUse: () => this.#promptBar.focus() });
  #sheetPair = new SheetPair();
  /** @type {Map<string, BatchView>} */
  #views = new Map();
  /** @type {Map<number, Picture>} */
  #selected = new Map();
  /**
   * The newest reported state of each batch. Removed once the gallery has been loaded in a newer state.
   * @type {Map<string, Batch>}
   */
  #newestStates = new Map();
  #limit = PAGE_SIZE;
  #requestCount = 0;
  #drawnModels = "";

  connectedCallback() {
    if (this.children.length > 0) return;
    this.classList.add("generate");
    this.append(
      h("header", { class: "gallery-bar" }, h("h1", {}, t("generate-title")), this.#model, this.#search, this.#favourites),
      this.#scroller,
      this.#compareBar,
      this.#promptBar.element,
      this.#bigPicture.element,
      this.#sheetPair.element,
    );
    snapshot.subscribeToBatches((batch) => this.#updateBatch(batch));
    snapshot.subscribe(["generate", "account", "trainings"], () => !this.hidden && this.#promptBar.refresh().then(() => this.#drawEmpty()));
    this.addEventListener("keydown", (event) => this.#handleKey(event));
  }

  /** Refreshes the page when it is shown, and scrolls to a batch if one is given. @param {string | null} id */
  async enter(id) {
    // The id is removed from the address, so that a later return to the page does not scroll to the batch again.
    if (id !== null) history.replaceState(null, "", address("generate"));
    if (id !== null && this.#isFiltered) this.#showAll();
    await Promise.all([this.#promptBar.refresh(), this.#refresh()]);
    // The text of an empty gallery depends on the versions in the prompt bar, so it is drawn after both have loaded.
    this.#drawEmpty();
    if (id !== null) await this.#scrollToBatch(id);
  }

  #showAll() {
    setFieldText(this.#search, "");
    this.#model.value = "";
    setAttribute(this.#favourites, "aria-pressed", "false");
  }

  /** Scrolls to a batch. Loads older batches until it is found or there are no more. @param {string} id */
  async #scrollToBatch(id) {
    while (!this.#views.has(id) && !this.#more.hidden) {
      this.#limit *= 2;
      if (!(await this.#refresh())) return;
    }
    if (!this.#views.has(id)) this.#applyFilter();
    const element = this.#views.get(id)?.element;
    element?.scrollIntoView({ block: "start" });
    element?.focus({ preventScroll: true });
  }

  leave() {
    this.#bigPicture.close();
    this.#sheetPair.close();
  }

  get #isFiltered() {
    return this.#search.value.trim() !== "" || this.#onlyFavourites || this.#model.value !== "";
  }

  get #onlyFavourites() {
    return this.#favourites.getAttribute("aria-pressed") === "true";
  }

  #toggleFavourites() {
    setAttribute(this.#favourites, "aria-pressed", String(!this.#onlyFavourites));
    this.#applyFilter();
  }

  #applyFilter() {
    this.#limit = PAGE_SIZE;
    this.#scroller.scrollTop = 0;
    this.#refresh();
  }

  #showMore() {
    this.#limit += PAGE_SIZE;
    this.#refresh();
  }

  /** Loads the gallery again. Returns false if the request failed or a newer one was made. */
  async #refresh() {
    const request = ++this.#requestCount;
    const filter = { model: this.#model.value, favourites: this.#onlyFavourites, search: this.#search.value, most: this.#limit };
    const gallery = await attempt(ipc.gallery(filter));
    if (!gallery || request !== this.#requestCount) return false;
    const models = JSON.stringify(gallery.models);
    if (models !== this.#drawnModels) {
      this.#drawnModels = models;
      const chosen = this.#model.value;
      fill(this.#model, h("option", { value: "" }, t("generate-all-models")), ...gallery.models.map((model) => h("option", { value: model }, model)));
      this.#model.value = chosen;
    }
    this.#model.hidden = gallery.models.length < 2;
    const ids = new Set(gallery.batches.map(({ id }) => id));
    // The batches that are missing from this answer because they are newer than it.
    const newer = [...this.#views.values()].filter(({ batch }) => batch && batch.sequence > gallery.sequence && !ids.has(batch.id));
    const views = [...newer, ...gallery.batches.map((batch) => this.#view(this.#newest(batch)))];
    const shown = new Set(views);
    for (const [id, view] of [...this.#views]) if (!shown.has(view)) this.#views.delete(id);
    for (const [id, { sequence }] of [...this.#newestStates]) if (sequence < gallery.sequence) this.#newestStates.delete(id);
    fill(this.#list, ...views.map((view) => view.element));
    this.#more.hidden = !gallery.more;
    this.#offerSheets();
    if (views.length > 0 || this.#isFiltered) this.#drawEmpty();
    return true;
  }

  /** @param {Batch} batch */
  #view(batch) {
    let view = this.#views.get(batch.id);
    if (!view) {
      view = new BatchView({
        open: (picture) => this.#bigPicture.open(picture),
        onRemove: () => this.#refresh().then(() => this.#drawEmpty()),
        select: (picture) => this.#select(picture),
        isSelected: (id) => this.#selected.has(id),
        onUse: () => this.#promptBar.focus(),
        finishedSheets: () => this.#finishedSheets(),
        compareSheets: (one, other) => this.#sheetPair.open(one, other),
      });
      this.#views.set(batch.id, view);
    }
    view.show(batch);
    return view;
  }

  /** Returns the newest known state of a batch. @param {Batch} batch */
  #newest(batch) {
    const newest = this.#newestStates.get(batch.id);
    return newest && newest.sequence > batch.sequence ? newest : batch;
  }

  /** Shows a batch that this page has just requested. @param {Batch} batch */
  #showNewBatch(batch) {
    this.#updateBatch(batch);
    this.#scroller.scrollTop = 0;
  }

  /** @param {Batch} batch */
  #updateBatch(batch) {
    this.#newestStates.set(batch.id, this.#newest(batch));
    const isShown = this.#views.has(batch.id);
    if (!isShown && this.#isFiltered) return;
    const view = this.#view(batch);
    if (!isShown) this.#list.prepend(view.element);
    this.#drawEmpty();
    const shown = view.batch ?? batch;
    this.#bigPicture.update(shown);
    this.#offerSheets();
    if (!shown.running) this.#promptBar.refresh();
  }

  /** Returns the finished test sheets among the shown batches. @returns {Batch[]} */
  #finishedSheets() {
    return [...this.#views.values()].flatMap(({ batch }) => (batch?.kind === "sheet" && !batch.running ? [batch] : []));
  }

  #offerSheets() {
    for (const view of this.#views.values()) view.offerSheets();
  }

  #drawEmpty() {
    const empty = this.#views.size === 0;
    this.#empty.hidden = !empty;
    if (!empty) return;
    const explanation = this.#promptBar.hasVersions
      ? h("p", { class: "quiet" }, t("generate-none-about"))
      : h("p", { class: "quiet" }, t("generate-no-model-about"));
    const trainLink = this.#promptBar.hasVersions ? null : h("a", { class: "button", href: address("train"), testid: "go-train" }, icon("train"), t("generate-go-to-train"));
    if (this.#isFiltered) fill(this.#empty, icon("search"), h("h1", {}, t("generate-nothing-found")), h("p", { class: "quiet" }, t("generate-nothing-found-about")));
    else fill(this.#empty, icon("generate"), h("h1", {}, t("generate-none")), explanation, trainLink);
  }

  /** Returns all pictures of the shown batches, in the order of the page. */
  #pictures() {
    const views = [...this.#list.children].map((element) => [...this.#views.values()].find((view) => view.element === element));
    return views.flatMap((view) => view?.pictures ?? []);
  }

  /**
   * Adds a picture to the selection, or removes it if it is selected. If more than four are selected, the first one is
   * deselected. Null clears the selection.
   * @param {Picture | null} picture
   */
  #select(picture) {
    if (picture === null) this.#selected.clear();
    else if (!this.#selected.delete(picture.id)) {
      this.#selected.set(picture.id, picture);
      const [first] = this.#selected.keys();
      if (this.#selected.size > 4 && first !== undefined) this.#selected.delete(first);
    }
    for (const view of this.#views.values()) view.markSelected();
    this.#compareBar.hidden = this.#selected.size < 2;
    this.#selectionCount.textContent = t("generate-selected", { count: this.#selected.size });
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.key !== "Escape" || this.#selected.size === 0 || this.#bigPicture.isOpen) return;
    event.preventDefault();
    this.#select(null);
  }
}

customElements.define("generate-page", GeneratePage);
