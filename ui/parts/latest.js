// Sends values that change quickly, such as the text of a field while the person types. Only one call is in flight at a
// time, so answers arrive in order and no timer is needed. After each call, the newest value is sent; older values that
// were still waiting are skipped.

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
   * }} callbacks called with the result or error of each call; `settled` is true if no newer value is waiting
   */
  constructor(send, { onResult, onError } = {}) {
    this.#send = send;
    this.#onResult = onResult;
    this.#onError = onError;
  }

  /** True until the call for the newest value has ended. */
  get isBusy() {
    return this.#isBusy;
  }

  /** Resolves once the call for the newest value has ended, successfully or not. @returns {Promise<void>} */
  whenSettled() {
    return this.#isBusy ? new Promise((resolve) => this.#waiters.push(resolve)) : Promise.resolve();
  }

  /** @param {V} value */
  push(value) {
    this.#pending = { value };
    if (!this.#isBusy) this.#run();
  }

  /** Drops the value that is waiting to be sent, if any. A call in flight is not canceled. */
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
