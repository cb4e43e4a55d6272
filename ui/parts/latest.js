// Saves values while the person types: sends the newest value, and skips older ones that are still waiting. Only one
// call is in flight at a time, so answers arrive in order, and no timer is needed.

/**
 * @template V, A
 */
export class Latest {
  #send;
  #onResult;
  #onError;
  #isBusy = false;
  /** @type {{ value: V } | null} */
  #pending = null;
  /** @type {(() => void)[]} */
  #waiters = [];

  /**
   * @param {(value: V) => Promise<A>} send
   * @param {{
   *   onResult?: (result: A, settled: boolean) => void,
   *   onError?: (error: unknown, settled: boolean) => void,
   * }} callbacks called with each result or error; `settled` is true if no newer value is waiting
   */
  constructor(send, { onResult, onError } = {}) {
    this.#send = send;
    this.#onResult = onResult;
    this.#onError = onError;
  }

  /** True until the newest value has been answered. */
  get isBusy() {
    return this.#isBusy;
  }

  /** Resolves once the newest value has been answered. @returns {Promise<void>} */
  whenSettled() {
    return this.#isBusy ? new Promise((resolve) => this.#waiters.push(resolve)) : Promise.resolve();
  }

  /** @param {V} value */
  push(value) {
    this.#pending = { value };
    if (!this.#isBusy) this.#run();
  }

  /** Drops the value that is waiting to be sent. A call in flight is not canceled. */
  drop() {
    this.#pending = null;
  }

  async #run() {
    const { value } = /** @type {{ value: V }} */ (this.#pending);
    this.#pending = null;
    this.#isBusy = true;
    const outcome = await this.#send(value).then(
      (result) => ({ result }),
      (error) => ({ error }),
    );
    this.#isBusy = false;
    const settled = this.#pending === null;
    if (!settled) this.#run();
    if ("result" in outcome) this.#onResult?.(outcome.result, settled);
    else this.#onError?.(outcome.error, settled);
    if (!this.#isBusy) for (const resolve of this.#waiters.splice(0)) resolve();
  }
}
