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
   * @param {(id: number, caption: string, version: number) => Promise<void>} save resolves when it is on disk
   * @param {(id: number) => void} changed told when the text or the saving of an image's caption moved
   */
  constructor(save, changed) {
    this.#save = save;
    this.#changed = changed;
  }

  /**
   * @param {{ id: number, captionVersion: number }} image
   * @param {string} text the caption as it is now in the field
   */
  type({ id, captionVersion }, text) {
    let typed = this.#typed.get(id);
    if (!typed) {
      // What is typed from here on is based on the caption that was seen then.
      typed = { text, refusal: null, latest: this.#saver(id, captionVersion) };
      this.#typed.set(id, typed);
    }
    typed.text = text;
    typed.refusal = null;
    typed.latest.push(text);
    this.#changed(id);
  }

  /**
   * The caption as the person sees it: what they typed, until that is on disk.
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

  /** @param {number} id @returns {string | null} why the caption could not be saved: a sentence */
  refusal(id) {
    return this.#typed.get(id)?.refusal ?? null;
  }

  /** Resolves when nothing that was typed is on its way any more: it is on the disk, or was refused. */
  async settled() {
    const busy = () => [...this.#typed.values()].map(({ latest }) => latest).filter((latest) => latest.busy);
    // More may be typed meanwhile.
    for (let latest = busy(); latest.length > 0; latest = busy()) await Promise.all(latest.map((one) => one.settled()));
  }

  /** Gives up what was typed and could not be saved. @param {number} id */
  forget(id) {
    this.#typed.get(id)?.latest.drop();
    this.#typed.delete(id);
    this.#changed(id);
  }

  /** Forgets what belongs to another dataset. */
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
