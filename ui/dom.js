// Helpers that create and change elements. Text is inserted as text nodes only; nothing here parses HTML.

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Attribute */

/**
 * Creates an element. If an attribute's value is a function, it becomes a listener for the event of that name, such as
 * `click`. `true` sets an empty attribute; `false`, `null` and `undefined` set none. `testid` is short for
 * `data-testid`.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else setAttribute(element, name === "testid" ? "data-testid" : name, value);
  }
  element.append(...presentChildren(children));
  return element;
}

/**
 * Sets an attribute, or removes it for `false`, `null` and `undefined`.
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(element, name, value) {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value === true ? "" : value)) {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Replaces an element's children. Children that are null, undefined or false are left out.
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...presentChildren(children));
}

/**
 * Sets an element's text. Does nothing if the text is the same, so that a selection in it is kept and a screen reader
 * does not read it again.
 * @param {Element} element
 * @param {string} text
 */
export function setTextContent(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Shows an element with a text, or hides it if there is none.
 * @param {HTMLElement} element
 * @param {string | null | undefined} text
 */
export function setTextOrHide(element, text) {
  element.hidden = !text;
  setTextContent(element, text ?? "");
}

const NON_TEXT_TYPES = new Set(["button", "checkbox", "color", "radio", "range", "submit"]);

/**
 * Returns whether an element is a single-line text field, which undoes its own typing.
 * @param {EventTarget | null} field
 */
export const isTextInput = (field) => field instanceof HTMLInputElement && !NON_TEXT_TYPES.has(field.type);

/** @param {Child[]} children @returns {(Node | string)[]} */
function presentChildren(children) {
  return /** @type {(Node | string)[]} */ (children.filter((child) => child !== null && child !== undefined && child !== false));
}
