// The sheet that lists all keys, opened with `?`.

import { h } from "../dom.js";
import { icon } from "./icon.js";
import { GROUPS, keysOf, shown } from "../shortcuts.js";

/** The keys that can't be changed. @type {Record<string, [string, string][]>} */
const FIXED = {
  Anywhere: [["Escape", "Back"]],
  Images: [
    ["Arrows", "Move"],
    ["Shift+Arrows", "Extend selection"],
    ["Home", "First image (End: last image)"],
    ["+", "Enlarge crop (-: shrink)"],
  ],
};

export function showKeys() {
  /** @param {string[]} keys */
  const caps = (keys) => (keys.length === 0 ? [h("span", { class: "quiet" }, "No shortcut")] : keys.map((key) => h("kbd", {}, shown(key))));
  const dialog = h(
    "dialog",
    { class: "keys", "aria-label": "Keyboard shortcuts", testid: "keys" },
    h("header", {}, h("h1", { tabindex: "-1", autofocus: true }, "Keyboard shortcuts"), h("button", { type: "button", class: "bare square", "aria-label": "Close", click: () => dialog.close() }, icon("cross"))),
    h(
      "div",
      { class: "keys-groups" },
      ...GROUPS.map(({ title, actions }) =>
        h(
          "section",
          {},
          h("h2", { class: "small quiet" }, title),
          h(
            "dl",
            {},
            ...[...(FIXED[title] ?? []).map(([key, words]) => ({ words, keys: [key] })), ...actions.filter(({ id }) => !/^phrase-[2-9]$/.test(id)).map(({ id, words }) => (id === "phrase-1" ? { words: "Insert phrase 1 (of nine)", keys: keysOf(id) } : { words, keys: keysOf(id) }))].flatMap(({ words, keys }) => [
              h("dt", {}, words),
              h("dd", {}, ...caps(keys)),
            ]),
          ),
        ),
      ),
    ),
    h("p", { class: "small quiet" }, "You can change most shortcuts in Settings."),
  );
  dialog.addEventListener("close", () => dialog.remove());
  // A press outside of the sheet closes it.
  dialog.addEventListener("mousedown", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
