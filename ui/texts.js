// The texts of the page, in the language that Rust selects. Their files are in `locales/LANGUAGE/page/`.

import { FluentBundle, FluentNumber, FluentResource } from "./vendor/fluent-bundle/index.js";

/** @import { PageTexts } from "./types/PageTexts" */

/** @type {FluentBundle | null} */
let bundle = null;

/**
 * Sets the language and its texts. Texts can be used only after this call, and so not while modules are being loaded.
 * @param {PageTexts} texts
 */
export function setTexts({ language, rightToLeft, files }) {
  // Rust writes numbers with the digits 0 to 9 in all languages, so the page does too. In right-to-left text, Unicode
  // isolation marks keep left-to-right arguments in order.
  bundle = new FluentBundle(`${language}-u-nu-latn`, { useIsolating: rightToLeft });
  for (const file of files) bundle.addResource(new FluentResource(file));
}

/**
 * Returns the text with this id, or the id itself if there is none. `tests/structure/texts.test.mjs` checks that the
 * English text exists and that each call passes exactly the arguments that it uses.
 * @param {string} id
 * @param {Record<string, string | number>} [args]
 * @returns {string}
 */
export function t(id, args = {}) {
  if (!bundle) throw new Error(`The text ${id} is used before the texts are loaded.`);
  const pattern = bundle.getMessage(id)?.value;
  if (!pattern) return id;
  const values = Object.entries(args).map(([name, value]) => [name, typeof value === "number" ? new FluentNumber(value, { useGrouping: false }) : value]);
  /** @type {Error[]} */
  const errors = [];
  const text = bundle.formatPattern(pattern, Object.fromEntries(values), errors);
  for (const error of errors) console.error(`The text ${id} can't be formatted completely.`, error);
  return text;
}

/**
 * Returns a text as nodes. Arguments may be nodes, such as links, which are inserted in their places.
 * @param {string} id
 * @param {Record<string, string | number | Node>} args
 * @returns {(string | Node)[]}
 */
export function textNodes(id, args) {
  /** @type {Node[]} */
  const nodes = [];
  // In the text, each node is represented by its index between two private-use characters, which no text contains.
  const values = Object.entries(args).map(([name, value]) => [name, value instanceof Node ? `\ue000${nodes.push(value) - 1}\ue000` : value]);
  return t(id, Object.fromEntries(values))
    .split("\ue000")
    .map((part, index) => (index % 2 === 0 ? part : (nodes[Number(part)] ?? "")));
}
