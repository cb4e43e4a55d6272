// Shows the errors of actions in the status line, for actions that have no other place to show them.

/**
 * @template T
 * @param {Promise<T>} action
 * @returns {Promise<T | undefined>} undefined if the action failed
 */
export async function attempt(action) {
  try {
    return await action;
  } catch (error) {
    window.dispatchEvent(new CustomEvent("refused", { detail: errorMessage(error) }));
    return undefined;
  }
}

/** @param {unknown} error @returns {string} */
export const errorMessage = (error) => (error instanceof Error ? error.message : String(error));
