// Saves values while the person types: sends the newest value, and skips older ones that are still waiting. Only one
// call is in flight at a time, so answers arrive in order, and no timer is needed.

/**
 * @template V, A
 */
export class Latest {
  #send;
  #answered;
  #refused;
  #busy = false;
  /** @type {{ value: V } | null} */
  #next = null;
  /** @type {(() => void)[]} */
  #waiting = [];

  /**
   * @param {(value: V) => Promise<A>} send
   * @param {{ answered?: (answer: A, settled: boolean) => void, refused?: (error: unknown, settled: boolean) => void }} then
   *   called with each answer or error; `settled` is true if no newer value is waiting
   */
  constructor(send, { answered, refused } = {}) {
    this.#send = send;
    this.#answered = answered;
    this.#refused = refused;
  }

  /** True until the newest value has been answered. */
  get busy() {
    return this.#busy;
  }

  /** Resolves once the newest value has been answered. @returns {Promise<void>} */
  settled() {
    return this.#busy ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  /** @param {V} value */
  push(value) {
    this.#next = { value };
    if (!this.#busy) this.#run();
  }

  /** Drops the value that is waiting to be sent. A call in flight is not canceled. */
  drop() {
    this.#next = null;
  }

  async #run() {
    const { value } = /** @type {{ value: V }} */ (this.#next);
    this.#next = null;
    this.#busy = true;
    const outcome = await this.#send(value).then(
      (answer) => ({ answer }),
      (error) => ({ error }),
    );
    this.#busy = false;
    const settled = this.#next === null;
    if (!settled) this.#run();
    if ("answer" in outcome) this.#answered?.(outcome.answer, settled);
    else this.#refused?.(outcome.error, settled);
    if (!this.#busy) for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
