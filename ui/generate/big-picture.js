// The large view of pictures: one with its settings, several side by side, or one beside a training photo.

import { attribute, fill, h, say } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { confirmed } from "../parts/confirm.js";
import { icon } from "../parts/icon.js";
import { means } from "../shortcuts.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { dragsOut } from "./drag-out.js";

/** @import { Batch } from "../types/Batch" */
/** @import { Picture } from "../types/Picture" */

export class BigPicture {
  #title = h("p", { class: "single-name" });
  #close = h("button", { type: "button", class: "bare", testid: "big-close", click: () => this.close() }, icon("back"), t("common-back"));
  #previous = h("button", { type: "button", class: "bare square", "aria-label": t("generate-previous"), click: () => this.#step(-1) }, icon("back"));
  #next = h("button", { type: "button", class: "bare square", "aria-label": t("generate-next"), testid: "big-next", click: () => this.#step(1) }, icon("forward"));
  #star = this.#action("star", t("generate-favourite"), "big-favourite", (picture) => attempt(ipc.setFavourite(picture.id, !picture.favourite)));
  #beside = h("button", { type: "button", "aria-pressed": "false", testid: "big-beside", click: () => this.#toggleBeside() }, icon("compare"), t("generate-compare-photo"));
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
          this.#used();
        }
      }),
      this.#star,
      this.#action("drop", t("generate-save"), "big-save", (picture) => attempt(ipc.savePicture(picture.id))),
      this.#action("copy", t("generate-copy"), "big-copy", (picture) => attempt(ipc.copyPicture(picture.id))),
      this.#action("folder", t("generate-show-file"), "big-show", (picture) => attempt(ipc.showPicture(picture.id))),
      this.#action("dataset", t("generate-use-for-training"), "big-train", (picture) => attempt(ipc.useForTraining(picture.id))),
      this.#action("bin", t("generate-remove"), "big-remove", (picture) => this.#askToRemove(picture)),
    ),
    this.#settings,
  );
  element = h(
    "section",
    { class: "single big", role: "dialog", "aria-label": t("generate-large-view"), tabindex: "-1", testid: "big-picture", hidden: true, keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) },
    h("header", { class: "single-head" }, this.#close, this.#title, h("span", { class: "spacer" }), this.#beside, this.#previous, this.#next),
    h("div", { class: "big-body" }, this.#well, this.#side),
  );
  #all;
  #used;
  /** @type {Picture[]} */
  #shown = [];
  #photo = 0;
  /** @type {Element | null} */
  #before = null;

  /** @param {{ all: () => Picture[], used: () => void }} page `all` returns all shown pictures in their order */
  constructor({ all, used }) {
    this.#all = all;
    this.#used = used;
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
    attribute(this.#beside, "aria-pressed", "false");
    this.#show(pictures);
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    fill(this.#well);
    this.#shown = [];
    if (this.#before instanceof HTMLElement) this.#before.focus();
  }

  /** Redraws the shown pictures of a batch that has changed. @param {Batch} batch */
  changed(batch) {
    if (!this.isOpen) return;
    const pictures = batch.cells.flatMap((cell) => cell.pictures);
    const now = this.#shown.map((shown) => pictures.find(({ id }) => id === shown.id) ?? shown);
    if (JSON.stringify(now) !== JSON.stringify(this.#shown)) this.#show(now);
  }

  /** @param {Picture[]} pictures */
  #show(pictures) {
    if (!this.isOpen) this.#before = document.activeElement;
    const same = JSON.stringify(pictures.map(({ id }) => id)) === JSON.stringify(this.#shown.map(({ id }) => id)) && this.isOpen;
    this.#shown = pictures;
    this.element.hidden = false;
    const [picture] = pictures;
    if (!picture) return this.close();
    const one = pictures.length === 1;
    attribute(this.element, "data-many", !one);
    this.#side.hidden = !one;
    this.#previous.hidden = this.#next.hidden = !one;
    const photos = snapshot.state.dataset?.images ?? [];
    this.#beside.hidden = !one || photos.length === 0;
    if (one) {
      const all = this.#all();
      const at = all.findIndex(({ id }) => id === picture.id);
      say(this.#title, t("generate-position", { number: at + 1, count: all.length }));
      this.#previous.disabled = at <= 0;
      this.#next.disabled = at >= all.length - 1;
      say(this.#prompt, picture.prompt);
      attribute(this.#star, "aria-pressed", String(picture.favourite));
      fill(this.#settings, ...picture.settings.filter(({ name }) => name !== "prompt").flatMap(({ name, value }) => [h("dt", {}, name), h("dd", {}, value)]));
    } else say(this.#title, t("generate-several", { count: pictures.length }));
    if (!same) this.#drawWell();
    if (!this.element.contains(document.activeElement)) this.element.focus();
  }

  #drawWell() {
    const photos = snapshot.state.dataset?.images ?? [];
    const withPhoto = this.#shown.length === 1 && this.#beside.getAttribute("aria-pressed") === "true" && photos.length > 0;
    const photo = withPhoto ? photos[((this.#photo % photos.length) + photos.length) % photos.length] : undefined;
    const figures = this.#shown.map((picture) => {
      const image = h("img", { src: picture.whole, alt: picture.prompt, draggable: "false", testid: "big-image" });
      dragsOut(image, picture.id);
      const caption = this.#shown.length > 1 || photo ? h("figcaption", { class: "small" }, h("span", { dir: "auto" }, picture.prompt), h("span", { class: "quiet" }, picture.about)) : null;
      return h("figure", {}, image, caption);
    });
    if (photo) {
      const turn = (/** @type {number} */ by) => {
        this.#photo += by;
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
            h("button", { type: "button", class: "bare square", "aria-label": t("generate-previous-photo"), click: () => turn(-1) }, icon("back")),
            h("span", { class: "quiet" }, photo.name),
            h("button", { type: "button", class: "bare square", "aria-label": t("generate-next-photo"), testid: "next-photo", click: () => turn(1) }, icon("forward")),
          ),
        ),
      );
    }
    fill(this.#well, ...figures);
  }

  #toggleBeside() {
    attribute(this.#beside, "aria-pressed", String(this.#beside.getAttribute("aria-pressed") !== "true"));
    this.#drawWell();
  }

  /** @param {number} by */
  #step(by) {
    const all = this.#all();
    const at = all.findIndex(({ id }) => id === this.#shown[0]?.id);
    const next = all[at + by];
    if (next && this.#shown.length === 1) this.#show([next]);
  }

  /**
   * @param {import("../parts/icon.js").IconName} sign @param {string} words @param {string} testid
   * @param {(picture: Picture) => unknown} act
   */
  #action(sign, words, testid, act) {
    return h("button", { type: "button", class: "bare", testid, click: () => this.#shown[0] && act(this.#shown[0]) }, icon(sign), words);
  }

  /** @param {Picture} picture */
  async #askToRemove(picture) {
    const yes = await confirmed({ question: t("generate-remove-question"), sentence: t("generate-remove-about"), yes: t("generate-move-to-trash"), no: t("common-cancel"), testid: "big-remove-confirm" });
    if (!yes) return;
    const all = this.#all();
    const at = all.findIndex(({ id }) => id === picture.id);
    const next = all[at + 1] ?? all[at - 1];
    if (next) this.#show([next]);
    else this.close();
    await attempt(ipc.removePicture(picture.id));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowRight") this.#step(1);
    else if (event.key === "ArrowLeft") this.#step(-1);
    else if (means(event, "favourite") && this.#shown.length === 1) this.#star.click();
    else if (means(event, "bin-picture") && this.#shown.length === 1 && this.#shown[0]) this.#askToRemove(this.#shown[0]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
