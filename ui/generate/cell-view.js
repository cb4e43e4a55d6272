// One prediction of a batch: placeholders from the start, its progress, and its pictures or the reason why it has none.

import { attribute, fill, h, say, sayOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { confirmed } from "../parts/confirm.js";
import { icon } from "../parts/icon.js";
import { progressBar } from "../parts/progress.js";
import { go } from "../route.js";
import { t } from "../texts.js";
import { dragsOut } from "./drag-out.js";

/** @import { Cell } from "../types/Cell" */
/** @import { Picture } from "../types/Picture" */
/** @import { PictureFailure } from "../types/PictureFailure" */

export class CellView {
  #tiles = h("div", { class: "tiles" });
  #caption = h("p", { class: "cell-caption small", dir: "auto", hidden: true });
  #note = h("p", { class: "cell-caption small quiet", hidden: true });
  element = h("div", { class: "cell", testid: "cell" }, this.#tiles, this.#caption, this.#note);
  #hands;
  #drawn = "";
  /** @type {Map<number, { element: HTMLElement, star: HTMLElement, button: HTMLElement }>} */
  #pictures = new Map();

  /** @param {import("./batch-view.js").Hands} hands */
  constructor(hands) {
    this.#hands = hands;
  }

  /** @param {Cell} cell */
  show(cell) {
    attribute(this.element, "data-state", cell.state);
    attribute(this.element, "data-cell", cell.id);
    sayOrHide(this.#caption, cell.caption);
    sayOrHide(this.#note, cell.note);
    const drawn = JSON.stringify([cell.state, cell.status, cell.retryMessage, cell.failure, cell.pictures]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const coming = cell.state === "waiting" || cell.state === "running" || cell.state === "unconfirmed" ? cell.expected - cell.pictures.length : 0;
    fill(
      this.#tiles,
      ...cell.pictures.map((picture) => this.#tile(picture)),
      ...Array.from({ length: Math.max(0, coming) }, (_, index) => this.#place(cell, index === 0)),
      cell.failure ? this.#failed(cell, cell.failure) : null,
      cell.state === "canceled" && cell.pictures.length === 0 ? this.#canceled(cell) : null,
    );
    this.markSelected();
  }

  markSelected() {
    for (const [id, { element, button }] of this.#pictures) {
      const selected = this.#hands.isSelected(id);
      attribute(element, "data-selected", selected);
      attribute(button, "aria-pressed", String(selected));
    }
  }

  /** @param {Picture} picture */
  #tile(picture) {
    const known = this.#pictures.get(picture.id);
    if (known) {
      attribute(known.star, "aria-pressed", String(picture.favourite));
      return known.element;
    }
    const star = h("button", { type: "button", class: "tile-button tile-star", title: t("generate-favourite"), "aria-label": t("generate-favourite"), "aria-pressed": String(picture.favourite), testid: "favourite", click: () => attempt(ipc.setFavourite(picture.id, star.getAttribute("aria-pressed") !== "true")) }, icon("star"));
    const button = h("button", { type: "button", class: "tile-button tile-select", title: t("generate-select"), "aria-label": t("generate-select"), "aria-pressed": "false", testid: "select-picture", click: () => this.#hands.select(picture) }, icon("check"));
    const image = h("img", { src: picture.small, alt: picture.prompt, width: picture.width, height: picture.height, draggable: "false" });
    const open = h(
      "button",
      { type: "button", class: "tile-open", testid: "picture", "data-picture": picture.id, title: picture.about, "aria-label": t("generate-view", { prompt: picture.prompt, about: picture.about }), click: (/** @type {MouseEvent} */ event) => (event.ctrlKey || event.metaKey ? this.#hands.select(picture) : this.#hands.open(picture)) },
      image,
    );
    dragsOut(open, picture.id);
    const element = h("figure", { class: "tile" }, open, button, star);
    element.style.setProperty("--shape", String(picture.width / picture.height));
    this.#pictures.set(picture.id, { element, star, button });
    return element;
  }

  /** Returns the placeholder of a picture that does not exist yet. @param {Cell} cell @param {boolean} first */
  #place(cell, first) {
    const bar = progressBar(cell.status);
    bar.set(null);
    const words = h("p", { class: "small quiet", role: first ? "status" : null });
    say(words, cell.retryMessage ?? cell.status);
    const stop = first ? h("button", { type: "button", class: "small", testid: "cell-cancel", click: () => attempt(ipc.cancelCell(cell.id)) }, t("common-cancel")) : null;
    const unconfirmed = first && cell.state === "unconfirmed" ? this.#unconfirmed(cell) : null;
    const place = h("div", { class: "tile tile-empty", "data-troubled": cell.retryMessage !== null }, cell.state === "running" ? bar.element : null, first ? words : null, unconfirmed, stop);
    place.style.setProperty("--shape", String(cell.shape));
    return place;
  }

  /** Returns the buttons for a cell whose picture may or may not have been made. @param {Cell} cell */
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
    const yes = await confirmed({
      question: t("generate-not-made-question"),
      sentence: t("generate-not-made-about"),
      yes: t("generate-not-made-confirm"),
      no: t("generate-not-made-keep"),
      testid: "cell-not-made-confirm",
    });
    if (yes) await attempt(ipc.cellNotMade(id));
  }

  /** @param {Cell} cell @param {PictureFailure} failure */
  #failed(cell, { message, advice, said, fix }) {
    /** @type {Record<PictureFailure["fix"], [string, () => unknown] | null>} */
    const hands = {
      again: [t("generate-try-again"), () => attempt(ipc.retryCell(cell.id))],
      fetch: [t("generate-download-again"), () => attempt(ipc.retryCell(cell.id))],
      billing: [t("generate-open-billing"), () => attempt(ipc.openLink({ kind: "billing" }))],
      settings: [t("generate-open-settings"), () => go("settings")],
      answers: null,
    };
    const hand = hands[fix];
    const tile = h(
      "div",
      { class: "tile tile-empty tile-failed", role: "alert", testid: "cell-failure", title: said ?? "" },
      icon("warning"),
      h("p", { class: "small selectable" }, message),
      h("p", { class: "small quiet" }, advice),
      hand ? h("button", { type: "button", class: "small", testid: "cell-again", click: hand[1] }, hand[0]) : null,
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
