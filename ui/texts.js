// The texts of the page, in the language that Rust sets. They are in `locales/`, in the folder `page` of each language.

import { FluentBundle, FluentNumber, FluentResource } from "./vendor/fluent-bundle/index.js";

/** @import { PageTexts } from "./types/PageTexts" */

/** @type {FluentBundle | null} */
let bundle = null;

/**
 * Sets the language. Modules can use texts only afterwards, so not while they are loaded.
 * @param {PageTexts} texts
 */
export function useTexts({ language, rightToLeft, files }) {
  // Marks around arguments keep them in order within text of the other direction.
  bundle = new FluentBundle(language, { useIsolating: rightToLeft });
  for (const file of files) bundle.addResource(new FluentResource(file));
}

/**
 * Returns the text with this id. `tests/structure/` checks that it exists and gets the arguments that it uses.
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
