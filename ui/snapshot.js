// The newest state that Rust has reported. All views draw from this state. The module contains no logic of the app:
// each answer or event replaces a part of the state, and the listeners for that part are called.

/** @import { Account } from "./types/Account" */
/** @import { AppState } from "./types/AppState" */
/** @import { AppEvent } from "./types/AppEvent" */
/** @import { Image } from "./types/Image" */
/** @import { ImagesChanged } from "./types/ImagesChanged" */
/** @import { Settings } from "./types/Settings" */
/** @typedef {"dataset" | "recent" | "images" | "account" | "settings" | "running" | "tasks" | "notices" | "trainings" | "trainer" | "checks" | "generate"} Subject */

/** @type {AppState} */
let state;

/** @type {Map<number, Image>} */
let imagesById = new Map();

/** The ids of the images in order, possibly including images whose data has not arrived yet. @type {number[]} */
let order = [];

/**
 * The `sequence` of the newest change of each image that has changed, including removed images.
 * @type {Map<number, number>}
 */
let imageSequences = new Map();

/**
 * The `sequence` numbers of the present state: of the last dataset that arrived as a whole, of the order of its images,
 * and of its counts and undo state.
 */
let wholeSequence = 0;
let orderSequence = 0;
let sharedSequence = 0;

const events = new EventTarget();

/** @param {Subject} subject @param {unknown} [detail] */
const notify = (subject, detail) => events.dispatchEvent(new CustomEvent(subject, { detail }));

export const snapshot = {
  /** The state that the page shows. */
  get state() {
    return state;
  },

  /** @param {number | null} id @returns {Image | undefined} */
  image(id) {
    return id === null ? undefined : imagesById.get(id);
  },

  /**
   * Calls `listener` each time any of the subjects changes.
   * @param {Subject[]} subjects
   * @param {() => void} listener
   */
  subscribe(subjects, listener) {
    for (const subject of subjects) events.addEventListener(subject, listener);
  },

  /**
   * Calls `receive` with every change of a training.
   * @param {(change: Extract<AppEvent, { kind: "training" }>) => void} receive
   */
  subscribeToTrainings(receive) {
    events.addEventListener("training", (event) => receive(/** @type {CustomEvent} */ (event).detail));
  },

  /**
   * Calls `receive` with every change of the weights of a training.
   * @param {(change: Extract<AppEvent, { kind: "weights" }>) => void} receive
   */
  subscribeToWeights(receive) {
    events.addEventListener("weights", (event) => receive(/** @type {CustomEvent} */ (event).detail));
  },

  /**
   * Calls `receive` with every new state of a batch of pictures.
   * @param {(batch: import("./types/Batch").Batch) => void} receive
   */
  subscribeToBatches(receive) {
    events.addEventListener("batch", (event) => receive(/** @type {CustomEvent} */ (event).detail));
  },

  /** @param {AppState} initialState the whole state at the start */
  initialize(initialState) {
    state = initialState;
    indexImages();
  },

  /** @param {AppEvent} change */
  receive(change) {
    switch (change.kind) {
      case "dataset":
        state.dataset = change.dataset;
        state.recent = change.recent;
        indexImages();
        notify("dataset");
        break;
      case "recent":
        state.recent = change.recent;
        notify("recent");
        break;
      case "images":
        this.applyImageChanges(change.images);
        break;
      case "account":
        this.setAccount(change.account);
        break;
      case "training":
        events.dispatchEvent(new CustomEvent("training", { detail: change }));
        if (state.running !== change.running) {
          state.running = change.running;
          notify("running");
        }
        break;
      case "checks":
        notify("checks");
        break;
      case "trainings":
        notify("trainings");
        break;
      case "weights":
        events.dispatchEvent(new CustomEvent("weights", { detail: change }));
        break;
      case "batch":
        events.dispatchEvent(new CustomEvent("batch", { detail: change.batch }));
        break;
      case "generate":
        notify("generate");
        break;
      case "trainer":
        notify("trainer");
        break;
      case "tasks":
        state.tasks = change.tasks;
        notify("tasks");
        break;
      case "notices":
        state.notices = change.notices;
        notify("notices");
        break;
    }
  },

  /**
   * Applies changes to images. Changes may arrive out of order; the newest state of each image is kept.
   * @param {ImagesChanged} changes
   */
  applyImageChanges({ sequence, changed, removed, order: ordered, counts, undoable }) {
    // Changes that are older than the dataset belong to a previous dataset, or are already included in this one.
    if (!state.dataset || sequence < wholeSequence) return;
    const isNewest = (/** @type {number} */ id) => {
      const isNewer = sequence >= (imageSequences.get(id) ?? 0);
      if (isNewer) imageSequences.set(id, sequence);
      return isNewer;
    };
    for (const image of changed) if (isNewest(image.id)) imagesById.set(image.id, image);
    for (const id of removed) if (isNewest(id)) imagesById.delete(id);
    if (ordered && sequence >= orderSequence) {
      orderSequence = sequence;
      order = ordered;
    }
    if (sequence >= sharedSequence) {
      sharedSequence = sequence;
      state.dataset.counts = counts;
      state.dataset.undoable = undoable;
    }
    state.dataset.images = order.flatMap((id) => imagesById.get(id) ?? []);
    notify("images");
  },

  /** @param {Account} account */
  setAccount(account) {
    state.account = account;
    notify("account");
  },

  /** @param {Settings} settings */
  setSettings(settings) {
    state.settings = settings;
    notify("settings");
  },
};

/** Returns the username of the signed-in account, or null if no account is signed in. @returns {string | null} */
export function username() {
  return state.account.kind === "signedIn" ? state.account.username : null;
}

function indexImages() {
  imagesById = new Map(state.dataset?.images.map((image) => [image.id, image]));
  order = [...imagesById.keys()];
  imageSequences = new Map();
  wholeSequence = orderSequence = sharedSequence = state.dataset?.sequence ?? 0;
}
