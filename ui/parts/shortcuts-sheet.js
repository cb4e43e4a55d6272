// The dialog that lists all keyboard shortcuts. The key `?` opens it.

import { h } from "../dom.js";
import { icon } from "./icon.js";
import { GROUPS, keysOf, shown } from "../shortcuts.js";
import { t } from "../texts.js";

/** @import { Action, Group } from "../shortcuts.js" */
/** @typedef {{ words: string, keys: string[] }} Row */

/** Returns a group's shortcuts that the person can't change. @param {Group} group @returns {Row[]} */
function fixed({ id }) {
  if (id === "anywhere") return [{ words: t("shortcuts-back"), keys: ["Escape"] }];
  if (id !== "images") return [];
  const arrows = t("shortcuts-arrow-keys");
  return [
    { words: t("shortcuts-move"), keys: [arrows] },
    { words: t("shortcuts-extend-selection"), keys: [`Shift+${arrows}`] },
    { words: t("shortcuts-first-image"), keys: ["Home"] },
    { words: t("shortcuts-enlarge-crop"), keys: ["+"] },
  ];
}

/**
 * Returns a group's shortcuts that the person can change. All phrases share one row.
 * @param {Group} group @returns {Row[]}
 */
const changeable = ({ actions }) => actions.filter(({ id }) => !/^phrase-[2-9]$/.test(id)).map((action) => ({ words: wordsOf(action), keys: keysOf(action.id) }));

/** @param {Action} action */
const wordsOf = ({ id, words }) => (id === "phrase-1" ? t("shortcuts-phrase-of-nine") : words);

export function showKeys() {
  /** @param {string[]} keys */
  const caps = (keys) => (keys.length === 0 ? [h("span", { class: "quiet" }, t("shortcuts-none"))] : keys.map((key) => h("kbd", {}, shown(key))));
  const dialog = h(
    "dialog",
    { class: "keys", "aria-label": t("shortcuts-title"), testid: "keys" },
    h("header", {}, h("h1", { tabindex: "-1", autofocus: true }, t("shortcuts-title")), h("button", { type: "button", class: "bare square", "aria-label": t("common-close"), click: () => dialog.close() }, icon("cross"))),
    h(
      "div",
      { class: "keys-groups" },
      ...GROUPS.map((group) =>
        h(
          "section",
          {},
          h("h2", { class: "small quiet" }, group.title),
          h(
            "dl",
            {},
            ...[...fixed(group), ...changeable(group)].flatMap(({ words, keys }) => [h("dt", {}, words), h("dd", {}, ...caps(keys))]),
          ),
        ),
      ),
    ),
    h("p", { class: "small quiet" }, t("shortcuts-changed-in-settings")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  // A press outside the dialog closes it.
  dialog.addEventListener("mousedown", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
