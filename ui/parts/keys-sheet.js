// The list of keys, on `?`.

import { h } from "../dom.js";
import { snapshot } from "../snapshot.js";
import { icon } from "./icon.js";

/** `Mod` is Ctrl, or ⌘ on macOS. @type {[string, [string, string][]][]} */
const KEYS = [
  [
    "Anywhere",
    [
      ["Mod+1 … Mod+4", "Dataset, Train, Trainings, Generate"],
      ["Mod+O", "Open a folder"],
      ["Mod+V", "Paste images"],
      ["Mod+,", "Settings"],
      ["Esc", "Back"],
      ["?", "This list"],
    ],
  ],
  [
    "Images",
    [
      ["Arrows", "Move"],
      ["Home, End, PgUp, PgDn", "Move far"],
      ["Enter, F2", "Write the caption"],
      ["Space", "One image, large"],
      ["Del", "Leave out, or take back in"],
    ],
  ],
  [
    "In a caption",
    [
      ["Mod+Enter, Mod+↓, PgDn", "Next image, writing on"],
      ["Mod+↑, PgUp", "The image before"],
      ["Esc", "Back to the images"],
    ],
  ],
];

export function showKeys() {
  const mod = snapshot.state.mac ? "⌘" : "Ctrl+";
  /** @param {string} keys */
  const caps = (keys) => keys.split(/(, (?=\S)| … )/).map((part, index) => (index % 2 ? part.replace(", ", " ") : h("kbd", {}, part.replace("Mod+", mod))));
  const dialog = h(
    "dialog",
    { class: "keys", "aria-label": "Keys", testid: "keys" },
    h("header", {}, h("h1", { tabindex: "-1", autofocus: true }, "Keys"), h("button", { type: "button", class: "bare square", "aria-label": "Close", click: () => dialog.close() }, icon("cross"))),
    ...KEYS.map(([title, keys]) => h("section", {}, h("h2", { class: "small quiet" }, title), h("dl", {}, ...keys.flatMap(([key, words]) => [h("dt", {}, words), h("dd", {}, ...caps(key))])))),
  );
  dialog.addEventListener("close", () => dialog.remove());
  // A press beside the sheet closes it.
  dialog.addEventListener("mousedown", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
