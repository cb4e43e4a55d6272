// The Generate page: the generated batches, newest first, and the prompt bar below them.

import { attribute, fill, h } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { setText } from "../parts/composition.js";
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

/** The number of batches that are requested at once. */
const PAGE = 20;

export class GeneratePage extends HTMLElement {
  #model = h("select", { "aria-label": t("generate-model"), testid: "gallery-model", change: () => this.#filtered() });
  #search = h("input", { type: "search", placeholder: t("generate-search"), "aria-label": t("generate-search"), autocomplete: "off", spellcheck: "false", testid: "gallery-search", input: () => this.#filtered() });
  #favourites = h("button", { type: "button", "aria-pressed": "false", testid: "gallery-favourites", click: () => this.#toggleFavourites() }, icon("star"), t("generate-favourites"));
  #list = h("div", { class: "batches", testid: "gallery" });
  #more = h("button", { type: "button", class: "bare more-batches", testid: "gallery-more", hidden: true, click: () => this.#showMore() }, t("generate-show-older"));
  #empty = h("section", { class: "placeholder", testid: "gallery-empty", hidden: true });
  #scroller = h("div", { class: "gallery" }, this.#empty, this.#list, this.#more);
  #compared = h("span", {});
  #compare = h(
    "div",
    { class: "compare-bar", role: "status", hidden: true, testid: "compare-bar" },
    this.#compared,
    h("button", { type: "button", class: "primary", testid: "compare-pictures", click: () => this.#big.compare([...this.#selected.values()]) }, icon("compare"), t("generate-compare")),
    h("button", { type: "button", class: "bare", click: () => this.#select(null) }, t("generate-clear-selection")),
  );
  #bar = new PromptBar({ made: (batch) => this.#made(batch) });
  #big = new BigPicture({ all: () => this.#pictures(), used: () => this.#bar.focus() });
  #pair = new SheetPair();
  /** @type {Map<string, BatchView>} */
  #views = new Map();
  /** @type {Map<number, Picture>} */
  #selected = new Map();
  /** The newest reported state of each batch, until a newer gallery has been loaded. @type {Map<string, Batch>} */
  #heard = new Map();
  #most = PAGE;
  #asked = 0;
  #models = "";

  connectedCallback() {
    if (this.children.length > 0) return;
    this.classList.add("generate");
    this.append(
      h("header", { class: "gallery-bar" }, h("h1", {}, t("generate-title")), this.#model, this.#search, this.#favourites),
      this.#scroller,
      this.#compare,
      this.#bar.element,
      this.#big.element,
      this.#pair.element,
    );
    snapshot.followBatches((batch) => this.#moved(batch));
    snapshot.follow(["generate", "account", "trainings"], () => !this.hidden && this.#bar.refresh().then(() => this.#sayEmpty()));
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Refreshes the page when it is shown, and scrolls to a batch if one is given. @param {string | null} id */
  async enter(id) {
    // Without the id in the address, a later return to the page does not scroll to the batch again.
    if (id !== null) history.replaceState(null, "", address("generate"));
    if (id !== null && this.#isFiltered) this.#showAll();
    await Promise.all([this.#bar.refresh(), this.#refresh()]);
    // The text of an empty gallery depends on the prompt bar and on the batches.
    this.#sayEmpty();
    if (id !== null) await this.#lookAt(id);
  }

  #showAll() {
    setText(this.#search, "");
    this.#model.value = "";
    attribute(this.#favourites, "aria-pressed", "false");
  }

  /** Scrolls to a batch, and loads older batches until it is found. @param {string} id */
  async #lookAt(id) {
    while (!this.#views.has(id) && !this.#more.hidden) {
      this.#most *= 2;
      if (!(await this.#refresh())) return;
    }
    if (!this.#views.has(id)) this.#filtered();
    const element = this.#views.get(id)?.element;
    element?.scrollIntoView({ block: "start" });
    element?.focus({ preventScroll: true });
  }

  leave() {
    this.#big.close();
    this.#pair.close();
  }

  get #isFiltered() {
    return this.#search.value.trim() !== "" || this.#onlyFavourites || this.#model.value !== "";
  }

  get #onlyFavourites() {
    return this.#favourites.getAttribute("aria-pressed") === "true";
  }

  #toggleFavourites() {
    attribute(this.#favourites, "aria-pressed", String(!this.#onlyFavourites));
    this.#filtered();
  }

  #filtered() {
    this.#most = PAGE;
    this.#scroller.scrollTop = 0;
    this.#refresh();
  }

  #showMore() {
    this.#most += PAGE;
    this.#refresh();
  }

  /** Loads the gallery again. Returns false if the request failed or a newer one was made. */
  async #refresh() {
    const number = ++this.#asked;
    const filter = { model: this.#model.value, favourites: this.#onlyFavourites, search: this.#search.value, most: this.#most };
    const gallery = await attempt(ipc.gallery(filter));
    if (!gallery || number !== this.#asked) return false;
    const models = JSON.stringify(gallery.models);
    if (models !== this.#models) {
      this.#models = models;
      const chosen = this.#model.value;
      fill(this.#model, h("option", { value: "" }, t("generate-all-models")), ...gallery.models.map((model) => h("option", { value: model }, model)));
      this.#model.value = chosen;
    }
    this.#model.hidden = gallery.models.length < 2;
    const ids = new Set(gallery.batches.map(({ id }) => id));
    // The batches that are not in this answer because they are newer than it.
    const newer = [...this.#views.values()].filter(({ batch }) => batch && batch.sequence > gallery.sequence && !ids.has(batch.id));
    const views = [...newer, ...gallery.batches.map((batch) => this.#view(this.#newest(batch)))];
    const shown = new Set(views);
    for (const [id, view] of [...this.#views]) if (!shown.has(view)) this.#views.delete(id);
    for (const [id, { sequence }] of [...this.#heard]) if (sequence < gallery.sequence) this.#heard.delete(id);
    fill(this.#list, ...views.map((view) => view.element));
    this.#more.hidden = !gallery.more;
    this.#offerSheets();
    if (views.length > 0 || this.#isFiltered) this.#sayEmpty();
    return true;
  }

  /** @param {Batch} batch */
  #view(batch) {
    let view = this.#views.get(batch.id);
    if (!view) {
      view = new BatchView({
        open: (picture) => this.#big.open(picture),
        removed: () => this.#refresh().then(() => this.#sayEmpty()),
        select: (picture) => this.#select(picture),
        isSelected: (id) => this.#selected.has(id),
        used: () => this.#bar.focus(),
        sheets: () => this.#sheets(),
        pair: (one, other) => this.#pair.open(one, other),
      });
      this.#views.set(batch.id, view);
    }
    view.show(batch);
    return view;
  }

  /** Returns the newest known state of a batch. @param {Batch} batch */
  #newest(batch) {
    const heard = this.#heard.get(batch.id);
    return heard && heard.sequence > batch.sequence ? heard : batch;
  }

  /** Shows a batch that this page has just requested. @param {Batch} batch */
  #made(batch) {
    this.#moved(batch);
    this.#scroller.scrollTop = 0;
  }

  /** @param {Batch} batch */
  #moved(batch) {
    this.#heard.set(batch.id, this.#newest(batch));
    const known = this.#views.has(batch.id);
    if (!known && this.#isFiltered) return;
    const view = this.#view(batch);
    if (!known) this.#list.prepend(view.element);
    this.#sayEmpty();
    const now = view.batch ?? batch;
    this.#big.changed(now);
    this.#offerSheets();
    if (!now.running) this.#bar.refresh();
  }

  /** Returns the finished test sheets among the shown batches. @returns {Batch[]} */
  #sheets() {
    return [...this.#views.values()].flatMap(({ batch }) => (batch?.kind === "sheet" && !batch.running ? [batch] : []));
  }

  #offerSheets() {
    for (const view of this.#views.values()) view.offerSheets();
  }

  #sayEmpty() {
    const empty = this.#views.size === 0;
    this.#empty.hidden = !empty;
    if (!empty) return;
    const nothing = this.#bar.hasVersions
      ? h("p", { class: "quiet" }, t("generate-none-about"))
      : h("p", { class: "quiet" }, t("generate-no-model-about"));
    const train = this.#bar.hasVersions ? null : h("a", { class: "button", href: address("train"), testid: "go-train" }, icon("train"), t("generate-go-to-train"));
    if (this.#isFiltered) fill(this.#empty, icon("search"), h("h1", {}, t("generate-nothing-found")), h("p", { class: "quiet" }, t("generate-nothing-found-about")));
    else fill(this.#empty, icon("generate"), h("h1", {}, t("generate-none")), nothing, train);
  }

  /** Returns all shown pictures in the order of the page. */
  #pictures() {
    const views = [...this.#list.children].map((element) => [...this.#views.values()].find((view) => view.element === element));
    return views.flatMap((view) => view?.pictures ?? []);
  }

  /** Adds a picture to the selection, or removes it; null clears the selection. @param {Picture | null} picture */
  #select(picture) {
    if (picture === null) this.#selected.clear();
    else if (!this.#selected.delete(picture.id)) {
      this.#selected.set(picture.id, picture);
      const [first] = this.#selected.keys();
      if (this.#selected.size > 4 && first !== undefined) this.#selected.delete(first);
    }
    for (const view of this.#views.values()) view.markSelected();
    this.#compare.hidden = this.#selected.size < 2;
    this.#compared.textContent = t("generate-selected", { count: this.#selected.size });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || this.#selected.size === 0 || this.#big.isOpen) return;
    event.preventDefault();
    this.#select(null);
  }
}

customElements.define("generate-page", GeneratePage);
