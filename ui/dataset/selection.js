// Which images are chosen: one that keys and the inspector are about, and those that an edit of many takes.
// No DOM here, and no image: only their ids, in the order they are shown.

export class Selection {
  /** What keys move, and what the inspector shows. @type {number | null} */
  chosen = null;
  /** Where a stretch begins. @type {number | null} */
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

  /** The selected ones in the order given. @param {number[]} order */
  in(order) {
    return order.filter((id) => this.#ids.has(id));
  }

  /** Chooses one and nothing else. @param {number | null} id */
  only(id) {
    this.chosen = this.#anchor = id;
    this.#ids = new Set(id === null ? [] : [id]);
  }

  /** Takes one in or out. @param {number} id */
  toggle(id) {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    // Something is always chosen as long as something is selected.
    this.chosen = this.#ids.has(id) ? id : ([...this.#ids].at(-1) ?? id);
    this.#anchor = id;
    if (this.#ids.size === 0) this.#ids.add(id);
  }

  /** Selects the stretch from where it began to here. @param {number} id @param {number[]} order */
  reach(id, order) {
    const from = order.indexOf(this.#anchor ?? id);
    const to = order.indexOf(id);
    this.#ids = new Set(order.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1));
    this.chosen = id;
  }

  /** @param {number[]} order */
  all(order) {
    this.#ids = new Set(order);
    this.chosen ??= this.#anchor = order[0] ?? null;
  }

  /** @param {number[]} order */
  invert(order) {
    this.these(order.filter((id) => !this.#ids.has(id)));
  }

  /** Selects exactly these; one of them is chosen. @param {number[]} ids */
  these(ids) {
    this.#ids = new Set(ids);
    if (this.chosen === null || !this.#ids.has(this.chosen)) this.chosen = this.#anchor = ids[0] ?? this.chosen;
    if (this.#ids.size === 0 && this.chosen !== null) this.#ids.add(this.chosen);
  }

  /**
   * Lets go of what is not shown any more. Where the chosen one went, its neighbour is chosen.
   * @param {number[]} order
   * @param {number} place where the chosen one was
   */
  keep(order, place) {
    const there = new Set(order);
    this.#ids = new Set([...this.#ids].filter((id) => there.has(id)));
    if (this.chosen !== null && there.has(this.chosen)) return;
    this.chosen = this.#anchor = this.in(order)[0] ?? order[Math.min(place, order.length - 1)] ?? null;
    if (this.chosen !== null) this.#ids.add(this.chosen);
  }
}
