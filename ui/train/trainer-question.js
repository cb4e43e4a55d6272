// The fields for the trainer and its version.

import { fill, h } from "../dom.js";
import * as ipc from "../ipc.js";
import { sentence } from "../parts/attempt.js";
import { combobox } from "../parts/combobox.js";
import { setText } from "../parts/composition.js";
import { field } from "../parts/field.js";
import { t } from "../texts.js";

/** @import { TrainForm } from "../types/TrainForm" */

export class TrainerQuestion {
  #input = h("input", { testid: "trainer", spellcheck: "false", autocapitalize: "off" });
  #box = combobox(this.#input, t("train-trainers"));
  #trainer = field(t("train-trainer"), this.#input, { hint: t("train-trainer-hint"), control: this.#box.element });
  #select = h("select", { testid: "trainer-version" });
  #version = field(t("train-version"), this.#select);
  #drawn = "";
  #chosen;
  // True while the person types. The text is not replaced until the field has lost the focus and the lookup has ended.
  #typing = false;
  #lookingUp = false;

  elements = [this.#trainer.element, this.#version.element];

  /** @param {(form: TrainForm) => void} chosen called when the service has reported the trainer's inputs */
  constructor(chosen) {
    this.#chosen = chosen;
    this.#input.addEventListener("input", () => (this.#typing = true));
    this.#input.addEventListener("blur", () => (this.#typing = false));
    this.#input.addEventListener("change", () => this.#choose());
    this.#select.addEventListener("change", () => {
      setText(this.#input, this.#select.value);
      this.#choose();
    });
  }

  /** @param {TrainForm} form */
  show({ trainers, versions, version, model }) {
    const offered = JSON.stringify(versions);
    if (offered !== this.#drawn) {
      this.#drawn = offered;
      fill(this.#select, ...versions.map(({ trainer, label }) => h("option", { value: trainer }, label)));
    }
    this.#select.value = version;
    this.#input.placeholder = trainers[0]?.name ?? "";
    this.#box.offer(trainers.map(({ name, about }) => ({ value: name, about })));
    if (!this.#typing && !this.#lookingUp && this.#input.value !== model) {
      setText(this.#input, model);
      this.#trainer.problem(null);
    }
  }

  /** @param {{ message: string, missing: boolean }} wrong */
  problem(wrong) {
    this.#trainer.problem(wrong);
  }

  async #choose() {
    const typed = this.#input.value;
    this.#lookingUp = true;
    this.#trainer.problem(null);
    this.#trainer.mean(t("train-looking-up"));
    try {
      const form = await ipc.chooseTrainer(typed);
      // The text may have changed during the lookup.
      if (this.#input.value !== typed) return;
      this.#typing = this.#lookingUp = false;
      this.#chosen(form);
    } catch (error) {
      if (this.#input.value === typed) this.#trainer.problem({ message: sentence(error), missing: false });
    } finally {
      this.#lookingUp = false;
      this.#trainer.mean(null);
    }
  }
}
