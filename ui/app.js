// The window: the rail, the page that is shown, the status line, the global keys, and drag and drop.

import { attribute, h, isLine } from "./dom.js";
import { DatasetPage } from "./dataset/dataset-page.js";
import { isOurs } from "./generate/drag-out.js";
import { GeneratePage } from "./generate/generate-page.js";
import * as ipc from "./ipc.js";
import { attempt, sentence } from "./parts/attempt.js";
import { watchCompositions } from "./parts/composition.js";
import { icon } from "./parts/icon.js";
import { means, useKeys } from "./shortcuts.js";
import { showKeys } from "./parts/shortcuts-sheet.js";
import { Rail } from "./parts/rail.js";
import { StatusLine } from "./parts/status-line.js";
import { PAGES, go, parse } from "./route.js";
import { SettingsPage } from "./settings/settings-page.js";
import { WelcomePage } from "./settings/welcome-page.js";
import { snapshot } from "./snapshot.js";
import { t, useTexts } from "./texts.js";
import { TrainPage } from "./train/train-page.js";
import { TrainingsPage } from "./trainings/trainings-page.js";

/** @import { AppEvent } from "./types/AppEvent" */
/** @typedef {HTMLElement & { enter(id: string | null): void, leave?(): void }} PageElement */

const KEYED = PAGES.slice(0, 4);

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
  #lookingAround = false;
  #dropWords = h("p", {});
  #drop = h("div", { class: "drop-light", testid: "drop-light", hidden: true }, h("div", {}, icon("drop"), this.#dropWords));

  connectedCallback() {
    this.dataset["testid"] = "app";
    // Subscribes before all others, since their texts name the keys, which this subscriber sets.
    snapshot.follow(["settings"], () => this.#appear());
    this.#appear();
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
        new StatusLine({ showKeys }).element,
      ),
      this.#drop,
    );
    this.#welcome.addEventListener("lookaround", () => {
      this.#lookingAround = true;
      this.#turn();
    });
    addEventListener("hashchange", () => this.#turn());
    addEventListener("keydown", (event) => this.#key(event));
    snapshot.follow(["account", "dataset"], () => this.#turn());
    // Shows a dataset when it is opened. Train stays, since it is about the open dataset anyway.
    snapshot.follow(["dataset"], () => snapshot.state.dataset && document.body.dataset["page"] !== "train" && go("dataset"));
    ipc.onDrag({
      over: () => {
        if (isOurs()) return;
        const generates = document.body.dataset["page"] === "generate";
        this.#dropWords.textContent = generates ? t("window-drop-picture") : t("window-drop");
        this.#drop.hidden = false;
      },
      left: () => (this.#drop.hidden = true),
      dropped: (paths) => !isOurs() && this.#dropped(paths),
    });
    this.#turn();
    this.dataset["state"] = "ready";
  }

  /** Shows the page that the address names. */
  #turn() {
    const { page, id } = parse(location.hash);
    const { account, dataset } = snapshot.state;
    const first = page === "dataset" && !dataset && !this.#lookingAround && account.kind !== "signedIn";
    const next = first ? this.#welcome : this.#pages[page];
    document.body.dataset["page"] = first ? "welcome" : page;
    this.#rail.show(page);
    const turned = next !== this.#shown;
    if (turned && this.#shown) {
      this.#shown.hidden = true;
      this.#shown.leave?.();
    }
    next.hidden = false;
    this.#shown = next;
    if (turned) this.#main.focus({ preventScroll: true });
    if (turned || id !== null) next.enter(id);
  }

  /** Opens dropped files; on Generate, uses the settings of a dropped picture. @param {string[]} paths */
  async #dropped(paths) {
    if (document.body.dataset["page"] === "generate") await attempt(ipc.useSettingsOf(paths));
    else await attempt(ipc.openPaths(paths));
  }

  #appear() {
    const { appearance, keys } = snapshot.state.settings;
    useKeys(keys, snapshot.state.mac);
    this.#rail.showKeys();
    attribute(document.documentElement, "data-appearance", appearance === "system" ? null : appearance);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const writing = isLine(event.target) || event.target instanceof HTMLTextAreaElement;
    const page = KEYED.find((name) => means(event, name));
    if (page) go(page);
    else if (means(event, "settings")) go("settings");
    else if (means(event, "open")) attempt(ipc.chooseFolder());
    else if (means(event, "paste") && !writing) attempt(ipc.paste());
    else if (means(event, "keys") && !writing) showKeys();
    else if (event.key === "Escape" && writing) /** @type {HTMLElement} */ (event.target).blur();
    else if (event.key === "Escape" && document.body.dataset["page"] === "settings") history.back();
    else return;
    event.preventDefault();
  }
}

/** Shows an error when the window can't be started. @param {unknown} error */
function fail(error) {
  document.body.append(h("p", { class: "failed-start", role: "alert" }, startFailure(sentence(error))));
}

/** @param {string} reason */
function startFailure(reason) {
  try {
    return t("window-start-failed", { reason });
  } catch {
    // The texts are not loaded yet.
    return `Tintype could not start its window. ${reason}`;
  }
}

async function loadTexts() {
  const texts = await ipc.pageTexts();
  useTexts(texts);
  document.documentElement.lang = texts.language;
  document.documentElement.dir = texts.rightToLeft ? "rtl" : "ltr";
}

async function start() {
  watchCompositions(window);
  // Changes that arrive before the whole state are applied after it.
  /** @type {AppEvent[] | null} */
  let early = [];
  await ipc.onChange((change) => (early ? early.push(change) : snapshot.receive(change)));
  await loadTexts();
  snapshot.begin(await ipc.appState());
  for (const change of early) snapshot.receive(change);
  early = null;
  customElements.define("tintype-app", TintypeApp);
  document.body.append(new TintypeApp());
}

start().catch(fail);
