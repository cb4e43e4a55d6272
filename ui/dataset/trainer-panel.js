// The trainer's view of one image: the facts of the file that is sent, the colour behind transparent parts, and the
// caption as it is sent. The owner of the panel draws the picture itself.

import { attribute, h, say, sayOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, sentence } from "../parts/attempt.js";
import { Latest } from "../parts/latest.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";

/** @import { Image } from "../types/Image" */

export class TrainerPanel {
  #line = h("p", { class: "small quiet selectable", role: "status" });
  #captioning = h("p", { class: "small quiet" });
  #caption = h("blockquote", { class: "trainer-caption selectable", dir: "auto" });
  #colour = h("input", { type: "color", testid: "image-background", change: () => this.#choose(this.#colour.value) });
  #usual = h("button", { type: "button", class: "link", testid: "image-background-usual", click: () => this.#choose(null) }, t("crop-trainer-default-colour"));
  #background = h("p", { class: "small trainer-background", hidden: true }, h("label", {}, t("crop-trainer-background"), this.#colour), this.#usual);
  #moved;
  /** @type {Image | null} */
  #image = null;
  /** @type {string | null} */
  #picture = null;
  #asking = new Latest(ipc.trainerView, {
    answered: ({ picture, line, captioning, caption, background }, settled) => {
      if (!settled || !this.#image) return;
      attribute(this.element, "data-state", "ready");
      attribute(this.#line, "class", "small quiet selectable");
      say(this.#line, line);
      say(this.#captioning, captioning);
      sayOrHide(this.#caption, caption);
      this.#background.hidden = background === null;
      if (background) this.#colour.value = background.colour;
      this.#usual.hidden = !background?.own;
      this.#show(picture);
    },
    refused: (error, settled) => {
      if (!settled || !this.#image) return;
      attribute(this.element, "data-state", "failed");
      attribute(this.#line, "class", "small wrong selectable");
      say(this.#line, sentence(error));
    },
  });

  /** @param {string} testid @param {() => void} moved called when another picture is to be drawn */
  constructor(testid, moved) {
    this.#moved = moved;
    this.element = h("section", { class: "trainer-panel", "aria-label": t("crop-trainer-view"), testid: `${testid}-line`, hidden: true }, this.#line, this.#background, this.#captioning, this.#caption);
  }

  /** The address of the picture as it is sent, or null while it is not known. */
  get picture() {
    return this.#picture;
  }

  /** @param {Image | null} image null to hide the panel */
  show(image) {
    const wanted = image && !image.problem ? image : null;
    if (wanted === this.#image) return;
    const another = wanted?.preview !== this.#image?.preview;
    const same = wanted?.id === this.#image?.id;
    this.#image = wanted;
    this.element.hidden = wanted === null;
    if (!wanted) this.#asking.drop();
    if (another) {
      attribute(this.element, "data-state", "preparing");
      say(this.#line, t("crop-trainer-preparing"));
      say(this.#captioning, "");
      sayOrHide(this.#caption, null);
      // For the same image, the colour field stays visible: hiding it would take the keyboard focus from it.
      if (!same) this.#background.hidden = true;
      this.#picture = null;
    }
    if (wanted) this.#asking.push(wanted.id);
  }

  /** @param {string | null} colour behind transparent parts of this image, or null for the default colour */
  async #choose(colour) {
    if (!this.#image) return;
    const changes = await attempt(ipc.setBackground([this.#image.id], colour));
    if (changes) snapshot.imagesChanged(changes);
  }

  /** @param {string} picture */
  #show(picture) {
    if (this.#picture === picture) return;
    this.#picture = picture;
    this.#moved();
  }
}
