// The trainer's view of one image: the facts of the file that is sent, the colour behind transparent parts, and the
// caption as it is sent. The panel's owner draws the picture.

import { setAttribute, h, setTextContent, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, errorMessage } from "../parts/attempt.js";
import { Latest } from "../parts/latest.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";

/** @import { Image } from "../types/Image" */

export class TrainerPanel {
  #line = h("p", { class: "small quiet selectable", role: "status" });
  #captioning = h("p", { class: "small quiet" });
  #caption = h("blockquote", { class: "trainer-caption selectable", dir: "auto" });
  #colour = h("input", { type: "color", testid: "image-background", change: () => this.#choose(this.#colour.value) });
  #defaultColour = h("button", { type: "button", class: "link", testid: "image-background-usual", click: () => this.#choose(null) }, t("crop-trainer-default-colour"));
  #background = h("p", { class: "small trainer-background", hidden: true }, h("label", {}, t("crop-trainer-background"), this.#colour), this.#defaultColour);
  #onPictureChange;
  /** @type {Image | null} */
  #image = null;
  /** @type {string | null} */
  #picture = null;
  #request = new Latest(ipc.trainerView, {
    onResult: ({ picture, line, captioning, caption, background }, settled) => {
      if (!settled || !this.#image) return;
      setAttribute(this.element, "data-state", "ready");
      setAttribute(this.#line, "class", "small quiet selectable");
      setTextContent(this.#line, line);
      setTextContent(this.#captioning, captioning);
      setTextOrHide(this.#caption, caption);
      this.#background.hidden = background === null;
      if (background) this.#colour.value = background.colour;
      this.#defaultColour.hidden = !background?.own;
      this.#setPicture(picture);
    },
    onError: (error, settled) => {
      if (!settled || !this.#image) return;
      setAttribute(this.element, "data-state", "failed");
      setAttribute(this.#line, "class", "small wrong selectable");
      setTextContent(this.#line, errorMessage(error));
    },
  });

  /** @param {string} testid @param {() => void} onPictureChange called when the owner must draw another picture */
  constructor(testid, onPictureChange) {
    this.#onPictureChange = onPictureChange;
    this.element = h("section", { class: "trainer-panel", "aria-label": t("crop-trainer-view"), testid: `${testid}-line`, hidden: true }, this.#line, this.#background, this.#captioning, this.#caption);
  }

  /** The address of the picture as it is sent. Null until it is known, and while the panel is hidden. */
  get picture() {
    return this.#picture;
  }

  /** @param {Image | null} image the image to show; null or a broken image hides the panel */
  show(image) {
    const wanted = image && !image.problem ? image : null;
    if (wanted === this.#image) return;
    const isNewPicture = wanted?.preview !== this.#image?.preview;
    const isSameImage = wanted?.id === this.#image?.id;
    this.#image = wanted;
    this.element.hidden = wanted === null;
    if (!wanted) this.#request.drop();
    if (isNewPicture) {
      setAttribute(this.element, "data-state", "preparing");
      setTextContent(this.#line, t("crop-trainer-preparing"));
      setTextContent(this.#captioning, "");
      setTextOrHide(this.#caption, null);
      // For the same image, the colour field stays visible: hiding it would take the keyboard focus from it.
      if (!isSameImage) this.#background.hidden = true;
      this.#picture = null;
    }
    if (wanted) this.#request.push(wanted.id);
  }

  /** @param {string | null} colour behind transparent parts of this image, or null for the default colour */
  async #choose(colour) {
    if (!this.#image) return;
    const changes = await attempt(ipc.setBackground([this.#image.id], colour));
    if (changes) snapshot.applyImageChanges(changes);
  }

  /** @param {string} picture */
  #setPicture(picture) {
    if (this.#picture === picture) return;
    this.#picture = picture;
    this.#onPictureChange();
  }
}
