// The fields for the trainer and its version.

import { fill, h } from "../dom.js";
import * as ipc from "../ipc.js";
import { errorMessage } from "../parts/attempt.js";
import { combobox } from "../parts/combobox.js";
import { setFieldText } from "../parts/composition.js";
import { field } from "../parts/field.js";
import { t } from "../texts.js";

/** @import { TrainForm } from "../types/TrainForm" */

export class TrainerQuestion {
  #input = h("input", { testid: "trainer", spellcheck: "false", autocapitalize: "off" });
  #combobox = combobox(this.#input, t("train-trainers"));
  #trainer = field(t("train-trainer"), this.#input, { hint: t("train-trainer-hint"), control: this.#combobox.element });
  #select = h("select", { testid: "trainer-version" });
  #version = field(t("train-version"), this.#select);
  #drawnVersions = "";
  #onChoose;
  // `#isTyping` is true while the person types, `#isLookingUp` while Rust looks up the trainer. The text is not
  // replaced as long as one of them is true.
  #isTyping = false;
  #isLookingUp = false;

  elements = [this.#trainer.element, this.#version.element];

  /** @param {(form: TrainForm) => void} onChoose called with the new form when the trainer has been looked up */
  constructor(onChoose) {
    this.#onChoose = onChoose;
    this.#input.addEventListener("input", () => (this.#isTyping = true));
    this.#input.addEventListener("blur", () => (this.#isTyping = false));
    this.#input.addEventListener("change", () => this.#choose());
    this.#select.addEventListener("change", () => {
      setFieldText(this.#input, this.#select.value);
      this.#choose();
    });
  }

  /** @param {TrainForm} form */
  show({ trainers, versions, version, model }) {
    const drawn = JSON.stringify(versions);
    if (drawn !== this.#drawnVersions) {
      this.#drawnVersions = drawn;
      fill(this.#select, ...versions.map(({ trainer, label }) => h("option", { value: trainer }, label)));
    }
    this.#select.value = version;
    this.#input.placeholder = trainers[0]?.name ?? "";
    this.#combobox.setOptions(trainers.map(({ name, about }) => ({ value: name, about })));
    if (!this.#isTyping && !this.#isLookingUp && this.#input.value !== model) {
      setFieldText(this.#input, model);
      this.#trainer.setProblem(null);
    }
  }

  /** @param {{ message: string, missing: boolean }} error */
  setProblem(error) {
    this.#trainer.setProblem(error);
  }

  async #choose() {
    const typed = this.#input.value;
    this.#isLookingUp = true;
    this.#trainer.setProblem(null);
    this.#trainer.setMeaning(t("train-looking-up"));
    try {
      const form = await ipc.chooseTrainer(typed);
      // The text may have changed during the lookup.
      if (this.#input.value !== typed) return;
      this.#isTyping = this.#isLookingUp = false;
      this.#onChoose(form);
    } catch (error) {
      if (this.#input.value === typed) this.#trainer.setProblem({ message: errorMessage(error), missing: false });
    } finally {
      this.#isLookingUp = false;
      this.#trainer.setMeaning(null);
    }
  }
}
