// For actions that have no place of their own for a refusal: the sentence goes to the status line.

/**
 * @template T
 * @param {Promise<T>} action
 * @returns {Promise<T | undefined>} nothing where it was refused
 */
export async function attempt(action) {
  try {
    return await action;
  } catch (error) {
    window.dispatchEvent(new CustomEvent("refused", { detail: sentence(error) }));
    return undefined;
  }
}

/** @param {unknown} error @returns {string} */
export const sentence = (error) => (error instanceof Error ? error.message : String(error));
