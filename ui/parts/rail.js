// The navigation rail at the side of the window: links to the pages, with the account and Settings at the bottom.

import { setAttribute, fill, h } from "../dom.js";
import { address } from "../route.js";
import { hint } from "../shortcuts.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { avatar } from "./avatar.js";
import { icon } from "./icon.js";

/** @import { Page } from "../route.js" */
/** @import { Account } from "../types/Account" */

export class Rail {
  #account = h("a", { class: "rail-account", href: address("settings"), testid: "rail-account" });
  #links = {
    dataset: this.#link("dataset", t("window-dataset")),
    train: this.#link("train", t("window-train")),
    trainings: this.#link("trainings", t("window-trainings")),
    generate: this.#link("generate", t("window-generate")),
    settings: this.#link("settings", t("window-settings")),
  };
  element = h(
    "nav",
    { class: "rail", "aria-label": t("window-pages") },
    this.#links.dataset,
    this.#links.train,
    this.#links.trainings,
    this.#links.generate,
    h("span", { class: "spacer" }),
    this.#account,
    this.#links.settings,
  );

  constructor() {
    snapshot.subscribe(["account"], () => this.#drawAccount());
    snapshot.subscribe(["running"], () => this.#drawRunning());
    this.#drawAccount();
    this.#drawRunning();
  }

  /** @param {Page} page */
  show(page) {
    for (const [name, link] of Object.entries(this.#links)) setAttribute(link, "aria-current", name === page ? "page" : null);
  }

  /** Sets each link's tooltip, which names the page's shortcut. Must be called again if the shortcuts change. */
  updateTooltips() {
    for (const [page, link] of Object.entries(this.#links)) link.title = (link.textContent ?? "") + hint(page);
  }

  /** @param {Page} page @param {string} label */
  #link(page, label) {
    return h("a", { class: "rail-link small", href: address(page), testid: `rail-${page}`, title: label }, icon(page), h("span", { class: "rail-label", "data-label": label }, label));
  }

  #drawAccount() {
    const { account } = snapshot.state;
    const isSignedIn = account.kind === "signedIn";
    const label = accountLabel(account);
    setAttribute(this.#account, "aria-label", label);
    setAttribute(this.#account, "title", label);
    setAttribute(this.#account, "data-offline", isSignedIn && account.offline !== null);
    fill(this.#account, isSignedIn ? avatar(account) : h("span", { class: "avatar nobody" }, icon("person")));
  }

  #drawRunning() {
    setAttribute(this.#links.trainings, "data-running", snapshot.state.running);
    this.#links.trainings.ariaLabel = snapshot.state.running ? t("window-trainings-running") : t("window-trainings");
  }
}

/** @param {Account} account */
function accountLabel(account) {
  if (account.kind === "checking") return t("window-checking-token");
  if (account.kind !== "signedIn") return t("window-signed-out");
  const { name } = account;
  return account.offline ? t("window-signed-in-offline", { name }) : t("window-signed-in", { name });
}
