// The interface to Rust: a typed function for each command, and listeners for the event `change` and for files dropped
// on the window. No other module of the page may use `window.__TAURI__`.

/** @import { Account } from "./types/Account" */
/** @import { AppState } from "./types/AppState" */
/** @import { Arranged } from "./types/Arranged" */
/** @import { Arrangement } from "./types/Arrangement" */
/** @import { Batch } from "./types/Batch" */
/** @import { BatchKind } from "./types/BatchKind" */
/** @import { Rewrite } from "./types/Rewrite" */
/** @import { CaptionReading } from "./types/CaptionReading" */
/** @import { Checks } from "./types/Checks" */
/** @import { ComparedInput } from "./types/ComparedInput" */
/** @import { Completion } from "./types/Completion" */
/** @import { EditPreview } from "./types/EditPreview" */
/** @import { AppEvent } from "./types/AppEvent" */
/** @import { Aspect } from "./types/Aspect" */
/** @import { CropChange } from "./types/CropChange" */
/** @import { CropEditing } from "./types/CropEditing" */
/** @import { CropPart } from "./types/CropPart" */
/** @import { CropShape } from "./types/CropShape" */
/** @import { Destination } from "./types/Destination" */
/** @import { ExportChoice } from "./types/ExportChoice" */
/** @import { ExportForm } from "./types/ExportForm" */
/** @import { Gallery } from "./types/Gallery" */
/** @import { GalleryFilter } from "./types/GalleryFilter" */
/** @import { GenerateDraft } from "./types/GenerateDraft" */
/** @import { GenerateForm } from "./types/GenerateForm" */
/** @import { ImagesChanged } from "./types/ImagesChanged" */
/** @import { Link } from "./types/Link" */
/** @import { PageTexts } from "./types/PageTexts" */
/** @import { PassedOver } from "./types/PassedOver" */
/** @import { PastCaption } from "./types/PastCaption" */
/** @import { PreparationForm } from "./types/PreparationForm" */
/** @import { PreparationOptions } from "./types/PreparationOptions" */
/** @import { Transform } from "./types/Transform" */
/** @import { Review } from "./types/Review" */
/** @import { Bucket } from "./types/Bucket" */
/** @import { BucketShown } from "./types/BucketShown" */
/** @import { PricesForm } from "./types/PricesForm" */
/** @import { Settings } from "./types/Settings" */
/** @import { TrainDraft } from "./types/TrainDraft" */
/** @import { TrainForm } from "./types/TrainForm" */
/** @import { TrainerView } from "./types/TrainerView" */
/** @import { Training } from "./types/Training" */
/** @import { Trainings } from "./types/Trainings" */
/** @import { Weights } from "./types/Weights" */
/** @import { UndoResult } from "./types/UndoResult" */

