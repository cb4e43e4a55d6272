// The current and earlier captions of an image. Each earlier caption has a button that restores it.

import { fill, h } from "../../dom.js";
import * as ipc from "../../ipc.js";
import { attempt } from "../../parts/attempt.js";
import { icon } from "../../parts/icon.js";
import { t } from "../../texts.js";

/** @import { Image } from "../../types/Image" */

export class CaptionHistory {
  #list = h("ol", { class: "history-list", testid: "caption-history" });
  #none = h("p", { class: "small quiet" }, t("caption-history-none"));
  #details = h("details", { class: "history" }, h("summary", { class: "small" }, t("caption-history")), this.#none, this.#list);
  element = this.#details;
  /** @type {Image | null} */
  #image = null;
  #restore;

  /** @param {(image: Image, text: string) => void} restore */
  constructor(restore) {
    this.#restore = restore;
    this.#details.addEventListener("toggle", () => this.#draw());
  }

  /** @param {Image | null} image */
  show(image) {
    const isSame = image?.id === this.#image?.id && image?.caption === this.#image?.caption;
    this.#image = image;
    if (!isSame) this.#draw();
  }

  async #draw() {
    const image = this.#image;
    if (!this.#details.open || !image) return;
    const pastCaptions = (await attempt(ipc.captionHistory(image.id))) ?? [];
    // The person may have gone to another image meanwhile.
    if (image.id !== this.#image?.id) return;
    this.#none.hidden = pastCaptions.length > 0;
    fill(
      this.#list,
      ...pastCaptions.map(({ origin, text, present }) =>
        h(
          "li",
          { class: "history-item small", "aria-current": present },
          h("p", { class: "quiet" }, present ? `${t("caption-history-current")} · ${origin}` : origin),
          h("p", { class: "history-text selectable", dir: "auto" }, text),
          present ? null : h("button", { type: "button", class: "bare small", testid: "bring-back", click: () => this.#restore(image, text) }, icon("undo"), t("caption-history-restore")),
        ),
      ),
    );
  }
}
