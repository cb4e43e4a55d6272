// The window: the rail, the current page, the status line, the global keys, and drag and drop.

import { setAttribute, h, isTextInput } from "./dom.js";
import { DatasetPage } from "./dataset/dataset-page.js";
import { isOwnDrag } from "./generate/drag-out.js";
import { GeneratePage } from "./generate/generate-page.js";
import * as ipc from "./ipc.js";
import { attempt, errorMessage } from "./parts/attempt.js";
import { watchCompositions } from "./parts/composition.js";
import { icon } from "./parts/icon.js";
import { isShortcut, setKeys } from "./shortcuts.js";
import { showShortcutsSheet } from "./parts/shortcuts-sheet.js";
import { Rail } from "./parts/rail.js";
import { StatusLine } from "./parts/status-line.js";
import { PAGES, go, parse } from "./route.js";
import { SettingsPage } from "./settings/settings-page.js";
import { WelcomePage } from "./settings/welcome-page.js";
import { snapshot } from "./snapshot.js";
import { t, setTexts } from "./texts.js";
import { TrainPage } from "./train/train-page.js";
import { TrainingsPage } from "./trainings/trainings-page.js";

/** @import { AppEvent } from "./types/AppEvent" */
/** @typedef {HTMLElement & { enter(id: string | null): void, leave?(): void }} PageElement */

const PAGES_WITH_SHORTCUT = PAGES.slice(0, 4);

class TintypeApp extends HTMLElement {
  #main = h("main", { class: "page", tabindex: "-1" });
  #rail = new Rail();
  #welcome = new WelcomePage();
  /** @type {Record<import("./route.js").Page, PageElement>} */
  #pages = {
    dataset: new DatasetPage(),
    train: new TrainPage(),
    trainings: new TrainingsPage(),
    generate: new GeneratePage(),
    settings: new SettingsPage(),
  };
  /** @type {PageElement | null} */
  #shown = null;
  #isSignInSkipped = false;
  #dropText = h("p", {});
  #dropOverlay = h("div", { class: "drop-light", testid: "drop-light", hidden: true }, h("div", {}, icon("drop"), this.#dropText));

  connectedCallback() {
    this.dataset["testid"] = "app";
    // This subscriber sets the keys. It is the first, since the texts of the other subscribers contain the keys' names.
    snapshot.subscribe(["settings"], () => this.#applySettings());
    this.#applySettings();
    for (const page of [this.#welcome, ...Object.values(this.#pages)]) {
      page.hidden = true;
      this.#main.append(page);
    }
    this.append(
      this.#rail.element,
      h(
        "div",
        { class: "stage" },
        snapshot.state.demo ? h("p", { class: "demo small", role: "note", testid: "demo-banner" }, t("window-demo")) : null,
        this.#main,
        new StatusLine({ showShortcutsSheet }).element,
      ),
      this.#dropOverlay,
    );
    this.#welcome.addEventListener("lookaround", () => {
      this.#isSignInSkipped = true;
      this.#showCurrentPage();
    });
    addEventListener("hashchange", () => this.#showCurrentPage());
    addEventListener("keydown", (event) => this.#handleKey(event));
    snapshot.subscribe(["account", "dataset"], () => this.#showCurrentPage());
    // Goes to the Dataset page when a dataset is opened. The Train page stays, since it shows the open dataset's form.
    snapshot.subscribe(["dataset"], () => snapshot.state.dataset && document.body.dataset["page"] !== "train" && go("dataset"));
    ipc.onDrag({
      onOver: () => {
        if (isOwnDrag()) return;
        const isOnGenerate = document.body.dataset["page"] === "generate";
        this.#dropText.textContent = isOnGenerate ? t("window-drop-picture") : t("window-drop");
        this.#dropOverlay.hidden = false;
      },
      onLeave: () => (this.#dropOverlay.hidden = true),
      onDrop: (paths) => !isOwnDrag() && this.#handleDrop(paths),
    });
    this.#showCurrentPage();
    this.dataset["state"] = "ready";
  }

  /** Shows the page that the address names, or the welcome page in place of the Dataset page. */
  #showCurrentPage() {
    const { page, id } = parse(location.hash);
    const { account, dataset } = snapshot.state;
    const showsWelcome = page === "dataset" && !dataset && !this.#isSignInSkipped && account.kind !== "signedIn";
    const next = showsWelcome ? this.#welcome : this.#pages[page];
    document.body.dataset["page"] = showsWelcome ? "welcome" : page;
    this.#rail.show(page);
    const isOtherPage = next !== this.#shown;
    if (isOtherPage && this.#shown) {
      this.#shown.hidden = true;
      this.#shown.leave?.();
    }
    next.hidden = false;
    this.#shown = next;
    if (isOtherPage) this.#main.focus({ preventScroll: true });
    if (isOtherPage || id !== null) next.enter(id);
  }

  /** Opens dropped files. On the Generate page, uses the settings of a dropped picture. @param {string[]} paths */
  async #handleDrop(paths) {
    if (document.body.dataset["page"] === "generate") await attempt(ipc.useSettingsOf(paths));
    else await attempt(ipc.openPaths(paths));
  }

  #applySettings() {
    const { appearance, keys } = snapshot.state.settings;
    setKeys(keys, snapshot.state.mac);
    this.#rail.updateTooltips();
    setAttribute(document.documentElement, "data-appearance", appearance === "system" ? null : appearance);
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const isTyping = isTextInput(event.target) || event.target instanceof HTMLTextAreaElement;
    const page = PAGES_WITH_SHORTCUT.find((name) => isShortcut(event, name));
    if (page) go(page);
    else if (isShortcut(event, "settings")) go("settings");
    else if (isShortcut(event, "open")) attempt(ipc.chooseFolder());
    else if (isShortcut(event, "paste") && !isTyping) attempt(ipc.paste());
    else if (isShortcut(event, "keys") && !isTyping) showShortcutsSheet();
    else if (event.key === "Escape" && isTyping) /** @type {HTMLElement} */ (event.target).blur();
    else if (event.key === "Escape" && document.body.dataset["page"] === "settings") history.back();
    else return;
    event.preventDefault();
  }
}

/** Shows an error when the window can't be started. @param {unknown} error */
function showStartError(error) {
  document.body.append(h("p", { class: "failed-start", role: "alert" }, startErrorMessage(errorMessage(error))));
}

/** @param {string} reason */
function startErrorMessage(reason) {
  try {
    return t("window-start-failed", { reason });
  } catch {
    // The texts are not loaded yet.
    return `Tintype could not start its window. ${reason}`;
  }
}

async function loadTexts() {
  const texts = await ipc.pageTexts();
  setTexts(texts);
  document.documentElement.lang = texts.language;
  document.documentElement.dir = texts.rightToLeft ? "rtl" : "ltr";
}

async function start() {
  watchCompositions(window);
  // Changes that arrive before the complete state are applied after it.
  /** @type {AppEvent[] | null} */
  let earlyChanges = [];
  await ipc.onChange((change) => (earlyChanges ? earlyChanges.push(change) : snapshot.receive(change)));
  await loadTexts();
  snapshot.initialize(await ipc.appState());
  for (const change of earlyChanges) snapshot.receive(change);
  earlyChanges = null;
  customElements.define("tintype-app", TintypeApp);
  document.body.append(new TintypeApp());
}

start().catch(showStartError);
