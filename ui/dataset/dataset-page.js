// The Dataset page. It shows the open dataset as a grid with an inspector, as one image alone, or as several images
// side by side. Without an open dataset, it shows the drop area. The page connects these parts; each part draws itself.

import { setAttribute, h, isTextInput, setTextContent } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { icon } from "../parts/icon.js";
import { hint, isShortcut } from "../shortcuts.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { BulkEdit } from "./caption/bulk-edit.js";
import { CaptionField } from "./caption/caption-field.js";
import { Captions } from "./caption/captions.js";
import { ChecksPanel } from "./checks/checks-panel.js";
import { CompareView, MAX_COMPARED } from "./crop/compare-view.js";
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
      // The answer is ignored if another dataset has been opened in the meantime.
      if (dataset === snapshot.state.dataset) snapshot.applyImageChanges(changes);
    },
    (id) => this.#redrawCaption(id),
  );
  #selection = new Selection();
  #empty = new EmptyDataset();
  #name = h("h1", { class: "dataset-name", testid: "dataset-name" });
  #counts = h("p", { class: "quiet", testid: "counts" });
  #readiness = h("p", { class: "readiness", testid: "readiness" });
  #message = h("p", { class: "small quiet dataset-said", role: "status", testid: "said" });
  #undo = h("button", { type: "button", class: "bare square", "aria-label": t("dataset-undo"), testid: "undo", click: () => this.#applyStep(ipc.undo) }, icon("undo"));
  #redo = h("button", { type: "button", class: "bare square", "aria-label": t("dataset-redo"), testid: "redo", click: () => this.#applyStep(ipc.redo) }, icon("redo"));
  #grid = new ImageGrid(this.#selection);
  #captionActions = {
    move: (/** @type {number} */ step) => this.#move(step),
    next: () => this.#nextUncaptioned(),
    choose: (/** @type {boolean} */ typed) => this.#chooseCaption(typed),
  };
  #captionBeside = new CaptionField(this.#captions, this.#captionActions, "caption");
  #captionBelow = new CaptionField(this.#captions, this.#captionActions, "single-caption");
  #transforms = new Transforms({
    // While one image fills the window, only that image is changed, even if several are selected.
    chosenIds: () => (this.#single.isOpen && this.#selection.chosen !== null ? [this.#selection.chosen] : this.#selectedIds()),
    crop: () => {
      if (!this.#single.isOpen) this.#openSingle();
      this.#single.crop();
    },
    redraw: () => this.#drawChosen(),
  });
  #export = new ExportPanel();
  #passedOver = new PassedOver();
  #inspector = new Inspector(this.#captionBeside, this.#transforms, {
    openSingle: () => this.#openSingle(),
    toggleExcluded: () => this.#toggleExcluded(),
    remove: () => this.#remove(),
    showInFolder: () => attempt(ipc.showInFolder(this.#selection.chosen)),
    restoreCaption: (image, text) => this.#restoreCaption(image, text),
  });
  #single = new SingleView(this.#captionBelow, this.#transforms, {
    move: (step) => this.#move(step),
    toggleExcluded: () => this.#toggleExcluded(),
    close: () => this.#returnToGrid(),
  });
  #compare = new CompareView({ toggleExcluded: (image) => this.#setExcluded([image.id], !image.excluded), close: () => this.#returnToGrid() });
  #search = new SearchBar({
    onArrange: () => this.draw(),
    onResize: (width) => (this.#grid.cellSize = width),
    keep: () => this.#selection.chosen,
    onLeave: () => this.#grid.focus(),
  });
  #bulk = new BulkEdit({
    onChange: (changes) => {
      this.#applyChanges(changes);
      this.#showMessage(t("dataset-captions-changed", { count: changes.changed.length }));
    },
    whenSaved: () => this.#captions.whenSettled(),
    close: () => this.#closeBulk(),
  });
  #checks = new ChecksPanel({
    open: () => this.#openChecks(),
    close: () => this.#closeChecks(),
    search: (text) => this.#search.search(text),
    choose: (id) => this.#choose(id),
    onChange: (changes) => this.#applyChanges(changes),
    onCheck: () => this.#search.refresh(),
  });
  #open = h(
    "div",
    { class: "dataset-open" },
    h(
      "header",
      { class: "dataset-head" },
      h("div", { class: "dataset-titles" }, h("div", { class: "dataset-title" }, this.#name, this.#counts), h("div", { class: "readiness-line" }, this.#readiness, this.#checks.button)),
      this.#message,
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
  /** The caption that the shortcut `paste-caption` gives to the selected images; empty if none was copied. */
  #copiedCaption = "";
  // The index of the chosen image. If the image disappears and no other is selected, the image that is then at this
  // index is chosen.
  #chosenIndex = 0;
  /** The queue of undo and redo steps. @type {Promise<unknown>} */
  #undoQueue = Promise.resolve();

  connectedCallback() {
    if (this.#open.parentNode) return;
    this.append(this.#empty.element, this.#open, this.#single.element, this.#compare.element);
    this.#grid.addEventListener("select", () => this.#handleSelection());
    this.#grid.addEventListener("write", () => this.#captionBeside.focus());
    this.#grid.addEventListener("look", () => this.#openSingle());
    this.#grid.addEventListener("leave", () => this.#toggleExcluded());
    this.#grid.addEventListener("remove", () => this.#remove());
    this.#grid.addEventListener("compare", () => this.#compareSelected());
    this.addEventListener("keydown", (event) => this.#handleKey(event));
    this.#inspector.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#grid.focus();
    });
    snapshot.subscribe(["dataset"], () => {
      this.#captions.clear();
      this.#closeViews();
      this.#selection.selectOnly(null);
      this.#chosenIndex = 0;
      this.#grid.scrollTop = 0;
      setTextContent(this.#message, "");
      this.#closeBulk();
      this.#closeChecks();
      this.#search.reset();
      this.#export.close();
      this.#passedOver.refresh();
      this.draw();
      if (!this.hidden) this.enter();
    });
    snapshot.subscribe(["images"], () => {
      this.#search.refresh();
      this.#passedOver.refresh();
      this.draw();
    });
    snapshot.subscribe(["settings"], () => this.#resize());
    this.#resize();
    this.#search.refresh();
    this.#checks.refresh();
    this.#passedOver.refresh();
    this.draw();
  }

  /** Sets the focus and scrolls the chosen image into view when the page is shown. */
  enter() {
    if (this.#single.isOpen) this.#single.enter();
    else if (snapshot.state.dataset) this.#grid.focus();
    this.#grid.showSelection();
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
    this.#selection.retain(
      images.map((image) => image.id),
      this.#chosenIndex,
    );
    setTextContent(this.#name, dataset.name);
    this.#name.title = dataset.folder;
    setTextContent(this.#counts, dataset.counts.summary);
    setTextContent(this.#readiness, dataset.counts.readiness.sentence);
    setAttribute(this.#readiness, "data-ready", dataset.counts.readiness.ready);
    this.#undo.disabled = dataset.undoable.undo === null;
    this.#redo.disabled = dataset.undoable.redo === null;
    this.#undo.title = (dataset.undoable.undo ?? t("dataset-nothing-to-undo")) + hint("undo");
    this.#redo.title = (dataset.undoable.redo ?? t("dataset-nothing-to-redo")) + hint("redo");
    this.#grid.show(images, (image) => this.#captions.text(image));
    if (before !== this.#selection.chosen) this.#grid.showSelection();
    this.#search.drawSize(this.#grid.cellWidth);
    this.#drawChosen();
  }

  /** Returns the shown images, in display order. */
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
    const hadFocus = this.#checks.element.contains(document.activeElement);
    this.#checks.leave();
    this.#inspector.element.hidden = false;
    if (hadFocus) this.#grid.focus();
  }

  #openBulk() {
    this.#closeChecks();
    this.#inspector.element.hidden = true;
    this.#bulk.enter();
    this.#drawChosen();
  }

  #closeBulk() {
    const hadFocus = this.#bulk.element.contains(document.activeElement);
    this.#bulk.leave();
    this.#inspector.element.hidden = false;
    if (hadFocus) this.#grid.focus();
  }

  #chosenImage() {
    return snapshot.image(this.#selection.chosen) ?? null;
  }

  /** Returns the ids of the selected images in the order in which they are shown. */
  #selectedIds() {
    return this.#selection.idsIn(this.#images().map((image) => image.id));
  }

  #drawChosen() {
    const image = this.#chosenImage();
    const images = this.#images();
    this.#chosenIndex = Math.max(0, images.findIndex((other) => other.id === image?.id));
    this.#inspector.show(image, this.#selection.size, this.#transforms.showsTrainerView && !this.#single.isOpen);
    if (this.#bulk.isOpen) {
      const ids = (/** @type {Image[]} */ list) => list.map((other) => other.id);
      this.#bulk.show({ selected: this.#selectedIds(), shown: ids(images), all: ids(snapshot.state.dataset?.images ?? []) }, this.#search.isSearching);
    }
    if (!image) this.#closeViews();
    else if (this.#compare.isOpen) this.#showCompared();
    else if (this.#single.isOpen) this.#single.show(image, this.#chosenIndex, images.length, this.#transforms.showsTrainerView);
  }

  #handleSelection() {
    this.#grid.showSelection();
    this.#drawChosen();
  }

  /** @param {number} id */
  #choose(id) {
    this.#selection.selectOnly(id);
    this.#handleSelection();
  }

  /** @param {number} step */
  #move(step) {
    const next = this.#images()[this.#chosenIndex + step];
    if (next) this.#goTo(next);
  }

  #nextUncaptioned() {
    const images = this.#images();
    const after = [...images.slice(this.#chosenIndex + 1), ...images.slice(0, this.#chosenIndex)];
    const next = after.find((image) => !image.problem && !image.excluded && this.#captions.text(image).trim() === "");
    if (next) this.#goTo(next);
    else this.#showMessage(t("dataset-all-captioned"));
  }

  /**
   * Chooses an image. If the focus was in a caption or in the inspector, moves it to the caption.
   * @param {Image} image
   */
  #goTo(image) {
    const isTyping = document.activeElement instanceof HTMLTextAreaElement;
    const isInInspector = this.#inspector.element.contains(document.activeElement);
    this.#choose(image.id);
    // Moves the caret to the end of the new image's caption.
    if (this.#single.isOpen && isTyping) this.#captionBelow.focus();
    else if (isInInspector) this.#captionBeside.focus();
  }

  #openSingle() {
    if (this.#selection.chosen === null) return;
    this.#open.inert = true;
    this.#single.enter();
    this.#drawChosen();
  }

  #compareSelected() {
    const { size } = this.#selection;
    if (size < 2 || size > MAX_COMPARED) {
      this.#showMessage(t("dataset-select-to-compare", { most: MAX_COMPARED }));
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

  #closeViews() {
    this.#open.inert = false;
    this.#compare.leave();
    this.#single.leave();
  }

  #returnToGrid() {
    this.#closeViews();
    this.#grid.focus();
    this.#grid.showSelection();
    this.#drawChosen();
  }

  /** Handles the shortcuts of the whole page, most of which work in fields too. @param {KeyboardEvent} event */
  #handleKey(event) {
    // The dataset's undo includes the typing of captions. Other fields undo their own typing.
    const { target } = event;
    const isCaption = target instanceof HTMLTextAreaElement && target.closest(".caption-field") !== null;
    const isOtherField = isTextInput(target) || (target instanceof HTMLTextAreaElement && !isCaption);
    if (!snapshot.state.dataset || event.defaultPrevented) return;
    if (isShortcut(event, "undo") && !isOtherField) this.#applyStep(ipc.undo);
    else if (isShortcut(event, "redo") && !isOtherField) this.#applyStep(ipc.redo);
    else if (isShortcut(event, "next-uncaptioned")) this.#nextUncaptioned();
    else if (isShortcut(event, "find")) this.#search.focus();
    else if (isShortcut(event, "edit-captions")) this.#openBulk();
    else if (isShortcut(event, "copy-caption")) this.#copyCaption();
    else if (isShortcut(event, "paste-caption")) this.#pasteCaption();
    else if (!this.#transforms.handleKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Undoes or redoes a step, once all typed captions have been saved or refused. @param {typeof ipc.undo} step */
  #applyStep(step) {
    this.#undoQueue = this.#undoQueue.then(async () => {
      await this.#captions.whenSettled();
      const result = await attempt(step());
      if (result === undefined) return;
      if (result === null) this.#showMessage(step === ipc.undo ? t("dataset-undone-nothing") : t("dataset-redone-nothing"));
      else {
        this.#applyChanges(result.images);
        this.#showMessage(result.sentence);
        this.#showChanged(result.images);
      }
    });
  }

  /**
   * Applies the result of an edit, which also replaces the text of a caption field with the focus.
   * @param {ImagesChanged} changes
   */
  #applyChanges(changes) {
    this.#captionBeside.release();
    this.#captionBelow.release();
    snapshot.applyImageChanges(changes);
  }

  /**
   * Chooses the first changed image that is shown, unless a changed one is chosen already.
   * @param {ImagesChanged} changes
   */
  #showChanged({ changed }) {
    const ids = new Set(changed.map((image) => image.id));
    const first = this.#images().find((image) => ids.has(image.id));
    if (first && !(this.#selection.chosen !== null && ids.has(this.#selection.chosen))) this.#choose(first.id);
  }

  /** @param {string} sentence */
  #showMessage(sentence) {
    setTextContent(this.#message, sentence);
  }

  async #toggleExcluded() {
    const ids = this.#selectedIds();
    const chosen = this.#chosenImage();
    if (!chosen) return;
    await this.#setExcluded(ids, !chosen.excluded);
  }

  /** @param {number[]} ids @param {boolean} excluded */
  async #setExcluded(ids, excluded) {
    const changes = await attempt(ipc.setExcluded(ids, excluded));
    if (changes) snapshot.applyImageChanges(changes);
  }

  async #remove() {
    const ids = this.#selectedIds();
    if (ids.length === 0) return;
    await this.#captions.whenSettled();
    const changes = await attempt(ipc.removeImages(ids));
    if (!changes) return;
    snapshot.applyImageChanges(changes);
    this.#showMessage(t("dataset-moved-to-trash", { count: ids.length, keys: hint("undo") }));
  }

  #copyCaption() {
    const image = this.#chosenImage();
    this.#copiedCaption = image ? this.#captions.text(image) : "";
    this.#showMessage(this.#copiedCaption ? t("dataset-caption-copied", { keys: hint("paste-caption") }) : t("dataset-no-caption-to-copy"));
  }

  async #pasteCaption() {
    if (!this.#copiedCaption) {
      this.#showMessage(t("dataset-copy-first", { keys: hint("copy-caption") }));
      return;
    }
    await this.#captions.whenSettled();
    const changes = await attempt(ipc.editCaptions(this.#selectedIds(), { kind: "set", text: this.#copiedCaption }));
    if (!changes) return;
    this.#applyChanges(changes);
    this.#showMessage(t("dataset-caption-pasted", { count: changes.changed.length }));
  }

  /** @param {boolean} typed */
  async #chooseCaption(typed) {
    const image = this.#chosenImage();
    if (!image) return;
    const changes = await attempt(ipc.chooseCaption(image.id, typed));
    if (changes) this.#applyChanges(changes);
  }

  /** @param {Image} image @param {string} text */
  #restoreCaption(image, text) {
    this.#captionBeside.release();
    this.#captions.type(image, text);
  }

  /** @param {number} id */
  #redrawCaption(id) {
    const image = snapshot.image(id);
    if (!image) return;
    this.#grid.redraw(image);
    if (id !== this.#selection.chosen) return;
    this.#captionBeside.draw();
    this.#captionBelow.draw();
  }
}

customElements.define("dataset-page", DatasetPage);
