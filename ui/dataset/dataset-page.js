// The Dataset page: the open folder as a grid with an inspector beside it, one image alone, or, with nothing
// open, the place to drop things on. It ties these together; each draws itself.

import { attribute, h, say } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { icon } from "../parts/icon.js";
import { snapshot } from "../snapshot.js";
import { CaptionField } from "./caption-field.js";
import { Captions } from "./captions.js";
import { EmptyDataset } from "./empty-dataset.js";
import { ImageGrid } from "./image-grid.js";
import { Inspector } from "./inspector.js";
import { SingleView } from "./single-view.js";

export class DatasetPage extends HTMLElement {
  #captions = new Captions(
    async (id, caption) => {
      const { dataset } = snapshot.state;
      const changes = await ipc.setCaption(id, caption);
      // An answer about a dataset that is no longer open says nothing about the one that is.
      if (dataset === snapshot.state.dataset) snapshot.imagesChanged(changes);
    },
    (id) => this.#captionMoved(id),
  );
  #empty = new EmptyDataset();
  #name = h("h1", { class: "dataset-name", testid: "dataset-name" });
  #counts = h("p", { class: "quiet", testid: "counts" });
  #readiness = h("p", { class: "readiness", testid: "readiness" });
  #grid = new ImageGrid();
  #captionBeside = new CaptionField(this.#captions, (by) => this.#move(by), "caption");
  #captionBelow = new CaptionField(this.#captions, (by) => this.#move(by), "single-caption");
  #inspector = new Inspector(this.#captionBeside, {
    look: () => this.#look(),
    leave: () => this.#leaveOut(),
    showInFolder: () => attempt(ipc.showInFolder(this.#chosen)),
  });
  #single = new SingleView(this.#captionBelow, {
    move: (by) => this.#move(by),
    leave: () => this.#leaveOut(),
    close: () => this.#back(),
  });
  #open = h(
    "div",
    { class: "dataset-open" },
    h(
      "header",
      { class: "dataset-head" },
      h("div", { class: "dataset-titles" }, h("div", { class: "dataset-title" }, this.#name, this.#counts), this.#readiness),
      h("button", { type: "button", testid: "add-images-open", click: () => attempt(ipc.chooseImages()) }, icon("add"), "Add images…"),
      h("button", { type: "button", class: "bare square", "aria-label": "Show the folder", title: "Show the folder", click: () => attempt(ipc.showInFolder(null)) }, icon("folder")),
      h("button", { type: "button", class: "bare square", "aria-label": "Close this dataset", title: "Close this dataset", testid: "close-dataset", click: () => attempt(ipc.closeDataset()) }, icon("cross")),
    ),
    h("div", { class: "dataset-work" }, this.#grid, this.#inspector.element),
  );
  /** @type {number | null} */
  #chosen = null;
  // Its place: where it goes, its neighbour is chosen.
  #at = 0;

  connectedCallback() {
    if (this.#open.parentNode) return;
    this.append(this.#empty.element, this.#open, this.#single.element);
    this.#grid.addEventListener("choose", (event) => this.#choose(/** @type {CustomEvent} */ (event).detail));
    this.#grid.addEventListener("write", () => this.#captionBeside.focus());
    this.#grid.addEventListener("look", () => this.#look());
    this.#grid.addEventListener("leave", () => this.#leaveOut());
    this.#inspector.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#grid.focus();
    });
    snapshot.follow(["dataset"], () => {
      this.#captions.clear();
      this.#putAway();
      this.#chosen = null;
      this.#at = 0;
      this.#grid.scrollTop = 0;
      this.draw();
      if (!this.hidden) this.enter();
    });
    snapshot.follow(["images"], () => this.draw());
    this.draw();
  }

  /** The page has been turned to. */
  enter() {
    if (this.#single.open) this.#single.enter();
    else if (snapshot.state.dataset) this.#grid.focus();
    this.#grid.choose(this.#chosen);
  }

  draw() {
    const { dataset } = snapshot.state;
    this.#empty.element.hidden = dataset !== null;
    this.#open.hidden = dataset === null;
    if (!dataset) {
      this.#empty.draw();
      return;
    }
    const { images } = dataset;
    const gone = !snapshot.image(this.#chosen);
    if (gone) this.#chosen = images[Math.min(this.#at, images.length - 1)]?.id ?? null;
    this.#at = Math.max(0, images.findIndex((image) => image.id === this.#chosen));
    say(this.#name, dataset.name);
    this.#name.title = dataset.folder;
    say(this.#counts, dataset.counts.summary);
    say(this.#readiness, dataset.counts.readiness.sentence);
    attribute(this.#readiness, "data-ready", dataset.counts.readiness.ready);
    this.#grid.show(images, (image) => this.#captions.text(image));
    if (gone) this.#grid.choose(this.#chosen);
    this.#drawChosen();
  }

  #drawChosen() {
    const image = snapshot.image(this.#chosen) ?? null;
    this.#inspector.show(image);
    if (!image) {
      this.#putAway();
      return;
    }
    const images = snapshot.state.dataset?.images ?? [];
    if (this.#single.open) this.#single.show(image, this.#at, images.length);
  }

  /** @param {number} id */
  #choose(id) {
    this.#chosen = id;
    this.#at = (snapshot.state.dataset?.images ?? []).findIndex((image) => image.id === id);
    this.#grid.choose(id);
    this.#drawChosen();
  }

  /** @param {number} by */
  #move(by) {
    const images = snapshot.state.dataset?.images ?? [];
    const next = images[this.#at + by];
    if (!next) return;
    this.#choose(next.id);
    // The field keeps the focus through the change; the caret belongs at the end of the new text.
    if (this.#single.open && this.#single.element.contains(document.activeElement) && document.activeElement instanceof HTMLTextAreaElement) this.#captionBelow.focus();
    else if (this.#inspector.element.contains(document.activeElement)) this.#captionBeside.focus();
  }

  #look() {
    if (this.#chosen === null) return;
    this.#open.inert = true;
    this.#single.enter();
    this.#drawChosen();
  }

  #putAway() {
    this.#open.inert = false;
    this.#single.leave();
  }

  #back() {
    this.#putAway();
    this.#grid.focus();
    this.#grid.choose(this.#chosen);
  }

  async #leaveOut() {
    const image = snapshot.image(this.#chosen);
    if (!image) return;
    const changes = await attempt(ipc.setExcluded([image.id], !image.excluded));
    if (changes) snapshot.imagesChanged(changes);
  }

  /** @param {number} id */
  #captionMoved(id) {
    const image = snapshot.image(id);
    if (!image) return;
    this.#grid.redraw(image);
    if (id !== this.#chosen) return;
    this.#captionBeside.draw();
    this.#captionBelow.draw();
  }
}

customElements.define("dataset-page", DatasetPage);
