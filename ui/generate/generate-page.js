// The Generate page. Making pictures here is not built yet; until then it leads to where they can be made.

import { fill, h } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt } from "../parts/attempt.js";
import { icon } from "../parts/icon.js";
import { address } from "../route.js";
import { snapshot } from "../snapshot.js";

export class GeneratePage extends HTMLElement {
  connectedCallback() {
    this.classList.add("centred");
    snapshot.follow(["trainings"], () => !this.hidden && this.enter());
    snapshot.followTrainings(() => !this.hidden && this.enter());
  }

  /** The page has been turned to. */
  async enter() {
    const trainings = await attempt(ipc.trainings());
    const done = trainings?.rows.filter((row) => row.stage === "succeeded") ?? [];
    const newest = done[0];
    fill(
      this,
      h(
        "section",
        { class: "placeholder", testid: "generate" },
        icon("generate"),
        h("h1", {}, "Generate"),
        ...(newest
          ? [
              h("p", { class: "quiet" }, "Making pictures inside Tintype comes with a later release. Your trained models work already: on Replicate, in the browser."),
              h(
                "ul",
                { class: "models" },
                ...done.slice(0, 5).map((row) =>
                  h(
                    "li",
                    {},
                    h("button", { type: "button", class: row === newest ? "primary" : "", testid: "generate-open-model", click: () => attempt(ipc.openLink({ kind: "model", id: row.id })) }, icon("link"), `Open ${row.title}`),
                  ),
                ),
              ),
            ]
          : [
              h("p", { class: "quiet" }, "Pictures are made with a model of your own. Train one first: it takes a few minutes."),
              h("a", { class: "button", href: address("train"), testid: "go-train" }, icon("train"), "Go to Train"),
            ]),
      ),
    );
  }
}

customElements.define("generate-page", GeneratePage);