/**
 * All commands, each with the types of its arguments and of its result.
 * @typedef {{
 *   app_state: [{}, AppState],
 *   page_texts: [{}, PageTexts],
 *   check_account: [{}, Account],
 *   save_token: [{ token: string, keep: "keychain" | "session" }, Account],
 *   forget_token: [{}, Account],
 *   set_settings: [{ settings: Settings }, Settings],
 *   prices: [{}, PricesForm],
 *   set_price: [{ trainer: string, price: string }, PricesForm],
 *   bucket: [{}, BucketShown | null],
 *   save_bucket: [{ bucket: Bucket, access: string, secret: string, keep: "keychain" | "session" }, BucketShown | null],
 *   forget_bucket: [{}, BucketShown | null],
 *   open_link: [{ link: Link }, null],
 *   dismiss_notice: [{ id: number }, null],
 *   stop_task: [{ id: number }, null],
 *   open_paths: [{ paths: string[] }, null],
 *   choose_folder: [{}, null],
 *   choose_images: [{}, null],
 *   choose_zip: [{}, null],
 *   paste: [{}, null],
 *   close_dataset: [{}, null],
 *   passed_over: [{}, PassedOver],
 *   bring_in_passed_over: [{}, null],
 *   show_in_folder: [{ id: number | null }, null],
 *   set_caption: [{ id: number, caption: string, version: number }, ImagesChanged],
 *   choose_caption: [{ id: number, typed: boolean }, ImagesChanged],
 *   caption_history: [{ id: number }, PastCaption[]],
 *   arrange_images: [{ arrangement: Arrangement }, Arranged],
 *   preview_edit: [{ ids: number[], edit: Rewrite }, EditPreview],
 *   edit_captions: [{ ids: number[], edit: Rewrite }, ImagesChanged],
 *   read_caption: [{ caption: string }, CaptionReading],
 *   complete_word: [{ before: string }, Completion],
 *   move_tag: [{ caption: string, from: number, to: number | null }, string],
 *   checks: [{}, Checks],
 *   dismiss_finding: [{ id: string }, Checks],
 *   show_dismissed: [{}, Checks],
 *   fix_finding: [{ id: string }, ImagesChanged],
 *   choose_encoding: [{ id: string, encoding: string }, ImagesChanged],
 *   remove_images: [{ ids: number[] }, ImagesChanged],
 *   undo: [{}, UndoResult | null],
 *   redo: [{}, UndoResult | null],
 *   set_excluded: [{ ids: number[], excluded: boolean }, ImagesChanged],
 *   add_trigger_word: [{}, ImagesChanged],
 *   transform_images: [{ ids: number[], how: Transform }, ImagesChanged],
 *   set_background: [{ ids: number[], colour: string | null }, ImagesChanged],
 *   edit_crop: [{ id: number }, CropEditing],
 *   shape_crop: [{ id: number, change: CropChange, aspect: Aspect }, CropShape],
 *   crop_image: [{ id: number, part: CropPart }, ImagesChanged],
 *   trainer_view: [{ id: number }, TrainerView],
 *   preparation: [{}, PreparationForm],
 *   set_preparation: [{ options: PreparationOptions }, PreparationForm],
 *   export_form: [{}, ExportForm],
 *   export_dataset: [{ choice: ExportChoice }, null],
 *   train_form: [{}, TrainForm],
 *   set_train_draft: [{ draft: TrainDraft }, TrainForm],
 *   choose_trainer: [{ trainer: string }, TrainForm],
 *   save_preset: [{ name: string }, TrainForm],
 *   use_preset: [{ name: string }, TrainForm],
 *   remove_preset: [{ name: string }, TrainForm],
 *   destinations: [{}, Destination[]],
 *   look_at_destination: [{}, TrainForm],
 *   keep_secret: [{ input: string, text: string }, TrainForm],
 *   review_training: [{}, Review],
 *   save_zip: [{}, null],
 *   start_training: [{ draft: TrainDraft }, Training],
 *   trainings: [{}, Trainings],
 *   load_more_trainings: [{}, Trainings],
 *   training: [{ id: string }, Training],
 *   cancel_training: [{ id: string }, Training],
 *   compare_trainings: [{ one: string, other: string }, ComparedInput[]],
 *   try_again: [{ id: string }, TrainForm],
 *   retry_training: [{ id: string }, Training],
 *   training_not_started: [{ id: string }, null],
 *   adopt_training: [{ id: string }, Training],
 *   remove_training: [{ id: string }, Trainings],
 *   weights: [{ id: string }, Weights | null],
 *   fetch_weights: [{ id: string }, null],
 *   show_weights: [{ id: string }, null],
 *   generate_form: [{}, GenerateForm],
 *   set_generate_draft: [{ draft: GenerateDraft }, GenerateForm],
 *   generate_with: [{ training: string, kind: BatchKind }, GenerateForm],
 *   test_sheet: [{ model: string, version: string }, string | null],
 *   generate: [{ draft: GenerateDraft }, Batch],
 *   cancel_batch: [{ id: string }, null],
 *   cancel_cell: [{ id: string }, null],
 *   retry_cell: [{ id: string }, null],
 *   cell_not_made: [{ id: string }, null],
 *   gallery: [{ filter: GalleryFilter }, Gallery],
 *   remove_batch: [{ id: string }, null],
 *   remove_picture: [{ id: number }, null],
 *   set_favourite: [{ id: number, favourite: boolean }, null],
 *   save_picture: [{ id: number }, null],
 *   copy_picture: [{ id: number }, null],
 *   show_picture: [{ id: number }, null],
 *   drag_picture: [{ id: number }, null],
 *   use_for_training: [{ id: number }, null],
 *   use_settings: [{ id: number }, GenerateForm],
 *   use_batch: [{ id: string }, GenerateForm],
 *   use_settings_of: [{ paths: string[] }, GenerateForm],
 *   save_grid: [Uint8Array, null],
 * }} Commands
 */

