// The settings for each trainer's price per second. The person's own price takes precedence over the published one.

import { fill, h, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, errorMessage } from "../parts/attempt.js";
import { setFieldText } from "../parts/composition.js";
import { t } from "../texts.js";

/** @import { PriceRow } from "../types/PriceRow" */
/** @import { PricesForm } from "../types/PricesForm" */

export class PricesSettings {
  #rows = h("div", { class: "prices" });
  #trainer = h("input", { type: "text", spellcheck: "false", autocomplete: "off", placeholder: "owner/name", "aria-label": t("settings-price-another-trainer"), testid: "price-trainer" });
  #price = h("input", { inputmode: "decimal", autocomplete: "off", placeholder: t("settings-price-placeholder"), "aria-label": t("settings-price-new"), testid: "price-new" });
  #problem = h("p", { class: "field-problem small", role: "alert", testid: "price-problem", hidden: true });
  element = h(
    "div",
    { class: "prices-settings" },
    this.#rows,
    h(
      "form",
      {
        class: "price-row",
        submit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#add();
        },
      },
      this.#trainer,
      this.#price,
      h("button", { type: "submit", testid: "price-add" }, t("settings-price-add")),
    ),
    this.#problem,
  );

  /** Loads the prices when the Settings page is shown. */
  async enter() {
    const form = await attempt(ipc.prices());
    if (form) this.#show(form);
  }

  /** @param {PricesForm} form */
  #show({ rows }) {
    fill(this.#rows, ...rows.map((row) => this.#row(row)));
  }

  /** @param {PriceRow} row */
  #row({ trainer, own, defaultText, about }) {
    const problem = h("p", { class: "field-problem small", role: "alert", hidden: true });
    const input = h("input", { inputmode: "decimal", autocomplete: "off", placeholder: defaultText || t("settings-price-unknown"), value: own, "aria-label": t("settings-price-of", { trainer }), testid: "price", "data-trainer": trainer });
    input.addEventListener("change", async () => {
      try {
        await ipc.setPrice(trainer, input.value);
        setTextOrHide(problem, null);
      } catch (error) {
        setTextOrHide(problem, errorMessage(error));
      }
    });
    return h("div", { class: "price-row" }, h("div", {}, h("p", {}, trainer), h("p", { class: "small quiet" }, about)), input, h("span", { class: "small quiet" }, t("settings-price-unit")), problem);
  }

  async #add() {
    try {
      this.#show(await ipc.setPrice(this.#trainer.value, this.#price.value));
      setFieldText(this.#trainer, "");
      setFieldText(this.#price, "");
      setTextOrHide(this.#problem, null);
    } catch (error) {
      setTextOrHide(this.#problem, errorMessage(error));
    }
  }
}
