// The dialog that lists the keyboard shortcuts. By default, the key `?` opens it.

import { h } from "../dom.js";
import { icon } from "./icon.js";
import { GROUPS, keysOf, keyLabel } from "../shortcuts.js";
import { t } from "../texts.js";

/** @import { Action, Group } from "../shortcuts.js" */
/** @typedef {{ label: string, keys: string[] }} Row */

/** Returns the rows for a group's main shortcuts that the person can't change. @param {Group} group @returns {Row[]} */
function fixedRows({ id }) {
  if (id === "anywhere") return [{ label: t("shortcuts-back"), keys: ["Escape"] }];
  if (id !== "images") return [];
  const arrows = t("shortcuts-arrow-keys");
  return [
    { label: t("shortcuts-move"), keys: [arrows] },
    { label: t("shortcuts-extend-selection"), keys: [`Shift+${arrows}`] },
    { label: t("shortcuts-first-image"), keys: ["Home"] },
    { label: t("shortcuts-enlarge-crop"), keys: ["+"] },
  ];
}

/**
 * Returns the rows for a group's shortcuts that the person can change. The nine phrases share one row.
 * @param {Group} group @returns {Row[]}
 */
const changeableRows = ({ actions }) => actions.filter(({ id }) => !/^phrase-[2-9]$/.test(id)).map((action) => ({ label: labelOf(action), keys: keysOf(action.id) }));

/** @param {Action} action */
const labelOf = ({ id, label }) => (id === "phrase-1" ? t("shortcuts-phrase-of-nine") : label);

export function showShortcutsSheet() {
  /** @param {string[]} keys */
  const keyCaps = (keys) => (keys.length === 0 ? [h("span", { class: "quiet" }, t("shortcuts-none"))] : keys.map((key) => h("kbd", {}, keyLabel(key))));
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
            ...[...fixedRows(group), ...changeableRows(group)].flatMap(({ label, keys }) => [h("dt", {}, label), h("dd", {}, ...keyCaps(keys))]),
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