/** @typedef {"noToken" | "tokenRefused" | "noKeychain" | "offline" | "superseded" | "unexpected" | "refused"} Code */

/** The error of a command: a code that the page may branch on, and a message for the person in complete sentences. */
export class CommandError extends Error {
  /**
   * @param {Code} code
   * @param {string} message
   * @param {string | null} field the form field that the message is about
   */
  constructor(code, message, field) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/**
 * @typedef {{
 *   core: { invoke(command: string, args: object): Promise<any> },
 *   event: { listen(event: string, receive: (event: { payload: any }) => void): Promise<() => void> },
 * }} Tauri
 */
const tauri = /** @type {{ __TAURI__: Tauri }} */ (/** @type {unknown} */ (window)).__TAURI__;

/**
 * @template {keyof Commands} C
 * @param {C} command
 * @param {Commands[C][0]} args
 * @returns {Promise<Commands[C][1]>}
 */
async function invoke(command, args) {
  try {
    return await tauri.core.invoke(command, args);
  } catch (error) {
    const commandError = /** @type {{ code?: Code, message?: string, field?: string | null } | string} */ (error);
    if (typeof commandError === "string") throw new CommandError("unexpected", commandError, null);
    throw new CommandError(commandError.code ?? "unexpected", commandError.message ?? String(error), commandError.field ?? null);
  }
}

export const pageTexts = () => invoke("page_texts", {});
export const appState = () => invoke("app_state", {});
export const checkAccount = () => invoke("check_account", {});
/** @param {string} token @param {"keychain" | "session"} keep */
export const saveToken = (token, keep) => invoke("save_token", { token, keep });
export const forgetToken = () => invoke("forget_token", {});
/** @param {Settings} settings */
export const setSettings = (settings) => invoke("set_settings", { settings });
export const prices = () => invoke("prices", {});
/** @param {string} trainer @param {string} price in US dollars per second, as typed; empty for the published price */
export const setPrice = (trainer, price) => invoke("set_price", { trainer, price });
export const bucket = () => invoke("bucket", {});
/** @param {Bucket} bucket @param {string} access @param {string} secret @param {"keychain" | "session"} keep */
export const saveBucket = (bucket, access, secret, keep) => invoke("save_bucket", { bucket, access, secret, keep });
export const forgetBucket = () => invoke("forget_bucket", {});
/** @param {Link} link */
export const openLink = (link) => invoke("open_link", { link });
/** @param {number} id */
export const dismissNotice = (id) => invoke("dismiss_notice", { id });
/** @param {number} id */
export const stopTask = (id) => invoke("stop_task", { id });

/** @param {string[]} paths */
export const openPaths = (paths) => invoke("open_paths", { paths });
export const chooseFolder = () => invoke("choose_folder", {});
export const chooseImages = () => invoke("choose_images", {});
export const chooseZip = () => invoke("choose_zip", {});
export const paste = () => invoke("paste", {});
export const closeDataset = () => invoke("close_dataset", {});
export const passedOver = () => invoke("passed_over", {});
export const bringInPassedOver = () => invoke("bring_in_passed_over", {});
/** @param {number | null} id the image to show, or null for the dataset's folder */
export const showInFolder = (id) => invoke("show_in_folder", { id });
/** @param {number} id @param {string} caption @param {number} version the version of the caption that the person saw */
export const setCaption = (id, caption, version) => invoke("set_caption", { id, caption, version });
/** @param {number} id @param {boolean} typed true to keep the typed text, false to keep the other program's */
export const chooseCaption = (id, typed) => invoke("choose_caption", { id, typed });
/** @param {number} id */
export const captionHistory = (id) => invoke("caption_history", { id });
/** @param {Arrangement} arrangement */
export const arrangeImages = (arrangement) => invoke("arrange_images", { arrangement });
/** @param {number[]} ids @param {Rewrite} edit */
export const previewEdit = (ids, edit) => invoke("preview_edit", { ids, edit });
/** @param {number[]} ids @param {Rewrite} edit */
export const editCaptions = (ids, edit) => invoke("edit_captions", { ids, edit });
/** @param {string} caption */
export const readCaption = (caption) => invoke("read_caption", { caption });
/** @param {string} before the caption up to the caret */
export const completeWord = (before) => invoke("complete_word", { before });
/**
 * @param {string} caption
 * @param {number} from the tag's index
 * @param {number | null} to the new index, or null to remove the tag
 */
export const moveTag = (caption, from, to) => invoke("move_tag", { caption, from, to });
export const checks = () => invoke("checks", {});
/** @param {string} id */
export const dismissFinding = (id) => invoke("dismiss_finding", { id });
export const showDismissed = () => invoke("show_dismissed", {});
/** @param {string} id */
export const fixFinding = (id) => invoke("fix_finding", { id });
/** @param {string} id @param {string} encoding */
export const chooseEncoding = (id, encoding) => invoke("choose_encoding", { id, encoding });
/** @param {number[]} ids */
export const removeImages = (ids) => invoke("remove_images", { ids });
export const undo = () => invoke("undo", {});
export const redo = () => invoke("redo", {});
/** @param {number[]} ids @param {boolean} excluded */
export const setExcluded = (ids, excluded) => invoke("set_excluded", { ids, excluded });
export const addTriggerWord = () => invoke("add_trigger_word", {});

/** @param {number[]} ids @param {Transform} how */
export const transformImages = (ids, how) => invoke("transform_images", { ids, how });
/**
 * @param {number[]} ids
 * @param {string | null} colour the colour behind transparent parts; null for the dataset's default
 */
export const setBackground = (ids, colour) => invoke("set_background", { ids, colour });
/** @param {number} id */
export const editCrop = (id) => invoke("edit_crop", { id });
/** @param {number} id @param {CropChange} change @param {Aspect} aspect the aspect ratio that the crop keeps */
export const shapeCrop = (id, change, aspect) => invoke("shape_crop", { id, change, aspect });
/** @param {number} id @param {CropPart} part */
export const cropImage = (id, part) => invoke("crop_image", { id, part });
/** @param {number} id */
export const trainerView = (id) => invoke("trainer_view", { id });
export const preparation = () => invoke("preparation", {});
/** @param {PreparationOptions} options */
export const setPreparation = (options) => invoke("set_preparation", { options });
export const exportForm = () => invoke("export_form", {});
/** @param {ExportChoice} choice */
export const exportDataset = (choice) => invoke("export_dataset", { choice });

export const trainForm = () => invoke("train_form", {});
/** @param {TrainDraft} draft */
export const setTrainDraft = (draft) => invoke("set_train_draft", { draft });
/** @param {string} trainer as typed */
export const chooseTrainer = (trainer) => invoke("choose_trainer", { trainer });
/** @param {string} name */
export const savePreset = (name) => invoke("save_preset", { name });
/** @param {string} name */
export const usePreset = (name) => invoke("use_preset", { name });
/** @param {string} name */
export const removePreset = (name) => invoke("remove_preset", { name });
export const destinations = () => invoke("destinations", {});
/** @param {string} input @param {string} text */
export const keepSecret = (input, text) => invoke("keep_secret", { input, text });
export const lookAtDestination = () => invoke("look_at_destination", {});
export const reviewTraining = () => invoke("review_training", {});
export const saveZip = () => invoke("save_zip", {});
/** @param {TrainDraft} draft */
export const startTraining = (draft) => invoke("start_training", { draft });

export const trainings = () => invoke("trainings", {});
export const loadMoreTrainings = () => invoke("load_more_trainings", {});
/** @param {string} id */
export const training = (id) => invoke("training", { id });
/** @param {string} id */
export const cancelTraining = (id) => invoke("cancel_training", { id });
/** @param {string} one @param {string} other */
export const compareTrainings = (one, other) => invoke("compare_trainings", { one, other });
/** @param {string} id */
export const tryAgain = (id) => invoke("try_again", { id });
/** @param {string} id */
export const retryTraining = (id) => invoke("retry_training", { id });
/** @param {string} id */
export const trainingNotStarted = (id) => invoke("training_not_started", { id });
/** @param {string} id */
export const adoptTraining = (id) => invoke("adopt_training", { id });
/** @param {string} id */
export const removeTraining = (id) => invoke("remove_training", { id });
/** @param {string} id */
export const weights = (id) => invoke("weights", { id });
/** @param {string} id */
export const fetchWeights = (id) => invoke("fetch_weights", { id });
/** @param {string} id */
export const showWeights = (id) => invoke("show_weights", { id });

export const generateForm = () => invoke("generate_form", {});
/** @param {GenerateDraft} draft */
export const setGenerateDraft = (draft) => invoke("set_generate_draft", { draft });
/** @param {string} training the training's id @param {BatchKind} kind */
export const generateWith = (training, kind) => invoke("generate_with", { training, kind });

/**
 * Returns the id of the batch with a version's newest test sheet, or null if there is none.
 * @param {string} model
 * @param {string} version
 */
export const testSheet = (model, version) => invoke("test_sheet", { model, version });
/** @param {GenerateDraft} draft */
export const generate = (draft) => invoke("generate", { draft });
/** @param {string} id */
export const cancelBatch = (id) => invoke("cancel_batch", { id });
/** @param {string} id */
export const cancelCell = (id) => invoke("cancel_cell", { id });
/** @param {string} id */
export const retryCell = (id) => invoke("retry_cell", { id });
/** @param {string} id */
export const cellNotMade = (id) => invoke("cell_not_made", { id });
/** @param {GalleryFilter} filter */
export const gallery = (filter) => invoke("gallery", { filter });
/** @param {string} id */
export const removeBatch = (id) => invoke("remove_batch", { id });
/** @param {number} id */
export const removePicture = (id) => invoke("remove_picture", { id });
/** @param {number} id @param {boolean} favourite */
export const setFavourite = (id, favourite) => invoke("set_favourite", { id, favourite });
/** @param {number} id */
export const savePicture = (id) => invoke("save_picture", { id });
/** @param {number} id */
export const copyPicture = (id) => invoke("copy_picture", { id });
/** @param {number} id */
export const showPicture = (id) => invoke("show_picture", { id });
/** Resolves when the drag has ended. @param {number} id */
export const dragPicture = (id) => invoke("drag_picture", { id });
/** @param {number} id */
export const useForTraining = (id) => invoke("use_for_training", { id });
/** @param {number} id */
export const useSettings = (id) => invoke("use_settings", { id });
/** @param {string} id */
export const useBatch = (id) => invoke("use_batch", { id });
/** @param {string[]} paths */
export const useSettingsOf = (paths) => invoke("use_settings_of", { paths });
/** @param {Uint8Array} png */
export const saveGrid = (png) => invoke("save_grid", png);

/**
 * Calls `receive` for each event `change`.
 * @param {(change: AppEvent) => void} receive
 */
export const onChange = (receive) => tauri.event.listen("change", ({ payload }) => receive(payload));

/**
 * Listens for files that are dragged over the window or dropped on it, from any program including this one.
 * `onLeave` is called before `onDrop` too.
 * @param {{ onOver: () => void, onLeave: () => void, onDrop: (paths: string[]) => void }} drag
 */
export async function onDrag({ onOver, onLeave, onDrop }) {
  await tauri.event.listen("tauri://drag-enter", onOver);
  await tauri.event.listen("tauri://drag-leave", onLeave);
  await tauri.event.listen("tauri://drag-drop", ({ payload }) => {
    onLeave();
    onDrop(payload.paths);
  });
}
