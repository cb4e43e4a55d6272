// The Train page: the questions about a training, and beside them the card that reviews the data to be sent. Rust
// checks and explains the person's inputs while they are being typed.

import { setAttribute, fill, h, setTextContent } from "../dom.js";
import { PreparationFields } from "../dataset/preparation-fields.js";
import * as ipc from "../ipc.js";
import { attempt, errorMessage } from "../parts/attempt.js";
import { combobox } from "../parts/combobox.js";
import { setFieldText } from "../parts/composition.js";
import { field } from "../parts/field.js";
import { Latest } from "../parts/latest.js";
import { SchemaForm } from "../parts/schema-form.js";
import { address, go } from "../route.js";
import { snapshot, username } from "../snapshot.js";
import { t } from "../texts.js";
import { NewModel } from "./new-model.js";
import { PresetBar } from "./preset-bar.js";
import { ReviewCard } from "./review-card.js";
import { StorageChoice } from "./storage-choice.js";
import { TrainerQuestion } from "./trainer-question.js";

/** @import { PreparationOptions } from "../types/PreparationOptions" */
/** @import { LoraType } from "../types/LoraType" */
/** @import { TrainDraft } from "../types/TrainDraft" */
/** @import { TrainForm } from "../types/TrainForm" */

export class TrainPage extends HTMLElement {
  #triggerInput = h("input", { testid: "trigger-word", spellcheck: "false", autocomplete: "off", autocapitalize: "off", placeholder: "TOK" });
  #destinationInput = h("input", { testid: "destination", spellcheck: "false", autocapitalize: "off", placeholder: "my-first-model" });
  #destinationCombobox = combobox(this.#destinationInput, t("train-own-models"));

