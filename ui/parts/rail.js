// The rail at the left: links to the pages, and at its foot the account and Settings.

import { attribute, fill, h } from "../dom.js";
import { address } from "../route.js";
import { hint } from "../shortcuts.js";
import { snapshot } from "../snapshot.js";
import { avatar } from "./avatar.js";
import { icon } from "./icon.js";

/** @import { Page } from "../route.js" */

export class Rail {
  #account = h("a", { class: "rail-account", href: address("settings"), testid: "rail-account" });
  #links = {
    dataset: this.#link("dataset", "Dataset"),
    train: this.#link("train", "Train"),
    trainings: this.#link("trainings", "Trainings"),
    generate: this.#link("generate", "Generate"),
    settings: this.#link("settings", "Settings"),
  };
  element = h(
    "nav",
    { class: "rail", "aria-label": "Pages" },
    this.#links.dataset,
    this.#links.train,
    this.#links.trainings,
    this.#links.generate,
    h("span", { class: "spacer" }),
    this.#account,
    this.#links.settings,
  );

  constructor() {
    snapshot.follow(["account"], () => this.#drawAccount());
    snapshot.follow(["running"], () => this.#drawRunning());
    this.#drawAccount();
    this.#drawRunning();
  }

  /** @param {Page} page */
  show(page) {
    for (const [name, link] of Object.entries(this.#links)) attribute(link, "aria-current", name === page ? "page" : null);
  }

  /** Shows in the titles which keys lead to the pages. The person may have changed them. */
  showKeys() {
    for (const [page, link] of Object.entries(this.#links)) link.title = (link.textContent ?? "") + hint(page);
  }

  /** @param {Page} page @param {string} label */
  #link(page, label) {
    return h("a", { class: "rail-link small", href: address(page), testid: `rail-${page}`, title: label }, icon(page), label);
  }

  #drawAccount() {
    const { account } = snapshot.state;
    const signedIn = account.kind === "signedIn";
    const words = signedIn ? `Signed in as ${account.name}${account.offline ? ". Replicate can't be reached." : ""}` : account.kind === "checking" ? "Looking for your token" : "Not signed in";
    attribute(this.#account, "aria-label", words);
    attribute(this.#account, "title", words);
    attribute(this.#account, "data-offline", signedIn && account.offline !== null);
    fill(this.#account, signedIn ? avatar(account) : h("span", { class: "avatar nobody" }, icon("person")));
  }

  #drawRunning() {
    attribute(this.#links.trainings, "data-running", snapshot.state.running);
    this.#links.trainings.ariaLabel = snapshot.state.running ? "Trainings, in progress" : "Trainings";
  }
}
