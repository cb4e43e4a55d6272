// The current page, which is kept in the address after `#`, so that links and navigation in the history work.

/** @typedef {"dataset" | "train" | "trainings" | "generate" | "settings"} Page */

/** @type {readonly Page[]} */
export const PAGES = ["dataset", "train", "trainings", "generate", "settings"];

/**
 * @param {string} hash the part of the address from `#`, such as `#trainings/ID`
 * @returns {{ page: Page, id: string | null }} the Dataset page if the address names no known page
 */
export function parse(hash) {
  const [name, id] = hash.replace(/^#/, "").split("/");
  const page = PAGES.find((known) => known === name) ?? "dataset";
  return { page, id: id ? decodeURIComponent(id) : null };
}

/** @param {Page} page @param {string | null} [id] @returns {string} */
export const address = (page, id) => `#${page}${id ? `/${encodeURIComponent(id)}` : ""}`;

/** @param {Page} page @param {string | null} [id] */
export function go(page, id) {
  location.hash = address(page, id);
}
