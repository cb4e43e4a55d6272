// Saves captions while they are typed. A caption belongs to an image's id, not to a place in the grid. The response to
// an earlier text never replaces the text that is being typed.

import { Latest } from "../../parts/latest.js";

/** @typedef {"saved" | "saving" | "failed"} SavingState */

export class Captions {
  #save;
  #onChange;
  /** @type {Map<number, { text: string, latest: Latest<string, void>, error: string | null }>} */
  #unsaved = new Map();

  /**
   * @param {(id: number, caption: string, version: number) => Promise<void>} save resolves when the caption is on disk
   * @param {(id: number) => void} onChange called when an image's caption or its saving state has changed
   */
  constructor(save, onChange) {
    this.#save = save;
    this.#onChange = onChange;
  }

  /**
   * @param {{ id: number, captionVersion: number }} image
   * @param {string} text the caption that is in the field now
   */
  type({ id, captionVersion }, text) {
    let typed = this.#unsaved.get(id);
    if (!typed) {
      // Until everything typed is saved, all typed text is based on the version that is shown now.
      typed = { text, error: null, latest: this.#createSaver(id, captionVersion) };
      this.#unsaved.set(id, typed);
    }
    typed.text = text;
    typed.error = null;
    typed.latest.push(text);
    this.#onChange(id);
  }

  /**
   * Returns the caption as the person sees it: the typed text until it is on disk.
   * @param {{ id: number, caption: string, typed?: string | null }} image
   */
  text(image) {
    return this.#unsaved.get(image.id)?.text ?? image.typed ?? image.caption;
  }

  /** @param {number} id @returns {SavingState} */
  savingState(id) {
    const typed = this.#unsaved.get(id);
    if (!typed) return "saved";
    return typed.error === null ? "saving" : "failed";
  }

  /** @param {number} id @returns {string | null} the reason why the caption could not be saved, as a sentence */
  errorOf(id) {
    return this.#unsaved.get(id)?.error ?? null;
  }

  /** Resolves when all typed text is on disk or was refused. */
  async whenSettled() {
    const busy = () => [...this.#unsaved.values()].map(({ latest }) => latest).filter((latest) => latest.isBusy);
    // More text may be typed during the wait.
    for (let latest = busy(); latest.length > 0; latest = busy()) await Promise.all(latest.map((one) => one.whenSettled()));
  }

  /** Discards typed text that could not be saved. @param {number} id */
  forget(id) {
    this.#unsaved.get(id)?.latest.drop();
    this.#unsaved.delete(id);
    this.#onChange(id);
  }

  /** Discards all typed text, when another dataset is opened. */
  clear() {
    for (const { latest } of this.#unsaved.values()) latest.drop();
    this.#unsaved.clear();
  }

  /** @param {number} id @param {number} version @returns {Latest<string, void>} */
  #createSaver(id, version) {
    return new Latest((text) => this.#save(id, text, version), {
      onResult: (_, settled) => {
        if (!settled) return;
        this.#unsaved.delete(id);
        this.#onChange(id);
      },
      onError: (error, settled) => {
        const typed = this.#unsaved.get(id);
        if (settled && typed) {
          typed.error = error instanceof Error ? error.message : String(error);
          this.#onChange(id);
        }
      },
    });
  }
}
