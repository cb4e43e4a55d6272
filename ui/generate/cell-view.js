// One cell of a batch, which is one prediction. It shows placeholders with the progress, then the pictures or the
// reason why there are none.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { askToConfirm } from "../parts/confirm.js";
import { icon } from "../parts/icon.js";
import { progressBar } from "../parts/progress.js";
import { go } from "../route.js";
import { t } from "../texts.js";
import { makeDraggable } from "./drag-out.js";

/** @import { Cell } from "../types/Cell" */
/** @import { Picture } from "../types/Picture" */
/** @import { PictureFailure } from "../types/PictureFailure" */

export class CellView {
  #tiles = h("div", { class: "tiles" });
  #caption = h("p", { class: "cell-caption small", dir: "auto", hidden: true });
  #note = h("p", { class: "cell-caption small quiet", hidden: true });
  element = h("div", { class: "cell", testid: "cell" }, this.#tiles, this.#caption, this.#note);
  #actions;
  #drawn = "";
  /** @type {Map<number, { element: HTMLElement, star: HTMLElement, button: HTMLElement }>} */
  #pictures = new Map();

  /** @param {import("./batch-view.js").BatchActions} actions */
  constructor(actions) {
    this.#actions = actions;
  }

  /** @param {Cell} cell */
  show(cell) {
    setAttribute(this.element, "data-state", cell.state);
    setAttribute(this.element, "data-cell", cell.id);
    setTextOrHide(this.#caption, cell.caption);
    setTextOrHide(this.#note, cell.note);
    const drawn = JSON.stringify([cell.state, cell.status, cell.retryMessage, cell.failure, cell.pictures]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const missing = cell.state === "waiting" || cell.state === "running" || cell.state === "unconfirmed" ? cell.expected - cell.pictures.length : 0;
    fill(
      this.#tiles,
      ...cell.pictures.map((picture) => this.#tile(picture)),
      ...Array.from({ length: Math.max(0, missing) }, (_, index) => this.#placeholder(cell, index === 0)),
      cell.failure ? this.#failure(cell, cell.failure) : null,
      cell.state === "canceled" && cell.pictures.length === 0 ? this.#canceled(cell) : null,
    );
    this.markSelected();
  }

  markSelected() {
    for (const [id, { element, button }] of this.#pictures) {
      const selected = this.#actions.isSelected(id);
      setAttribute(element, "data-selected", selected);
      setAttribute(button, "aria-pressed", String(selected));
    }
  }

  /** @param {Picture} picture */
  #tile(picture) {
    const existing = this.#pictures.get(picture.id);
    if (existing) {
      setAttribute(existing.star, "aria-pressed", String(picture.favourite));
      return existing.element;
    }
    const star = h("button", { type: "button", class: "tile-button tile-star", title: t("generate-favourite"), "aria-label": t("generate-favourite"), "aria-pressed": String(picture.favourite), testid: "favourite", click: () => attempt(ipc.setFavourite(picture.id, star.getAttribute("aria-pressed") !== "true")) }, icon("star"));
    const button = h("button", { type: "button", class: "tile-button tile-select", title: t("generate-select"), "aria-label": t("generate-select"), "aria-pressed": "false", testid: "select-picture", click: () => this.#actions.select(picture) }, icon("check"));
    const image = h("img", { src: picture.small, alt: picture.prompt, width: picture.width, height: picture.height, draggable: "false" });
    const open = h(
      "button",
      { type: "button", class: "tile-open", testid: "picture", "data-picture": picture.id, title: picture.about, "aria-label": t("generate-view", { prompt: picture.prompt, about: picture.about }), click: (/** @type {MouseEvent} */ event) => (event.ctrlKey || event.metaKey ? this.#actions.select(picture) : this.#actions.open(picture)) },
      image,
    );
    makeDraggable(open, picture.id);
    const element = h("figure", { class: "tile" }, open, button, star);
    element.style.setProperty("--shape", String(picture.width / picture.height));
    this.#pictures.set(picture.id, { element, star, button });
    return element;
  }

  /**
   * Returns the placeholder of a picture that does not exist yet.
   * @param {Cell} cell
   * @param {boolean} first true for the cell's first placeholder, which alone has the status and the buttons
   */
  #placeholder(cell, first) {
    const bar = progressBar(cell.status);
    bar.set(null);
    const text = h("p", { class: "small quiet", role: first ? "status" : null });
    setTextContent(text, cell.retryMessage ?? cell.status);
    const stop = first ? h("button", { type: "button", class: "small", testid: "cell-cancel", click: () => attempt(ipc.cancelCell(cell.id)) }, t("common-cancel")) : null;
    const unconfirmed = first && cell.state === "unconfirmed" ? this.#unconfirmed(cell) : null;
    const placeholder = h("div", { class: "tile tile-empty", "data-troubled": cell.retryMessage !== null }, cell.state === "running" ? bar.element : null, first ? text : null, unconfirmed, stop);
    placeholder.style.setProperty("--shape", String(cell.shape));
    return placeholder;
  }

  /** Returns the buttons for a cell if it is unknown whether its pictures were made. @param {Cell} cell */
  #unconfirmed(cell) {
    return h(
      "div",
      { class: "buttons", testid: "cell-unconfirmed" },
      h("button", { type: "button", class: "small", testid: "open-predictions", click: () => attempt(ipc.openLink({ kind: "predictions" })) }, t("generate-open-predictions")),
      h("button", { type: "button", class: "small", testid: "cell-not-made", click: () => this.#notMade(cell.id) }, t("generate-not-made")),
    );
  }

  /** @param {string} id */
  async #notMade(id) {
    const isConfirmed = await askToConfirm({
      question: t("generate-not-made-question"),
      sentence: t("generate-not-made-about"),
      yes: t("generate-not-made-confirm"),
      no: t("generate-not-made-keep"),
      testid: "cell-not-made-confirm",
    });
    if (isConfirmed) await attempt(ipc.cellNotMade(id));
  }

  /** @param {Cell} cell @param {PictureFailure} failure */
  #failure(cell, { message, advice, said, fix }) {
    /** @type {Record<PictureFailure["fix"], [string, () => unknown] | null>} */
    const fixes = {
      again: [t("generate-try-again"), () => attempt(ipc.retryCell(cell.id))],
      fetch: [t("generate-download-again"), () => attempt(ipc.retryCell(cell.id))],
      billing: [t("generate-open-billing"), () => attempt(ipc.openLink({ kind: "billing" }))],
      settings: [t("generate-open-settings"), () => go("settings")],
      answers: null,
    };
    const action = fixes[fix];
    const tile = h(
      "div",
      { class: "tile tile-empty tile-failed", role: "alert", testid: "cell-failure", title: said ?? "" },
      icon("warning"),
      h("p", { class: "small selectable" }, message),
      h("p", { class: "small quiet" }, advice),
      action ? h("button", { type: "button", class: "small", testid: "cell-again", click: action[1] }, action[0]) : null,
      fix === "billing" ? h("button", { type: "button", class: "small", click: () => attempt(ipc.retryCell(cell.id)) }, t("generate-try-again")) : null,
    );
    tile.style.setProperty("--shape", String(cell.shape));
    return tile;
  }

  /** @param {Cell} cell */
  #canceled(cell) {
    const tile = h("div", { class: "tile tile-empty" }, icon("leave"), h("p", { class: "small quiet" }, t("generate-canceled")), h("button", { type: "button", class: "small", testid: "cell-again", click: () => attempt(ipc.retryCell(cell.id)) }, t("generate-make-anyway")));
    tile.style.setProperty("--shape", String(cell.shape));
    return tile;
  }
}
