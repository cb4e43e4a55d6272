// The fields for the two axes of a grid of pictures: the input that varies from column to column, and the input that
// varies from row to row.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../dom.js";
import { t } from "../texts.js";

/** @import { AxisChoice } from "../types/AxisChoice" */
/** @import { AxisDraft } from "../types/AxisDraft" */
/** @import { GenerateDraft } from "../types/GenerateDraft" */
/** @import { GenerateForm } from "../types/GenerateForm" */
/** @typedef {"across" | "down"} Place */

export class GridAxes {
  element = h("div", { class: "axes", hidden: true });
  #onChange;
  #parts;
  /** @type {AxisChoice[]} */
  #axes = [];
  /** @type {GenerateForm["versions"]} */
  #versions = [];
  /** @type {Record<Place, AxisDraft>} */
  #drafts = { across: { what: "nothing", values: "" }, down: { what: "nothing", values: "" } };

  /** @param {(change: Partial<GenerateDraft>) => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
    this.#parts = { across: this.#part("across", { name: t("generate-columns"), what: t("generate-columns-change"), values: t("generate-columns-values") }), down: this.#part("down", { name: t("generate-rows"), what: t("generate-rows-change"), values: t("generate-rows-values") }) };
    this.element.append(this.#parts.across.element, this.#parts.down.element);
  }

  /** @param {GenerateForm} form */
  show({ draft, axes, versions, problems }) {
    this.element.hidden = draft.kind !== "grid";
    this.#axes = axes;
    this.#versions = versions;
    this.#drafts = { across: draft.across, down: draft.down };
    for (const place of /** @type {const} */ (["across", "down"])) {
      const part = this.#parts[place];
      const axis = draft[place];
      const drawn = JSON.stringify(axes.map(({ value, label }) => [value, label]));
      if (part.drawn !== drawn) {
        part.drawn = drawn;
        fill(part.what, ...axes.map(({ value, label }) => h("option", { value }, label)));
      }
      part.what.value = axis.what;
      const isVersion = axis.what === "version";
      part.values.hidden = axis.what === "nothing" || isVersion;
      part.versions.hidden = !isVersion;
      setAttribute(part.values, "rows", axis.what === "prompt" ? "3" : "1");
      setAttribute(part.values, "placeholder", axes.find(({ value }) => value === axis.what)?.hint);
      if (part.values !== document.activeElement && part.values.value !== axis.values) part.values.value = axis.values;
      if (isVersion) this.#drawVersions(place);
      const problem = problems.find(({ field }) => field === place);
      setTextOrHide(part.problem, problem?.message);
      setAttribute(part.problem, "data-missing", problem?.missing);
    }
  }

  /** @param {Place} place @param {{ name: string, what: string, values: string }} labels */
  #part(place, labels) {
    const what = h("select", { "aria-label": labels.what, testid: `axis-${place}`, change: () => this.#choose(place, /** @type {AxisDraft["what"]} */ (what.value)) });
    const values = h("textarea", { rows: "1", "aria-label": labels.values, spellcheck: "false", testid: `axis-${place}-values`, input: () => this.#type(place, values.value) });
    const versions = h("div", { class: "axis-versions", testid: `axis-${place}-versions`, hidden: true });
    const problem = h("p", { class: "field-problem small", role: "status", hidden: true, testid: `axis-${place}-problem` });
    const name = h("span", { class: "small quiet" });
    setTextContent(name, labels.name);
    return { element: h("div", { class: "axis" }, name, what, h("div", { class: "axis-values" }, values, versions, problem)), what, values, versions, problem, drawn: "" };
  }

  /**
   * Sets the input that varies along an axis, and fills in its default values.
   * @param {Place} place
   * @param {AxisDraft["what"]} what
   */
  #choose(place, what) {
    const defaultText = this.#axes.find(({ value }) => value === what)?.defaultText ?? "";
    this.#onChange({ [place]: { what, values: defaultText } });
  }

  /** @param {Place} place @param {string} values */
  #type(place, values) {
    this.#onChange({ [place]: { ...this.#drafts[place], values } });
  }

  /** @param {Place} place */
  #drawVersions(place) {
    const chosen = this.#drafts[place].values.split("\n").filter(Boolean);
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.["version"];
    const part = this.#parts[place].versions;
    fill(
      part,
      ...this.#versions.map(({ value, label }) => {
        const box = h("input", {
          type: "checkbox",
          "data-version": value,
          change: () => this.#type(place, this.#versions.map((version) => version.value).filter((candidate) => (candidate === value ? box.checked : chosen.includes(candidate))).join("\n")),
        });
        box.checked = chosen.includes(value);
        return h("label", { class: "axis-version small" }, box, label);
      }),
    );
    if (focused) [...part.querySelectorAll("input")].find((box) => box.dataset["version"] === focused)?.focus();
  }
}
