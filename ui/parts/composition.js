// Input methods, with which Chinese, Japanese, Korean and other scripts are typed. While one composes a text in a
// field, the app ignores its keys and writes nothing into the field.

/** @typedef {HTMLInputElement | HTMLTextAreaElement} TextField */

/** The field in which a text is being composed. @type {EventTarget | null} */
let composed = null;

/**
 * Returns whether an input method takes this key. WebKit reports the key that ends a composition after the end, with
 * `isComposing` false; its key code is still 229.
 * @param {{ isComposing?: boolean, keyCode?: number }} event
 */
export const isTaken = (event) => event.isComposing === true || event.keyCode === 229;

/** Returns whether a text is being composed in a field. @param {EventTarget} field */
export const isComposedIn = (field) => field === composed;

/**
 * Keeps the keys of input methods from all other listeners of the page, and notes the field in which a text is being
 * composed. Must be called before any other listener is added.
 * @param {EventTarget} window
 */
export function watchCompositions(window) {
  /** @param {string} name @param {(event: any) => void} heard */
  const listen = (name, heard) => window.addEventListener(name, heard, { capture: true });
  listen("keydown", (event) => isTaken(event) && event.stopImmediatePropagation());
  listen("compositionstart", ({ target }) => (composed = target));
  listen("compositionend", () => (composed = null));
  // A field that loses the focus may not report the end.
  listen("blur", ({ target }) => target === composed && (composed = null));
}

/**
 * Sets a field's text. Does nothing if the text is the same, or while a text is being composed in the field. The caret
 * keeps its place in the text.
 * @param {TextField} field
 * @param {string} text
 */
export function setText(field, text) {
  const { value, selectionStart, selectionEnd } = field;
  if (value === text || isComposedIn(field)) return;
  field.value = text;
  // Some kinds of fields, such as e-mail addresses, report no caret.
  if (document.activeElement !== field || selectionStart === null || selectionEnd === null) return;
  field.setSelectionRange(caretAfter(value, text, selectionStart), caretAfter(value, text, selectionEnd));
}

/**
 * Returns the caret's place after a text was replaced: between the same characters, if they still exist.
 * @param {string} before
 * @param {string} after
 * @param {number} caret
 */
export function caretAfter(before, after, caret) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  if (caret <= start) return caret;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return Math.max(after.length - end, caret + after.length - before.length);
}
