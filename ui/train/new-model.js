// The fields for a destination model that does not exist yet: its visibility and its hardware.

import { attribute, fill, h, say } from "../dom.js";
import { t } from "../texts.js";

/** @import { NewModelDraft } from "../types/NewModelDraft" */
/** @import { TrainForm } from "../types/TrainForm" */

export class NewModel {
  #visibility = h("select", { testid: "visibility", "aria-label": t("train-visibility") }, h("option", { value: "private" }, t("train-private")), h("option", { value: "public" }, t("train-public")));
  #hardware = h("select", { testid: "hardware", "aria-label": t("train-hardware") });
  #aboutVisibility = h("p", { class: "small quiet" });
  #aboutHardware = h("p", { class: "small quiet" });
  #offered = "";

  /** @param {(newModel: NewModelDraft) => void} changed */
  constructor(changed) {
    const tell = () => changed({ public: this.#visibility.value === "public", hardware: this.#hardware.value });
    this.#visibility.addEventListener("change", tell);
    this.#hardware.addEventListener("change", tell);
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
    const offered = JSON.stringify(newModel.hardware);
    if (offered !== this.#offered) {
      this.#offered = offered;
      fill(this.#hardware, h("option", { value: "" }, t("train-any-hardware")), ...newModel.hardware.map(({ sku, name }) => h("option", { value: sku }, name)));
    }
    this.#visibility.value = draft.newModel.public ? "public" : "private";
    this.#hardware.value = draft.newModel.hardware;
    attribute(this.#visibility, "data-public", draft.newModel.public);
    say(this.#aboutVisibility, newModel.aboutVisibility);
    say(this.#aboutHardware, newModel.aboutHardware);
  }
}
