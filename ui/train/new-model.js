// The fields for a destination model that does not exist yet: its visibility and its hardware.

import { setAttribute, fill, h, setTextContent } from "../dom.js";
import { t } from "../texts.js";

/** @import { NewModelDraft } from "../types/NewModelDraft" */
/** @import { TrainForm } from "../types/TrainForm" */

export class NewModel {
  #visibility = h("select", { testid: "visibility", "aria-label": t("train-visibility") }, h("option", { value: "private" }, t("train-private")), h("option", { value: "public" }, t("train-public")));
  #hardware = h("select", { testid: "hardware", "aria-label": t("train-hardware") });
  #aboutVisibility = h("p", { class: "small quiet" });
  #aboutHardware = h("p", { class: "small quiet" });
  #drawnHardware = "";

  /** @param {(newModel: NewModelDraft) => void} onChange */
  constructor(onChange) {
    const emit = () => onChange({ public: this.#visibility.value === "public", hardware: this.#hardware.value });
    this.#visibility.addEventListener("change", emit);
    this.#hardware.addEventListener("change", emit);
    this.element = h(
      "div",
      { class: "field new-model", testid: "new-model", hidden: true },
      h("span", { class: "field-label" }, t("train-new-model")),
      h("div", { class: "new-model-answers" }, h("div", {}, this.#visibility, this.#aboutVisibility), h("div", {}, this.#hardware, this.#aboutHardware)),
    );
  }

  /** @param {TrainForm} form */
  show({ newModel, draft }) {
    this.element.hidden = newModel === null;
    if (!newModel) return;
    const hardware = JSON.stringify(newModel.hardware);
    if (hardware !== this.#drawnHardware) {
      this.#drawnHardware = hardware;
      fill(this.#hardware, h("option", { value: "" }, t("train-any-hardware")), ...newModel.hardware.map(({ sku, name }) => h("option", { value: sku }, name)));
    }
    this.#visibility.value = draft.newModel.public ? "public" : "private";
    this.#hardware.value = draft.newModel.hardware;
    setAttribute(this.#visibility, "data-public", draft.newModel.public);
    setTextContent(this.#aboutVisibility, newModel.aboutVisibility);
    setTextContent(this.#aboutHardware, newModel.aboutHardware);
  }
}