  #trigger = field(t("train-trigger-word"), this.#triggerInput, { hint: t("train-trigger-word-hint") });
  #destination = field(t("train-destination"), this.#destinationInput, { hint: t("train-destination-hint"), control: this.#destinationCombobox.element });
  #trainer = new TrainerQuestion((form) => {
    this.#show(form);
    this.#measure();
  });
  #inputs = new SchemaForm(
    (name, text) => {
      this.#draft.inputs = { ...this.#draft.inputs, [name]: text };
      this.#save();
    },
    () => this.#measure(),
    (name, text) => this.#keepSecret(name, text),
  );

  #triggerCount = h("span", { testid: "trigger-count" });
  #addTrigger = h("button", { type: "button", class: "link", testid: "add-trigger", hidden: true, click: () => this.#addTriggerWord() });
  #types = h("div", { class: "lora-types", role: "radiogroup", "aria-labelledby": "lora-type-label" });
  #triggerQuestion = h("div", {}, this.#trigger.element, h("p", { class: "small trigger-line", role: "status" }, this.#triggerCount, this.#addTrigger));
  #typeQuestion = h("div", { class: "field" }, h("span", { class: "field-label", id: "lora-type-label" }, t("train-lora-type")), this.#types);
  #preparation = new PreparationFields();
  #presets = new PresetBar((form) => {
    this.#show(form);
    this.#measure();
  });
  #newModel = new NewModel((newModel) => this.#change({ newModel }));
  #storage = new StorageChoice(
    (change) => this.#change(change),
    () => this.#measure(),
  );
  #details = h("details", {}, h("summary", {}, t("train-details")), ...this.#trainer.elements, this.#inputs.element, this.#presets.element, this.#newModel.element, this.#storage.element, h("h2", { class: "train-preparation" }, t("train-preparation")), this.#preparation.element);
  #about = h("p", { class: "quiet", testid: "train-about" });
  #review = new ReviewCard({ start: () => this.#start(), save: () => attempt(ipc.saveZip()), recalculate: () => this.#measure(), prepare: (options) => this.#prepare(options) });

  /** @type {TrainDraft} */
  #draft = { trainer: "", triggerWord: "", loraType: "subject", destination: "", inputs: {}, storage: "replicate", zipAddress: "", keepZip: false, newModel: { public: false, hardware: "" } };
  #saving = new Latest(ipc.setTrainDraft, {
    onResult: (form, settled) => settled && this.#show(form),
    onError: (error, settled) => settled && this.#review.showError(errorMessage(error)),
  });
  // The field in which the person is typing. Its text is not replaced until it loses the focus.
  /** @type {HTMLInputElement | null} */
  #typingInput = null;
  // Resolves when the last secret has been saved. Start waits for it.
  /** @type {Promise<unknown>} */
  #savingSecret = Promise.resolve();
  // The account whose models are offered as destinations.
  /** @type {string | null} */
  #destinationsAccount = null;
  // The number of the newest measurement; the results of older ones are ignored.
  #measurement = 0;

  connectedCallback() {
    if (this.children.length > 0) return;
    this.append(
      h(
        "div",
        { class: "train" },
        h(
          "div",
          { class: "questions" },
          h("header", {}, h("h1", {}, t("train-title")), this.#about),
          this.#triggerQuestion,
          this.#typeQuestion,
          this.#destination.element,
          this.#details,
        ),
        this.#review.element,
      ),
    );
    this.#listen(this.#triggerInput, (text) => (this.#draft.triggerWord = text));
    this.#listen(this.#destinationInput, (text) => (this.#draft.destination = text));
    this.#destinationInput.addEventListener("change", () => this.#lookAtDestination());
    snapshot.subscribe(["dataset", "images", "account", "trainer"], () => {
      if (!this.hidden) this.#refresh();
    });
  }

  /** Refreshes the page when it is shown. Focuses the trigger word if it is empty and no other field has the focus. */
  async enter() {
    await this.#refresh();
    if (this.#draft.triggerWord === "" && document.activeElement?.contains(this)) this.#triggerInput.focus({ preventScroll: true });
  }

  async #refresh() {
    const { dataset, account } = snapshot.state;
    fill(
      this.#about,
      ...(dataset ? [`${dataset.name} · ${dataset.counts.summary}`] : [t("train-no-dataset"), " ", h("a", { href: address("dataset"), class: "text-link" }, t("train-open-dataset"))]),
    );
    this.#preparation.draw();
    this.#review.askToSignIn(account.kind === "signedOut");
    const form = await attempt(ipc.trainForm());
    if (form && !this.#saving.isBusy) this.#show(form);
    this.#measure();
    if (account.kind === "signedIn") this.#offerDestinations();
    else this.#destinationCombobox.setOptions([]);
  }

  async #offerDestinations() {
    // The models of the previous account must no longer be offered.
    const account = username();
    if (account !== this.#destinationsAccount) this.#destinationCombobox.setOptions([]);
    this.#destinationsAccount = account;
    try {
      const models = await ipc.destinations();
      if (username() !== account) return;
      this.#destinationCombobox.setOptions(models.map(({ name, about }) => ({ value: name, about })));
    } catch {
      // The list is optional, so its error is not shown. If there is a problem with the account or the network, the
      // account's state and Start report it.
      this.#destinationCombobox.setOptions([]);
    }
  }

  /** @param {HTMLInputElement} input @param {(text: string) => void} assign */
  #listen(input, assign) {
    input.addEventListener("input", () => {
      this.#typingInput = input;
      assign(input.value);
      this.#save();
    });
    input.addEventListener("blur", () => (this.#typingInput = null));
    // Measuring takes seconds, so it starts only when a value has been entered completely.
    input.addEventListener("change", () => this.#measure());
  }

  /** @param {Partial<TrainDraft>} change */
  #change(change) {
    Object.assign(this.#draft, change);
    this.#save();
  }

  /** @param {string} name @param {string} text */
  async #keepSecret(name, text) {
    await this.#saving.whenSettled();
    const saving = attempt(ipc.keepSecret(name, text));
    this.#savingSecret = saving;
    const form = await saving;
    if (!form || this.#saving.isBusy) return;
    this.#show(form);
    this.#measure();
  }

  async #lookAtDestination() {
    if (snapshot.state.account.kind !== "signedIn") return;
    await this.#saving.whenSettled();
    try {
      const form = await ipc.lookAtDestination();
      if (!this.#saving.isBusy) this.#show(form);
    } catch {
      // The lookup is optional, so its error is not shown. Start reports problems with the name or the network.
    }
  }

  /** @param {PreparationOptions} options */
  async #prepare(options) {
    const form = await attempt(ipc.setPreparation(options));
    if (!form) return;
    this.#preparation.draw();
    this.#measure();
  }

  #save() {
    this.#review.setStale(true);
    this.#review.showError(null);
    this.#saving.push({ ...this.#draft });
  }

  /** @param {TrainForm} form */
  #show(form) {
    this.#draft = { ...form.draft };
    for (const [input, value] of /** @type {const} */ ([
      [this.#triggerInput, form.draft.triggerWord],
      [this.#destinationInput, form.draft.destination],
    ])) {
      if (input !== this.#typingInput) setFieldText(input, value);
    }
    const findProblem = (/** @type {keyof TrainDraft} */ name) => form.problems.find((candidate) => candidate.field === name);
    this.#trigger.setProblem(findProblem("triggerWord"));
    this.#destination.setProblem(findProblem("destination"));
    this.#destination.setMeaning(form.destination);
    this.#triggerQuestion.hidden = !form.asksTriggerWord;
    this.#typeQuestion.hidden = !form.asksLoraType;
    this.#showTrainer(form);
    setTextContent(this.#triggerCount, form.trigger?.sentence ?? "");
    const missing = form.trigger?.missing ?? 0;
    this.#addTrigger.hidden = missing === 0;
    setTextContent(this.#addTrigger, t("train-add-trigger-word", { word: form.draft.triggerWord.trim(), count: missing }));
    this.#showTypes(form);
    this.#review.showForm(form);
  }

  /** @param {TrainForm} form */
  #showTrainer(form) {
    const { draft, trainers, fields, problems } = form;
    this.#trainer.show(form);
    this.#inputs.show(fields, problems);
    this.#presets.show(form);
    this.#newModel.show(form);
    this.#storage.show(form);
    const isDefaultTrainer = draft.trainer === "" || draft.trainer === trainers[0]?.name;
    if (!isDefaultTrainer || draft.storage !== "replicate" || this.#inputs.isWrong(problems)) this.#details.open = true;
  }

  /** @param {TrainForm} form */
  #showTypes({ loraTypes, draft }) {
    if (this.#types.children.length !== loraTypes.length) {
      fill(
        this.#types,
        ...loraTypes.map(({ value, label, explanation }) =>
          h(
            "label",
            { class: "lora-type", testid: `lora-${value}`, "data-value": value },
            h("input", { type: "radio", name: "lora-type", value, class: "unseen", change: () => this.#chooseType(value) }),
            h("span", { class: "lora-type-label" }, label),
            h("span", { class: "small quiet" }, explanation),
          ),
        ),
      );
    }
    for (const card of this.#types.children) {
      const chosen = card.getAttribute("data-value") === draft.loraType;
      setAttribute(card, "data-chosen", chosen);
      /** @type {HTMLInputElement} */ (card.querySelector("input")).checked = chosen;
    }
  }

  /** @param {LoraType} type */
  #chooseType(type) {
    this.#draft.loraType = type;
    for (const card of this.#types.children) setAttribute(card, "data-chosen", card.getAttribute("data-value") === type);
    this.#save();
    this.#measure();
  }

  async #addTriggerWord() {
    const changes = await attempt(ipc.addTriggerWord());
    if (changes) snapshot.applyImageChanges(changes);
  }

  async #measure() {
    const measurement = ++this.#measurement;
    if (!snapshot.state.dataset) {
      this.#review.showReview(null);
      this.#review.setMeasuring("waiting");
      return;
    }
    this.#review.setMeasuring("measuring");
    // Rust measures with the saved inputs, so the newest must be saved first.
    await this.#saving.whenSettled();
    if (measurement !== this.#measurement) return;
    try {
      const review = await ipc.reviewTraining();
      if (measurement !== this.#measurement) return;
      this.#review.showReview(review);
      this.#review.setMeasuring("ready");
      this.#review.setStale(false);
    } catch (error) {
      if (measurement !== this.#measurement || (error instanceof ipc.CommandError && error.code === "superseded")) return;
      this.#review.setMeasuring("failed", errorMessage(error));
    }
  }

  async #start() {
    this.#review.showError(null);
    this.#review.setStarting(true);
    try {
      await this.#savingSecret;
      const training = await ipc.startTraining({ ...this.#draft });
      go("trainings", training.id);
    } catch (error) {
      const formField = error instanceof ipc.CommandError ? this.#fieldNamed(error.field) : null;
      if (formField) formField.setProblem({ message: errorMessage(error), missing: false });
      else this.#review.showError(errorMessage(error));
    } finally {
      this.#review.setStarting(false);
    }
  }

  /** @param {string | null} name */
  #fieldNamed(name) {
    return { triggerWord: this.#trigger, destination: this.#destination, trainer: this.#trainer }[name ?? ""] ?? null;
  }
}

customElements.define("train-page", TrainPage);
