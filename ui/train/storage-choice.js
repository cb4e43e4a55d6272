// The fields for the zip: its storage, its address if it is on the web already, and whether it is kept after the
// training.

import { setAttribute, fill, h, setTextContent } from "../dom.js";
import { field } from "../parts/field.js";
import { t } from "../texts.js";

/** @import { StorageKind } from "../types/StorageKind" */
/** @import { TrainDraft } from "../types/TrainDraft" */
/** @import { TrainForm } from "../types/TrainForm" */

export class StorageChoice {
  #options = h("div", { class: "storages", role: "radiogroup", "aria-labelledby": "storage-label" });
  #problem = h("p", { class: "field-problem small", role: "alert", testid: "storage-problem", hidden: true });
  #addressInput = h("input", { type: "url", testid: "zip-address", spellcheck: "false", autocomplete: "off", placeholder: "https://…/images.zip" });
  #address = field(t("train-zip-address"), this.#addressInput);
  #keepInput = h("input", { type: "checkbox", testid: "keep-zip" });
  #keepLine = h("label", { class: "check-line" }, this.#keepInput, h("span", {}, t("train-keep-zip")));
  #afterwards = h("p", { class: "small quiet", testid: "zip-afterwards" });
  #onChange;

  /**
   * @param {(change: Partial<TrainDraft>) => void} onChange called each time a value is typed or chosen
   * @param {() => void} onComplete called when a value has been entered completely
   */
  constructor(onChange, onComplete) {
    this.#onChange = onChange;
    this.#addressInput.addEventListener("input", () => onChange({ zipAddress: this.#addressInput.value }));
    this.#addressInput.addEventListener("change", onComplete);
    this.#keepInput.addEventListener("change", () => onChange({ keepZip: this.#keepInput.checked }));
    this.#options.addEventListener("change", onComplete);
    this.element = h(
      "div",
      { class: "field storage" },
      h("span", { class: "field-label", id: "storage-label" }, t("train-storage")),
      this.#options,
      this.#problem,
      this.#address.element,
      this.#keepLine,
      this.#afterwards,
    );
  }

  /** @param {TrainForm} form */
  show({ draft, storages, problems, zipAfterwards, canKeepZip }) {
    if (this.#options.children.length !== storages.length) fill(this.#options, ...storages.map(({ kind }) => this.#createOption(kind)));
    storages.forEach(({ kind, label, explanation }, index) => {
      const option = /** @type {HTMLElement} */ (this.#options.children[index]);
      const [input, name, about] = /** @type {[HTMLInputElement, HTMLElement, HTMLElement]} */ ([...option.children]);
      const isChosen = kind === draft.storage;
      setAttribute(option, "data-chosen", isChosen);
      input.checked = isChosen;
      setTextContent(name, label);
      setTextContent(about, explanation);
    });
    const findProblem = (/** @type {string} */ name) => problems.find(({ field }) => field === name);
    const storageProblem = findProblem("storage");
    this.#problem.hidden = !storageProblem;
    setTextContent(this.#problem, storageProblem?.message ?? "");
    this.#address.element.hidden = draft.storage !== "address";
    if (document.activeElement !== this.#addressInput && this.#addressInput.value !== draft.zipAddress) this.#addressInput.value = draft.zipAddress;
    this.#address.setProblem(findProblem("zipAddress"));
    this.#keepLine.hidden = !canKeepZip;
    this.#keepInput.checked = draft.keepZip;
    setTextContent(this.#afterwards, zipAfterwards);
  }

  /** @param {StorageKind} kind */
  #createOption(kind) {
    return h(
      "label",
      { class: "lora-type", testid: `storage-${kind}` },
      h("input", { type: "radio", name: "storage", value: kind, class: "unseen", change: () => this.#onChange({ storage: kind }) }),
      h("span", { class: "lora-type-label" }),
      h("span", { class: "small quiet" }),
    );
  }
}
