// The Dataset page without an open dataset: a drop area with buttons to open or add images, and the five most recent
// datasets.

import { fill, h } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { icon } from "../parts/icon.js";
import { snapshot } from "../snapshot.js";
import { t, textNodes } from "../texts.js";

export class EmptyDataset {
  #recent = h("ul", { class: "recent-list" });
  #recentPart = h("section", { class: "recent", "aria-labelledby": "recent-title" }, h("h2", { id: "recent-title", class: "small quiet" }, t("dataset-recent")), this.#recent);

  constructor() {
    const keys = h("kbd", {}, snapshot.state.mac ? "⌘V" : "Ctrl+V");
    const paste = textNodes("dataset-empty-paste", { keys });
    this.element = h(
      "div",
      { class: "empty-dataset", testid: "empty-dataset" },
      h(
        "div",
        { class: "drop-place" },
        h("div", { class: "prints", "aria-hidden": "true" }, h("span"), h("span"), h("span")),
        h("h1", {}, t("dataset-empty-title")),
        h("p", { class: "quiet" }, t("dataset-empty-about")),
        h(
          "div",
          { class: "buttons" },
          h("button", { type: "button", class: "primary", testid: "open-folder", click: () => attempt(ipc.chooseFolder()) }, icon("folder"), t("dataset-open-folder")),
          h("button", { type: "button", testid: "add-images", click: () => attempt(ipc.chooseImages()) }, icon("add"), t("dataset-add-images")),
          h("button", { type: "button", testid: "open-zip", click: () => attempt(ipc.chooseZip()) }, icon("zip"), t("dataset-open-zip")),
        ),
        h("p", { class: "small quiet" }, ...paste),
      ),
      this.#recentPart,
    );
    snapshot.subscribe(["recent"], () => this.draw());
  }

  draw() {
    const { recent } = snapshot.state;
    this.#recentPart.hidden = recent.length === 0;
    fill(
      this.#recent,
      ...recent.slice(0, 5).map((dataset) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "bare recent-dataset", testid: "recent", "data-path": dataset.path, click: () => attempt(ipc.openPaths([dataset.path])) },
            icon("dataset"),
            h("span", { class: "recent-name" }, dataset.name),
            h("span", { class: "recent-folder small quiet" }, dataset.folder),
          ),
        ),
      ),
    );
  }
}
