// The selection of images. The inspector shows the chosen image; edits apply to all selected images. As long as any
// image is selected, the chosen image is one of them. The selection holds only ids and uses no DOM. An `order` lists
// the ids of the shown images in the order in which they are shown.

export class Selection {
  /** The image that the inspector shows and from which the arrow keys move. @type {number | null} */
  chosen = null;
  /** The image at which a range starts. @type {number | null} */
  #anchor = null;
  /** @type {Set<number>} */
  #ids = new Set();

  /** @param {number} id */
  has(id) {
    return this.#ids.has(id);
  }

  get size() {
    return this.#ids.size;
  }

  /** Returns the selected ids in the given order. @param {number[]} order */
  idsIn(order) {
    return order.filter((id) => this.#ids.has(id));
  }

  /** Chooses one image and selects no other; null deselects all. @param {number | null} id */
  selectOnly(id) {
    this.chosen = this.#anchor = id;
    this.#ids = new Set(id === null ? [] : [id]);
  }

  /** Adds an image to the selection, or removes it unless it is the last one. @param {number} id */
  toggle(id) {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    // The chosen image must be a selected one.
    this.chosen = this.#ids.has(id) ? id : ([...this.#ids].at(-1) ?? id);
    this.#anchor = id;
    if (this.#ids.size === 0) this.#ids.add(id);
  }

  /** Selects all images from the anchor to `id`, and no others. @param {number} id @param {number[]} order */
  extendTo(id, order) {
    const from = order.indexOf(this.#anchor ?? id);
    const to = order.indexOf(id);
    this.#ids = new Set(order.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1));
    this.chosen = id;
  }

  /** @param {number[]} order */
  selectAll(order) {
    this.#ids = new Set(order);
    this.chosen ??= this.#anchor = order[0] ?? null;
  }

  /** @param {number[]} order */
  invert(order) {
    this.replace(order.filter((id) => !this.#ids.has(id)));
  }

  /** Selects exactly these images; if there are none, the chosen image stays selected. @param {number[]} ids */
  replace(ids) {
    this.#ids = new Set(ids);
    if (this.chosen === null || !this.#ids.has(this.chosen)) this.chosen = this.#anchor = ids[0] ?? this.chosen;
    if (this.#ids.size === 0 && this.chosen !== null) this.#ids.add(this.chosen);
  }

  /**
   * Deselects images that are no longer shown. If no shown image is chosen any more, chooses the first image that is
   * still selected, or else the image at `index`.
   * @param {number[]} order
   * @param {number} index the previous index of the chosen image; the last image is chosen if it is too large
   */
  retain(order, index) {
    const shown = new Set(order);
    this.#ids = new Set([...this.#ids].filter((id) => shown.has(id)));
    if (this.chosen !== null && shown.has(this.chosen)) return;
    this.chosen = this.#anchor = this.idsIn(order)[0] ?? order[Math.min(index, order.length - 1)] ?? null;
    if (this.chosen !== null) this.#ids.add(this.chosen);
  }
}
