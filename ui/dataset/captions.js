// Captions on their way to the disk. A caption belongs to an image's id, never to a place in the grid; what
// is being typed is never replaced by the answer to what was typed before.

import { Latest } from "../parts/latest.js";

/** @typedef {"saved" | "saving" | "failed"} Saving */

export class Captions {
  #save;
  #changed;
  /** @type {Map<number, { text: string, latest: Latest<string, void>, refusal: string | null }>} */
  #typed = new Map();

  /**
   * @param {(id: number, caption: string) => Promise<void>} save resolves when it is on disk
   * @param {(id: number) => void} changed told when the text or the saving of an image's caption moved
   */
  constructor(save, changed) {
    this.#save = save;
    this.#changed = changed;
  }

  /** @param {number} id @param {string} text the caption as it is now in the field */
  type(id, text) {
    let typed = this.#typed.get(id);
    if (!typed) {
      typed = { text, refusal: null, latest: this.#saver(id) };
      this.#typed.set(id, typed);
    }
    typed.text = text;
    typed.refusal = null;
    typed.latest.push(text);
    this.#changed(id);
  }

  /**
   * The caption as the person sees it: what they typed, until that is on disk.
   * @param {{ id: number, caption: string }} image
   */
  text(image) {
    return this.#typed.get(image.id)?.text ?? image.caption;
  }

  /** @param {number} id @returns {Saving} */
  saving(id) {
    const typed = this.#typed.get(id);
    if (!typed) return "saved";
    return typed.refusal === null ? "saving" : "failed";
  }

  /** @param {number} id @returns {string | null} why the caption could not be saved: a sentence */
  refusal(id) {
    return this.#typed.get(id)?.refusal ?? null;
  }

  /** Forgets what belongs to another dataset. */
  clear() {
    for (const { latest } of this.#typed.values()) latest.drop();
    this.#typed.clear();
  }

  /** @param {number} id @returns {Latest<string, void>} */
  #saver(id) {
    return new Latest((text) => this.#save(id, text), {
      answered: (_, settled) => {
        if (!settled) return;
        this.#typed.delete(id);
        this.#changed(id);
      },
      refused: (error, settled) => {
        const typed = this.#typed.get(id);
        if (!settled || !typed) return;
        typed.refusal = error instanceof Error ? error.message : String(error);
        this.#changed(id);
      },
    });
  }
}
