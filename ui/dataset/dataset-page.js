// The Dataset page: the open folder as a grid with an inspector, one image alone, or, when nothing is open, the drop
// area. It connects these parts; each draws itself.

import { attribute, h, isLine, say } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { icon } from "../parts/icon.js";
import { hint, means } from "../shortcuts.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { BulkEdit } from "./caption/bulk-edit.js";
import { CaptionField } from "./caption/caption-field.js";
import { Captions } from "./caption/captions.js";
import { ChecksPanel } from "./checks/checks-panel.js";
import { CompareView, MOST_COMPARED } from "./crop/compare-view.js";
import { EmptyDataset } from "./empty-dataset.js";
import { ExportPanel } from "./export/export-panel.js";
import { Transforms } from "./crop/transforms.js";
import { ImageGrid } from "./grid/image-grid.js";
import { Inspector } from "./inspector.js";
import { PassedOver } from "./passed-over.js";
import { SearchBar } from "./search/search-bar.js";
import { Selection } from "./grid/selection.js";
import { SingleView } from "./single-view.js";

/** @import { Image } from "../types/Image" */
/** @import { ImagesChanged } from "../types/ImagesChanged" */

export class DatasetPage extends HTMLElement {
  #captions = new Captions(
    async (id, caption, version) => {
      const { dataset } = snapshot.state;
      const changes = await ipc.setCaption(id, caption, version);
      // The answer is ignored if another dataset is open by now.
      if (dataset === snapshot.state.dataset) snapshot.imagesChanged(changes);
    },
    (id) => this.#captionMoved(id),
  );
  #selection = new Selection();
  #empty = new EmptyDataset();
  #name = h("h1", { class: "dataset-name", testid: "dataset-name" });
  #counts = h("p", { class: "quiet", testid: "counts" });
  #readiness = h("p", { class: "readiness", testid: "readiness" });
  #said = h("p", { class: "small quiet dataset-said", role: "status", testid: "said" });
  #undo = h("button", { type: "button", class: "bare square", "aria-label": t("dataset-undo"), testid: "undo", click: () => this.#turn(ipc.undo) }, icon("undo"));
  #redo = h("button", { type: "button", class: "bare square", "aria-label": t("dataset-redo"), testid: "redo", click: () => this.#turn(ipc.redo) }, icon("redo"));
  #grid = new ImageGrid(this.#selection);
  #captionActions = {
    move: (/** @type {number} */ by) => this.#move(by),
    next: () => this.#nextUncaptioned(),
    choose: (/** @type {boolean} */ typed) => this.#chooseCaption(typed),
  };
  #captionBeside = new CaptionField(this.#captions, this.#captionActions, "caption");
  #captionBelow = new CaptionField(this.#captions, this.#captionActions, "single-caption");
  #transforms = new Transforms({
    // While one image fills the window, only that one is changed, even if several are selected.
    chosen: () => (this.#single.open && this.#selection.chosen !== null ? [this.#selection.chosen] : this.#selectedIds()),
    crop: () => {
      if (!this.#single.open) this.#look();
      this.#single.crop();
    },
    redraw: () => this.#drawChosen(),
  });
  #export = new ExportPanel();
  #passedOver = new PassedOver();
  #inspector = new Inspector(this.#captionBeside, this.#transforms, {
    look: () => this.#look(),
    leave: () => this.#leaveOut(),
    remove: () => this.#remove(),
    showInFolder: () => attempt(ipc.showInFolder(this.#selection.chosen)),
    bringBack: (image, text) => this.#bringBack(image, text),
  });
  #single = new SingleView(this.#captionBelow, this.#transforms, {
    move: (by) => this.#move(by),
    leave: () => this.#leaveOut(),
    close: () => this.#back(),
  });
  #compare = new CompareView({ leave: (image) => this.#setExcluded([image.id], !image.excluded), close: () => this.#back() });
  #search = new SearchBar({
    arranged: () => this.draw(),
    resized: (least) => (this.#grid.cellSize = least),
    keep: () => this.#selection.chosen,
    leave: () => this.#grid.focus(),
  });
  #bulk = new BulkEdit({
    changed: (changes) => {
      this.#take(changes);
      this.#say(t("dataset-captions-changed", { count: changes.changed.length }));
    },
    settled: () => this.#captions.settled(),
    close: () => this.#closeBulk(),
  });
  #checks = new ChecksPanel({
    open: () => this.#openChecks(),
    close: () => this.#closeChecks(),
    search: (text) => this.#search.search(text),
    choose: (id) => this.#choose(id),
    changed: (changes) => this.#take(changes),
    checked: () => this.#search.refresh(),
  });
  #open = h(
    "div",
    { class: "dataset-open" },
    h(
      "header",
      { class: "dataset-head" },
      h("div", { class: "dataset-titles" }, h("div", { class: "dataset-title" }, this.#name, this.#counts), h("div", { class: "readiness-line" }, this.#readiness, this.#checks.button)),
      this.#said,
      this.#undo,
      this.#redo,
      h("button", { type: "button", class: "bare", testid: "open-edit", title: t("dataset-edit-captions-title", { keys: hint("edit-captions") }), click: () => this.#openBulk() }, icon("caption"), t("dataset-edit-captions")),
      h("button", { type: "button", testid: "add-images-open", click: () => attempt(ipc.chooseImages()) }, icon("add"), t("dataset-add-images")),
      this.#export.button,
      h("button", { type: "button", class: "bare square", "aria-label": t("dataset-show-folder"), title: t("dataset-show-folder"), click: () => attempt(ipc.showInFolder(null)) }, icon("folder")),
      h("button", { type: "button", class: "bare square", "aria-label": t("dataset-close"), title: t("dataset-close"), testid: "close-dataset", click: () => attempt(ipc.closeDataset()) }, icon("cross")),
      this.#export.element,
    ),
    this.#search.element,
    this.#passedOver.element,
    h("div", { class: "dataset-work" }, this.#grid, this.#inspector.element, this.#bulk.element, this.#checks.element),
  );
  /** The caption that the shortcut for pasting inserts. */
  #copied = "";
  // The index of the chosen image. When the image disappears, its neighbour is chosen.
  #at = 0;
  /** The queue of undo and redo steps. @type {Promise<unknown>} */
  #turning = Promise.resolve();

  connectedCallback() {
    if (this.#open.parentNode) return;
    this.append(this.#empty.element, this.#open, this.#single.element, this.#compare.element);
    this.#grid.addEventListener("select", () => this.#selected());
    this.#grid.addEventListener("write", () => this.#captionBeside.focus());
    this.#grid.addEventListener("look", () => this.#look());
    this.#grid.addEventListener("leave", () => this.#leaveOut());
    this.#grid.addEventListener("remove", () => this.#remove());
    this.#grid.addEventListener("compare", () => this.#compareSelected());
    this.addEventListener("keydown", (event) => this.#key(event));
    this.#inspector.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#grid.focus();
    });
    snapshot.follow(["dataset"], () => {
      this.#captions.clear();
      this.#putAway();
      this.#selection.only(null);
      this.#at = 0;
      this.#grid.scrollTop = 0;
      say(this.#said, "");
      this.#closeBulk();
      this.#closeChecks();
      this.#search.reset();
      this.#export.close();
      this.#passedOver.refresh();
      this.draw();
      if (!this.hidden) this.enter();
    });
    snapshot.follow(["images"], () => {
      this.#search.refresh();
      this.#passedOver.refresh();
      this.draw();
    });
    snapshot.follow(["settings"], () => this.#resize());
    this.#resize();
    this.#search.refresh();
    this.#checks.refresh();
    this.#passedOver.refresh();
    this.draw();
  }

  /** Sets the focus when the page is shown. */
  enter() {
    if (this.#single.open) this.#single.enter();
    else if (snapshot.state.dataset) this.#grid.focus();
    this.#grid.mark();
  }

  draw() {
    const { dataset } = snapshot.state;
    this.#empty.element.hidden = dataset !== null;
    this.#open.hidden = dataset === null;
    if (!dataset) {
      this.#empty.draw();
      return;
    }
    const images = this.#images();
    const before = this.#selection.chosen;
    this.#selection.keep(
      images.map((image) => image.id),
      this.#at,
    );
    say(this.#name, dataset.name);
    this.#name.title = dataset.folder;
    say(this.#counts, dataset.counts.summary);
    say(this.#readiness, dataset.counts.readiness.sentence);
    attribute(this.#readiness, "data-ready", dataset.counts.readiness.ready);
    this.#undo.disabled = dataset.undoable.undo === null;
    this.#redo.disabled = dataset.undoable.redo === null;
    this.#undo.title = (dataset.undoable.undo ?? t("dataset-nothing-to-undo")) + hint("undo");
    this.#redo.title = (dataset.undoable.redo ?? t("dataset-nothing-to-redo")) + hint("redo");
    this.#grid.show(images, (image) => this.#captions.text(image));
    if (before !== this.#selection.chosen) this.#grid.mark();
    this.#search.drawSize(this.#grid.cellWidth);
    this.#drawChosen();
  }

  /** Returns the shown images in their order. */
  #images() {
    const ids = this.#search.ids;
    const all = snapshot.state.dataset?.images ?? [];
    return ids === null ? all : ids.flatMap((id) => snapshot.image(id) ?? []);
  }

  #resize() {
    const { cellSize } = snapshot.state.settings;
    this.#grid.cellSize = cellSize;
    this.#search.drawSize(this.#grid.cellWidth);
  }

  #openChecks() {
    this.#closeBulk();
    this.#inspector.element.hidden = true;
    this.#checks.enter();
  }

  #closeChecks() {
    const within = this.#checks.element.contains(document.activeElement);
    this.#checks.leave();
    this.#inspector.element.hidden = false;
    if (within) this.#grid.focus();
  }

  #openBulk() {
    this.#closeChecks();
    this.#inspector.element.hidden = true;
    this.#bulk.enter();
    this.#drawChosen();
  }

  #closeBulk() {
    const writing = this.#bulk.element.contains(document.activeElement);
    this.#bulk.leave();
    this.#inspector.element.hidden = false;
    if (writing) this.#grid.focus();
  }

  #chosen() {
    return snapshot.image(this.#selection.chosen) ?? null;
  }

  /** Returns the ids of the selected images in the order in which they are shown. */
  #selectedIds() {
    return this.#selection.in(this.#images().map((image) => image.id));
  }

  #drawChosen() {
    const image = this.#chosen();
    const images = this.#images();
    this.#at = Math.max(0, images.findIndex((other) => other.id === image?.id));
    this.#inspector.show(image, this.#selection.size, this.#transforms.trainer && !this.#single.open);
    if (this.#bulk.open) {
      const ids = (/** @type {Image[]} */ list) => list.map((other) => other.id);
      this.#bulk.show({ selected: this.#selectedIds(), shown: ids(images), all: ids(snapshot.state.dataset?.images ?? []) }, this.#search.searching);
    }
    if (!image) this.#putAway();
    else if (this.#compare.open) this.#showCompared();
    else if (this.#single.open) this.#single.show(image, this.#at, images.length, this.#transforms.trainer);
  }

  #selected() {
    this.#grid.mark();
    this.#drawChosen();
  }

  /** @param {number} id */
  #choose(id) {
    this.#selection.only(id);
    this.#selected();
  }

  /** @param {number} by */
  #move(by) {
    const next = this.#images()[this.#at + by];
    if (next) this.#goOn(next);
  }

  #nextUncaptioned() {
    const images = this.#images();
    const after = [...images.slice(this.#at + 1), ...images.slice(0, this.#at)];
    const next = after.find((image) => !image.problem && !image.excluded && this.#captions.text(image).trim() === "");
    if (next) this.#goOn(next);
    else this.#say(t("dataset-all-captioned"));
  }

  /** Goes to another image and keeps the focus in the caption if it is there. @param {Image} image */
  #goOn(image) {
    const writing = document.activeElement instanceof HTMLTextAreaElement;
    const beside = this.#inspector.element.contains(document.activeElement);
    this.#choose(image.id);
    // The field keeps the focus; the caret moves to the end of the new text.
    if (this.#single.open && writing) this.#captionBelow.focus();
    else if (beside) this.#captionBeside.focus();
  }

  #look() {
    if (this.#selection.chosen === null) return;
    this.#open.inert = true;
    this.#single.enter();
    this.#drawChosen();
  }

  #compareSelected() {
    const { size } = this.#selection;
    if (size < 2 || size > MOST_COMPARED) {
      this.#say(t("dataset-select-to-compare", { most: MOST_COMPARED }));
      return;
    }
    this.#open.inert = true;
    this.#compare.enter();
    this.#showCompared();
  }

  #showCompared() {
    const images = this.#selectedIds().flatMap((id) => snapshot.image(id) ?? []);
    this.#compare.show(images, (image) => this.#captions.text(image));
  }

  #putAway() {
    this.#open.inert = false;
    this.#compare.leave();
    this.#single.leave();
  }

  #back() {
    this.#putAway();
    this.#grid.focus();
    this.#grid.mark();
    this.#drawChosen();
  }

  /** Handles the keys that work everywhere on the page, also in fields. @param {KeyboardEvent} event */
  #key(event) {
    // Fields other than captions undo their own typing.
    const elsewhere = isLine(event.target);
    if (!snapshot.state.dataset || event.defaultPrevented) return;
    if (means(event, "undo") && !elsewhere) this.#turn(ipc.undo);
    else if (means(event, "redo") && !elsewhere) this.#turn(ipc.redo);
    else if (means(event, "next-uncaptioned")) this.#nextUncaptioned();
    else if (means(event, "find")) this.#search.focus();
    else if (means(event, "edit-captions")) this.#openBulk();
    else if (means(event, "copy-caption")) this.#copyCaption();
    else if (means(event, "paste-caption")) this.#pasteCaption();
    else if (!this.#transforms.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Undoes or redoes a step, after all typed text is on disk. @param {typeof ipc.undo} step */
  #turn(step) {
    this.#turning = this.#turning.then(async () => {
      await this.#captions.settled();
      const turned = await attempt(step());
      if (turned === undefined) return;
      if (turned === null) this.#say(step === ipc.undo ? t("dataset-undone-nothing") : t("dataset-redone-nothing"));
      else {
        this.#take(turned.images);
        this.#say(turned.sentence);
        this.#showChanged(turned.images);
      }
    });
  }

  /** Applies the result of an edit; fields show it even while the person types. @param {ImagesChanged} changes */
  #take(changes) {
    this.#captionBeside.release();
    this.#captionBelow.release();
    snapshot.imagesChanged(changes);
  }

  /** Chooses the first changed image, unless a changed one is chosen already. @param {ImagesChanged} changes */
  #showChanged({ changed }) {
    const ids = new Set(changed.map((image) => image.id));
    const first = this.#images().find((image) => ids.has(image.id));
    if (first && !(this.#selection.chosen !== null && ids.has(this.#selection.chosen))) this.#choose(first.id);
  }

  /** @param {string} sentence */
  #say(sentence) {
    say(this.#said, sentence);
  }

  async #leaveOut() {
    const ids = this.#selectedIds();
    const chosen = this.#chosen();
    if (!chosen) return;
    await this.#setExcluded(ids, !chosen.excluded);
  }

  /** @param {number[]} ids @param {boolean} excluded */
  async #setExcluded(ids, excluded) {
    const changes = await attempt(ipc.setExcluded(ids, excluded));
    if (changes) snapshot.imagesChanged(changes);
  }

  async #remove() {
    const ids = this.#selectedIds();
    if (ids.length === 0) return;
    await this.#captions.settled();
    const changes = await attempt(ipc.removeImages(ids));
    if (!changes) return;
    snapshot.imagesChanged(changes);
    this.#say(t("dataset-moved-to-trash", { count: ids.length, keys: hint("undo") }));
  }

  #copyCaption() {
    const image = this.#chosen();
    this.#copied = image ? this.#captions.text(image) : "";
    this.#say(this.#copied ? t("dataset-caption-copied", { keys: hint("paste-caption") }) : t("dataset-no-caption-to-copy"));
  }

  async #pasteCaption() {
    if (!this.#copied) {
      this.#say(t("dataset-copy-first", { keys: hint("copy-caption") }));
      return;
    }
    await this.#captions.settled();
    const changes = await attempt(ipc.editCaptions(this.#selectedIds(), { kind: "set", text: this.#copied }));
    if (!changes) return;
    this.#take(changes);
    this.#say(t("dataset-caption-pasted", { count: changes.changed.length }));
  }

  /** @param {boolean} typed */
  async #chooseCaption(typed) {
    const image = this.#chosen();
    if (!image) return;
    const changes = await attempt(ipc.chooseCaption(image.id, typed));
    if (changes) this.#take(changes);
  }

  /** @param {Image} image @param {string} text */
  #bringBack(image, text) {
    this.#captionBeside.release();
    this.#captions.type(image, text);
  }

  /** @param {number} id */
  #captionMoved(id) {
    const image = snapshot.image(id);
    if (!image) return;
    this.#grid.redraw(image);
    if (id !== this.#selection.chosen) return;
    this.#captionBeside.draw();
    this.#captionBelow.draw();
  }
}

customElements.define("dataset-page", DatasetPage);
