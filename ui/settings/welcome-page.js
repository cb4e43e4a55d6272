// The welcome page, which is shown in place of the Dataset page while nobody is signed in and no dataset is open,
// unless the person has skipped it. It shows the three steps to a model, and the form for the token.

import { h, setTextOrHide } from "../dom.js";
import { icon } from "../parts/icon.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { TokenForm } from "./token-form.js";

/** The welcome page. It emits the event `lookaround` when the person chooses to sign in later. */
export class WelcomePage extends HTMLElement {
  #form = new TokenForm();
  #reason = h("p", { class: "trouble", hidden: true, testid: "signed-out-reason" });
  #checking = h("p", { class: "quiet checking", role: "status", testid: "checking" }, t("welcome-looking-for-token"));
  #token = h(
    "section",
    { class: "welcome-token" },
    this.#reason,
    this.#form.element,
    h("button", { type: "button", class: "link", testid: "look-around", click: () => this.dispatchEvent(new CustomEvent("lookaround")) }, t("welcome-skip")),
  );

  connectedCallback() {
    if (this.children.length > 0) return;
    this.classList.add("centred");
    const step = (/** @type {import("../parts/icon.js").IconName} */ name, /** @type {string} */ title, /** @type {string} */ text) =>
      h("li", {}, icon(name), h("div", {}, h("h2", {}, title), h("p", { class: "quiet" }, text)));
    this.append(
      h(
        "div",
        { class: "welcome", testid: "welcome" },
        h("h1", {}, t("welcome-title")),
        h(
          "ol",
          { class: "welcome-steps" },
          step("drop", t("welcome-drop"), t("welcome-drop-about")),
          step("caption", t("welcome-describe"), t("welcome-describe-about")),
          step("train", t("welcome-train"), t("welcome-train-about")),
        ),
        this.#checking,
        this.#token,
      ),
    );
    snapshot.subscribe(["account"], () => this.draw());
    this.draw();
  }

  /** Focuses the form when the page is shown. */
  enter() {
    if (!this.#token.hidden) this.#form.focus();
  }

  draw() {
    const { account } = snapshot.state;
    this.#checking.hidden = account.kind !== "checking";
    this.#token.hidden = account.kind === "checking";
    this.#form.setKeychainSilent(account.kind === "signedOut" && account.keychainSilent);
    setTextOrHide(this.#reason, account.kind === "signedOut" ? account.reason : null);
  }
}

customElements.define("welcome-page", WelcomePage);
