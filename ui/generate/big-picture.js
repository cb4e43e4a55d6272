// The large view of pictures: one with its settings, optionally beside a training photo, or several side by side.

import { setAttribute, fill, h, setTextContent } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { askToConfirm } from "../parts/confirm.js";
import { icon } from "../parts/icon.js";
import { isShortcut } from "../shortcuts.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { makeDraggable } from "./drag-out.js";

/** @import { Batch } from "../types/Batch" */
/** @import { Picture } from "../types/Picture" */

export class BigPicture {
  #title = h("p", { class: "single-name" });
  #close = h("button", { type: "button", class: "bare", testid: "big-close", click: () => this.close() }, icon("back"), t("common-back"));
  #previous = h("button", { type: "button", class: "bare square", "aria-label": t("generate-previous"), click: () => this.#step(-1) }, icon("back"));
  #next = h("button", { type: "button", class: "bare square", "aria-label": t("generate-next"), testid: "big-next", click: () => this.#step(1) }, icon("forward"));
  #favourite = this.#action("star", t("generate-favourite"), "big-favourite", (picture) => attempt(ipc.setFavourite(picture.id, !picture.favourite)));
  #photoButton = h("button", { type: "button", "aria-pressed": "false", testid: "big-beside", click: () => this.#togglePhoto() }, icon("compare"), t("generate-compare-photo"));
  #well = h("div", { class: "big-well" });
  #prompt = h("p", { class: "selectable big-prompt", dir: "auto" });
  #settings = h("dl", { class: "inputs small" });
  #side = h(
    "aside",
    { class: "big-side" },
    this.#prompt,
    h(
      "div",
      { class: "big-actions" },
      this.#action("again", t("generate-use-settings"), "big-again", async (picture) => {
        if (await attempt(ipc.useSettings(picture.id))) {
          this.close();
          this.#onUse();
        }
      }),
      this.#favourite,
      this.#action("drop", t("generate-save"), "big-save", (picture) => attempt(ipc.savePicture(picture.id))),
      this.#action("copy", t("generate-copy"), "big-copy", (picture) => attempt(ipc.copyPicture(picture.id))),
      this.#action("folder", t("generate-show-file"), "big-show", (picture) => attempt(ipc.showPicture(picture.id))),
      this.#action("dataset", t("generate-use-for-training"), "big-train", (picture) => attempt(ipc.useForTraining(picture.id))),
      this.#action("bin", t("generate-remove"), "big-remove", (picture) => this.#removePicture(picture)),
    ),
    this.#settings,
  );
  element = h(
    "section",
    { class: "single big", role: "dialog", "aria-label": t("generate-large-view"), tabindex: "-1", testid: "big-picture", hidden: true, keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event) },
    h("header", { class: "single-head" }, this.#close, this.#title, h("span", { class: "spacer" }), this.#photoButton, this.#previous, this.#next),
    h("div", { class: "big-body" }, this.#well, this.#side),
  );
  #listPictures;
  #onUse;
  /** @type {Picture[]} */
  #shown = [];
  #photoIndex = 0;
  /** @type {Element | null} */
  #previousFocus = null;

  /**
   * @param {{ listPictures: () => Picture[], onUse: () => void }} page `listPictures` returns all pictures of the
   *   page, in order
   */
  constructor({ listPictures, onUse }) {
    this.#listPictures = listPictures;
    this.#onUse = onUse;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {Picture} picture */
  open(picture) {
    this.#show([picture]);
  }

  /** @param {Picture[]} pictures two to four */
  compare(pictures) {
    setAttribute(this.#photoButton, "aria-pressed", "false");
    this.#show(pictures);
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    fill(this.#well);
    this.#shown = [];
    if (this.#previousFocus instanceof HTMLElement) this.#previousFocus.focus();
  }

  /** Redraws the shown pictures if any of them belong to this batch and have changed. @param {Batch} batch */
  update(batch) {
    if (!this.isOpen) return;
    const pictures = batch.cells.flatMap((cell) => cell.pictures);
    const updated = this.#shown.map((shown) => pictures.find(({ id }) => id === shown.id) ?? shown);
    if (JSON.stringify(updated) !== JSON.stringify(this.#shown)) this.#show(updated);
  }

  /** @param {Picture[]} pictures */
  #show(pictures) {
    if (!this.isOpen) this.#previousFocus = document.activeElement;
    const isSame = JSON.stringify(pictures.map(({ id }) => id)) === JSON.stringify(this.#shown.map(({ id }) => id)) && this.isOpen;
    this.#shown = pictures;
    this.element.hidden = false;
    const [picture] = pictures;
    if (!picture) return this.close();
    const isSingle = pictures.length === 1;
    setAttribute(this.element, "data-many", !isSingle);
    this.#side.hidden = !isSingle;
    this.#previous.hidden = this.#next.hidden = !isSingle;
    const photos = snapshot.state.dataset?.images ?? [];
    this.#photoButton.hidden = !isSingle || photos.length === 0;
    if (isSingle) {
      const all = this.#listPictures();
      const index = all.findIndex(({ id }) => id === picture.id);
      setTextContent(this.#title, t("generate-position", { number: index + 1, count: all.length }));
      this.#previous.disabled = index <= 0;
      this.#next.disabled = index >= all.length - 1;
      setTextContent(this.#prompt, picture.prompt);
      setAttribute(this.#favourite, "aria-pressed", String(picture.favourite));
      fill(this.#settings, ...picture.settings.filter(({ name }) => name !== "prompt").flatMap(({ name, value }) => [h("dt", {}, name), h("dd", {}, value)]));
    } else setTextContent(this.#title, t("generate-several", { count: pictures.length }));
    if (!isSame) this.#drawWell();
    if (!this.element.contains(document.activeElement)) this.element.focus();
  }

  #drawWell() {
    const photos = snapshot.state.dataset?.images ?? [];
    const withPhoto = this.#shown.length === 1 && this.#photoButton.getAttribute("aria-pressed") === "true" && photos.length > 0;
    const photo = withPhoto ? photos[((this.#photoIndex % photos.length) + photos.length) % photos.length] : undefined;
    const figures = this.#shown.map((picture) => {
      const image = h("img", { src: picture.whole, alt: picture.prompt, draggable: "false", testid: "big-image" });
      makeDraggable(image, picture.id);
      const caption = this.#shown.length > 1 || photo ? h("figcaption", { class: "small" }, h("span", { dir: "auto" }, picture.prompt), h("span", { class: "quiet" }, picture.about)) : null;
      return h("figure", {}, image, caption);
    });
    if (photo) {
      const stepPhoto = (/** @type {number} */ offset) => {
        this.#photoIndex += offset;
        this.#drawWell();
      };
      figures.unshift(
        h(
          "figure",
          { testid: "training-photo" },
          h("img", { src: photo.preview, alt: photo.name, draggable: "false" }),
          h(
            "figcaption",
            { class: "small photo-turner" },
            h("button", { type: "button", class: "bare square", "aria-label": t("generate-previous-photo"), click: () => stepPhoto(-1) }, icon("back")),
            h("span", { class: "quiet" }, photo.name),
            h("button", { type: "button", class: "bare square", "aria-label": t("generate-next-photo"), testid: "next-photo", click: () => stepPhoto(1) }, icon("forward")),
          ),
        ),
      );
    }
    fill(this.#well, ...figures);
  }

  #togglePhoto() {
    setAttribute(this.#photoButton, "aria-pressed", String(this.#photoButton.getAttribute("aria-pressed") !== "true"));
    this.#drawWell();
  }

  /** @param {number} offset */
  #step(offset) {
    const all = this.#listPictures();
    const index = all.findIndex(({ id }) => id === this.#shown[0]?.id);
    const next = all[index + offset];
    if (next && this.#shown.length === 1) this.#show([next]);
  }

  /**
   * @param {import("../parts/icon.js").IconName} iconName @param {string} label @param {string} testid
   * @param {(picture: Picture) => unknown} act
   */
  #action(iconName, label, testid, act) {
    return h("button", { type: "button", class: "bare", testid, click: () => this.#shown[0] && act(this.#shown[0]) }, icon(iconName), label);
  }

  /** @param {Picture} picture */
  async #removePicture(picture) {
    const isConfirmed = await askToConfirm({ question: t("generate-remove-question"), sentence: t("generate-remove-about"), yes: t("generate-move-to-trash"), no: t("common-cancel"), testid: "big-remove-confirm" });
    if (!isConfirmed) return;
    const all = this.#listPictures();
    const index = all.findIndex(({ id }) => id === picture.id);
    const next = all[index + 1] ?? all[index - 1];
    if (next) this.#show([next]);
    else this.close();
    await attempt(ipc.removePicture(picture.id));
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowRight") this.#step(1);
    else if (event.key === "ArrowLeft") this.#step(-1);
    else if (isShortcut(event, "favourite") && this.#shown.length === 1) this.#favourite.click();
    else if (isShortcut(event, "bin-picture") && this.#shown.length === 1 && this.#shown[0]) this.#removePicture(this.#shown[0]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
