// Support for input methods, which are used to type Chinese, Japanese, Korean and other scripts. While an input method
// composes text in a field, the app ignores key presses and does not change the field.

/** @typedef {HTMLInputElement | HTMLTextAreaElement} TextField */

/** The field in which text is being composed. @type {EventTarget | null} */
let composingField = null;

/**
 * Returns whether an input method handles this key press. WebKit reports the key press that ends a composition only
 * after the composition has ended: `isComposing` is false, but the key code is still 229.
 * @param {{ isComposing?: boolean, keyCode?: number }} event
 */
export const isHandledByInputMethod = (event) => event.isComposing === true || event.keyCode === 229;

/** Returns whether text is being composed in a field. @param {EventTarget} field */
export const isComposingIn = (field) => field === composingField;

/**
 * Hides the key presses of input methods from all other listeners of the page, and tracks the field in which text is
 * being composed. Must be called before any other listener is added.
 * @param {EventTarget} window
 */
export function watchCompositions(window) {
  /** @param {string} name @param {(event: any) => void} handler */
  const listen = (name, handler) => window.addEventListener(name, handler, { capture: true });
  listen("keydown", (event) => isHandledByInputMethod(event) && event.stopImmediatePropagation());
  listen("compositionstart", ({ target }) => (composingField = target));
  listen("compositionend", () => (composingField = null));
  // A field that loses the focus may not report the end of the composition.
  listen("blur", ({ target }) => target === composingField && (composingField = null));
}

/**
 * Sets a field's text, and keeps the caret or selection in place. Does nothing if the text is the same, or while text
 * is being composed in the field.
 * @param {TextField} field
 * @param {string} text
 */
export function setFieldText(field, text) {
  const { value, selectionStart, selectionEnd } = field;
  if (value === text || isComposingIn(field)) return;
  field.value = text;
  // Some types of input, such as `email`, report no caret position.
  if (document.activeElement !== field || selectionStart === null || selectionEnd === null) return;
  field.setSelectionRange(caretAfter(value, text, selectionStart), caretAfter(value, text, selectionEnd));
}

/**
 * Returns the caret's offset after a text is replaced: between the same characters, if they still exist.
 * @param {string} before the old text
 * @param {string} after the new text
 * @param {number} caret the caret's offset in the old text, in UTF-16 code units
 */
export function caretAfter(before, after, caret) {
  const shorterLength = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorterLength && before[start] === after[start]) start += 1;
  if (caret <= start) return caret;
  let end = 0;
  while (end < shorterLength - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return Math.max(after.length - end, caret + after.length - before.length);
}
