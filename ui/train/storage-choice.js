// The fields for the zip: where it is stored, and whether it is kept after the training.

import { attribute, fill, h, say } from "../dom.js";
import { field } from "../parts/field.js";
import { t } from "../texts.js";

/** @import { StorageKind } from "../types/StorageKind" */
/** @import { TrainDraft } from "../types/TrainDraft" */
/** @import { TrainForm } from "../types/TrainForm" */

export class StorageChoice {
  #offers = h("div", { class: "storages", role: "radiogroup", "aria-labelledby": "storage-label" });
  #problem = h("p", { class: "field-problem small", role: "alert", testid: "storage-problem", hidden: true });
  #addressInput = h("input", { type: "url", testid: "zip-address", spellcheck: "false", autocomplete: "off", placeholder: "https://…/images.zip" });
  #address = field(t("train-zip-address"), this.#addressInput);
  #keep = h("input", { type: "checkbox", testid: "keep-zip" });
  #keepLine = h("label", { class: "check-line" }, this.#keep, h("span", {}, t("train-keep-zip")));
  #afterwards = h("p", { class: "small quiet", testid: "zip-afterwards" });
  #changed;

  /**
   * @param {(change: Partial<TrainDraft>) => void} changed called each time something is typed or chosen
   * @param {() => void} done called when a value has been entered completely
   */
  constructor(changed, done) {
    this.#changed = changed;
    this.#addressInput.addEventListener("input", () => changed({ zipAddress: this.#addressInput.value }));
    this.#addressInput.addEventListener("change", done);
    this.#keep.addEventListener("change", () => changed({ keepZip: this.#keep.checked }));
    this.#offers.addEventListener("change", done);
    this.element = h(
      "div",
      { class: "field storage" },
      h("span", { class: "field-label", id: "storage-label" }, t("train-storage")),
      this.#offers,
      this.#problem,
      this.#address.element,
      this.#keepLine,
      this.#afterwards,
    );
  }

  /** @param {TrainForm} form */
  show({ draft, storages, problems, zipAfterwards, canKeepZip }) {
    if (this.#offers.children.length !== storages.length) fill(this.#offers, ...storages.map(({ kind }) => this.#offer(kind)));
    storages.forEach(({ kind, label, explanation }, index) => {
      const offer = /** @type {HTMLElement} */ (this.#offers.children[index]);
      const [input, name, about] = /** @type {[HTMLInputElement, HTMLElement, HTMLElement]} */ ([...offer.children]);
      const chosen = kind === draft.storage;
      attribute(offer, "data-chosen", chosen);
      input.checked = chosen;
      say(name, label);
      say(about, explanation);
    });
    const problem = (/** @type {string} */ name) => problems.find(({ field }) => field === name);
    const wrong = problem("storage");
    this.#problem.hidden = !wrong;
    say(this.#problem, wrong?.message ?? "");
    this.#address.element.hidden = draft.storage !== "address";
    if (document.activeElement !== this.#addressInput && this.#addressInput.value !== draft.zipAddress) this.#addressInput.value = draft.zipAddress;
    this.#address.problem(problem("zipAddress"));
    this.#keepLine.hidden = !canKeepZip;
    this.#keep.checked = draft.keepZip;
    say(this.#afterwards, zipAfterwards);
  }

  /** @param {StorageKind} kind */
  #offer(kind) {
    return h(
      "label",
      { class: "lora-type", testid: `storage-${kind}` },
      h("input", { type: "radio", name: "storage", value: kind, class: "unseen", change: () => this.#changed({ storage: kind }) }),
      h("span", { class: "lora-type-label" }),
      h("span", { class: "small quiet" }),
    );
  }
}
