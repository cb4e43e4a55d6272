// Input methods, by which Chinese, Japanese, Korean and other scripts are typed. While one composes a text in a field,
// its keys mean nothing to the app, and nothing else writes into the field.

/** @typedef {HTMLInputElement | HTMLTextAreaElement} TextField */

/** The field in which a text is being composed. @type {EventTarget | null} */
let composed = null;

/**
 * Whether an input method takes this key. WebKit reports the key that ends a composition after its end, with
 * `isComposing` false; the key code 229 still tells that it was taken.
 * @param {{ isComposing?: boolean, keyCode?: number }} event
 */
export const isTaken = (event) => event.isComposing === true || event.keyCode === 229;

/** Whether a text is being composed in a field. @param {EventTarget} field */
export const isComposedIn = (field) => field === composed;

/**
 * Keeps the keys of input methods from every listener but those of the web view, and notes where one composes. To be
 * called before anything else listens.
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
 * Shows a text in a field. Where the field has it already nothing is touched, and where a text is being composed
 * neither. The caret stays where it is in the text.
 * @param {TextField} field
 * @param {string} text
 */
export function setText(field, text) {
  const { value, selectionStart, selectionEnd } = field;
  if (value === text || isComposedIn(field)) return;
  field.value = text;
  // Fields of some kinds, such as addresses of e-mail, tell of no caret.
  if (document.activeElement !== field || selectionStart === null || selectionEnd === null) return;
  field.setSelectionRange(caretAfter(value, text, selectionStart), caretAfter(value, text, selectionEnd));
}

/**
 * Where a caret belongs after a text was replaced by another: between the same characters, where they are still there.
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
