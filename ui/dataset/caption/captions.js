// Saves captions while they are typed. A caption belongs to an image's id, not to a place in the grid. The answer to
// an earlier text never replaces the text that is being typed.

import { Latest } from "../../parts/latest.js";

/** @typedef {"saved" | "saving" | "failed"} Saving */

export class Captions {
  #save;
  #changed;
  /** @type {Map<number, { text: string, latest: Latest<string, void>, refusal: string | null }>} */
  #typed = new Map();

  /**
   * @param {(id: number, caption: string, version: number) => Promise<void>} save resolves when the caption is on disk
   * @param {(id: number) => void} changed called when an image's caption, or whether it is saved, has changed
   */
  constructor(save, changed) {
    this.#save = save;
    this.#changed = changed;
  }

  /**
   * @param {{ id: number, captionVersion: number }} image
   * @param {string} text the caption that is in the field now
   */
  type({ id, captionVersion }, text) {
    let typed = this.#typed.get(id);
    if (!typed) {
      // All typing until it is saved is based on the version that is shown now.
      typed = { text, refusal: null, latest: this.#saver(id, captionVersion) };
      this.#typed.set(id, typed);
    }
    typed.text = text;
    typed.refusal = null;
    typed.latest.push(text);
    this.#changed(id);
  }

  /**
   * Returns the caption as the person sees it: the typed text until it is on disk.
   * @param {{ id: number, caption: string, typed?: string | null }} image
   */
  text(image) {
    return this.#typed.get(image.id)?.text ?? image.typed ?? image.caption;
  }

  /** @param {number} id @returns {Saving} */
  saving(id) {
    const typed = this.#typed.get(id);
    if (!typed) return "saved";
    return typed.refusal === null ? "saving" : "failed";
  }

  /** @param {number} id @returns {string | null} the reason why the caption could not be saved, as a sentence */
  refusal(id) {
    return this.#typed.get(id)?.refusal ?? null;
  }

  /** Resolves when all typed text is on disk or was refused. */
  async settled() {
    const busy = () => [...this.#typed.values()].map(({ latest }) => latest).filter((latest) => latest.busy);
    // More may be typed meanwhile.
    for (let latest = busy(); latest.length > 0; latest = busy()) await Promise.all(latest.map((one) => one.settled()));
  }

  /** Discards typed text that could not be saved. @param {number} id */
  forget(id) {
    this.#typed.get(id)?.latest.drop();
    this.#typed.delete(id);
    this.#changed(id);
  }

  /** Discards all typed text, when another dataset is opened. */
  clear() {
    for (const { latest } of this.#typed.values()) latest.drop();
    this.#typed.clear();
  }

  /** @param {number} id @param {number} version @returns {Latest<string, void>} */
  #saver(id, version) {
    return new Latest((text) => this.#save(id, text, version), {
      answered: (_, settled) => {
        if (!settled) return;
        this.#typed.delete(id);
        this.#changed(id);
      },
      refused: (error, settled) => {
        const typed = this.#typed.get(id);
        if (settled && typed) {
          typed.refusal = error instanceof Error ? error.message : String(error);
          this.#changed(id);
        }
      },
    });
  }
}
