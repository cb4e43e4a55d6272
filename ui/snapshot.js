// The last that Rust said: the one place where changes come in, and where the views read what to draw.
// No rules here: an answer or an event replaces what it is about, and those who draw it are told.

/** @import { Account } from "./types/Account" */
/** @import { AppState } from "./types/AppState" */
/** @import { Change } from "./types/Change" */
/** @import { Image } from "./types/Image" */
/** @import { ImagesChanged } from "./types/ImagesChanged" */
/** @import { Settings } from "./types/Settings" */
/** @typedef {"dataset" | "recent" | "images" | "account" | "settings" | "running" | "tasks" | "notices" | "trainings" | "trainer" | "checks" | "generate"} Subject */

/** @type {AppState} */
let state;

/** @type {Map<number, Image>} */
let imagesById = new Map();

/** The order of the images, which may name some that are yet to come. @type {number[]} */
let order = [];

/** From when what is shown of each image is, of those that are gone as well. @type {Map<number, number>} */
let imagesAsOf = new Map();

/** From when the dataset was first shown, their order is, and what is said of all of them together. */
let wholeAsOf = 0;
let orderAsOf = 0;
let togetherAsOf = 0;

const subjects = new EventTarget();

/** @param {Subject} subject @param {unknown} [detail] */
const tell = (subject, detail) => subjects.dispatchEvent(new CustomEvent(subject, { detail }));

export const snapshot = {
  /** What the window shows. */
  get state() {
    return state;
  },

  /** @param {number | null} id @returns {Image | undefined} */
  image(id) {
    return id === null ? undefined : imagesById.get(id);
  },

  /**
   * Calls `draw` each time one of the subjects changed.
   * @param {Subject[]} names
   * @param {() => void} draw
   */
  follow(names, draw) {
    for (const name of names) subjects.addEventListener(name, draw);
  },

  /**
   * Receives every training that moved.
   * @param {(change: Extract<Change, { kind: "training" }>) => void} receive
   */
  followTrainings(receive) {
    subjects.addEventListener("training", (event) => receive(/** @type {CustomEvent} */ (event).detail));
  },

  /**
   * Receives all weights that came nearer.
   * @param {(change: Extract<Change, { kind: "weights" }>) => void} receive
   */
  followWeights(receive) {
    subjects.addEventListener("weights", (event) => receive(/** @type {CustomEvent} */ (event).detail));
  },

  /**
   * Receives every press of Generate that moved.
   * @param {(batch: import("./types/Batch").Batch) => void} receive
   */
  followBatches(receive) {
    subjects.addEventListener("batch", (event) => receive(/** @type {CustomEvent} */ (event).detail));
  },

  /** @param {AppState} from the whole state, at the start */
  begin(from) {
    state = from;
    indexImages();
  },

  /** @param {Change} change */
  receive(change) {
    switch (change.kind) {
      case "dataset":
        state.dataset = change.dataset;
        state.recent = change.recent;
        indexImages();
        tell("dataset");
        break;
      case "recent":
        state.recent = change.recent;
        tell("recent");
        break;
      case "images":
        this.imagesChanged(change.images);
        break;
      case "account":
        this.accountChanged(change.account);
        break;
      case "training":
        subjects.dispatchEvent(new CustomEvent("training", { detail: change }));
        if (state.running !== change.running) {
          state.running = change.running;
          tell("running");
        }
        break;
      case "checks":
        tell("checks");
        break;
      case "trainings":
        tell("trainings");
        break;
      case "weights":
        subjects.dispatchEvent(new CustomEvent("weights", { detail: change }));
        break;
      case "batch":
        subjects.dispatchEvent(new CustomEvent("batch", { detail: change.batch }));
        break;
      case "generate":
        tell("generate");
        break;
      case "trainer":
        tell("trainer");
        break;
      case "tasks":
        state.tasks = change.tasks;
        tell("tasks");
        break;
      case "notices":
        state.notices = change.notices;
        tell("notices");
        break;
    }
  },

  /**
   * An answer may be overtaken by a change that came after it: of each image the newest is kept.
   * @param {ImagesChanged} changes
   */
  imagesChanged({ asOf, changed, removed, order: ordered, counts, undoable }) {
    // What is older than the dataset as a whole is of the one before, or in it.
    if (!state.dataset || asOf < wholeAsOf) return;
    const isNews = (/** @type {number} */ id) => {
      const news = asOf >= (imagesAsOf.get(id) ?? 0);
      if (news) imagesAsOf.set(id, asOf);
      return news;
    };
    for (const image of changed) if (isNews(image.id)) imagesById.set(image.id, image);
    for (const id of removed) if (isNews(id)) imagesById.delete(id);
    if (ordered && asOf >= orderAsOf) {
      orderAsOf = asOf;
      order = ordered;
    }
    if (asOf >= togetherAsOf) {
      togetherAsOf = asOf;
      state.dataset.counts = counts;
      state.dataset.undoable = undoable;
    }
    state.dataset.images = order.flatMap((id) => imagesById.get(id) ?? []);
    tell("images");
  },

  /** @param {Account} account */
  accountChanged(account) {
    state.account = account;
    tell("account");
  },

  /** @param {Settings} settings */
  settingsChanged(settings) {
    state.settings = settings;
    tell("settings");
  },
};

/** The account that is signed in. @returns {string | null} */
export function username() {
  return state.account.kind === "signedIn" ? state.account.username : null;
}

function indexImages() {
  imagesById = new Map(state.dataset?.images.map((image) => [image.id, image]));
  order = [...imagesById.keys()];
  imagesAsOf = new Map();
  wholeAsOf = orderAsOf = togetherAsOf = state.dataset?.asOf ?? 0;
}
