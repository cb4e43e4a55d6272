// The Checks panel: findings with their images and fixes, the distribution of the images, and a checklist of qualities
// that no program can measure. It replaces the inspector beside the grid.

import { setAttribute, fill, h, setTextContent } from "../../dom.js";
import * as ipc from "../../ipc.js";
import { attempt } from "../../parts/attempt.js";
import { icon } from "../../parts/icon.js";
import { Latest } from "../../parts/latest.js";
import { snapshot } from "../../snapshot.js";
import { t } from "../../texts.js";

/** @import { Bar } from "../../types/Bar" */
/** @import { Bars } from "../../types/Bars" */
/** @import { Checks } from "../../types/Checks" */
/** @import { EncodingChoice } from "../../types/EncodingChoice" */
/** @import { Finding } from "../../types/Finding" */
/** @import { ImagesChanged } from "../../types/ImagesChanged" */

/** The maximum number of pictures shown for each group of a finding. If there are more, only their number is shown. */
const MAX_PICTURES = 8;

export class ChecksPanel {
  /** The button beside the readiness line. It shows the summary of the checks, and opens or closes the panel. */
  button = h("button", { type: "button", class: "link small", testid: "open-checks", "aria-expanded": "false", hidden: true, click: () => (this.isOpen ? this.#actions.close() : this.#actions.open()) });
  #findings = h("ol", { class: "findings" });
  #none = h("p", { class: "quiet", testid: "checks-none" });
  #dismissed = h("button", { type: "button", class: "link small", testid: "show-dismissed", click: () => this.#updateChecks(ipc.showDismissed()) });
  #spread = h("div", { class: "spread" });
  #checklist = h("ul", { class: "checklist small" });
  element = h(
    "aside",
    { class: "inspector checks", "aria-label": t("panels-checks"), hidden: true, tabindex: "-1", testid: "checks" },
    h("header", { class: "bulk-head" }, h("h2", {}, t("panels-checks-title")), h("button", { type: "button", class: "bare square", "aria-label": t("common-close"), title: t("common-close-escape"), click: () => this.#actions.close() }, icon("cross"))),
    this.#none,
    this.#findings,
    this.#dismissed,
    h("section", {}, h("h3", { class: "small quiet" }, t("panels-checks-distribution")), this.#spread),
    h("section", {}, h("h3", { class: "small quiet" }, t("panels-checks-by-eye")), this.#checklist),
  );
  /**
   * The encoding selected in each finding, by the finding's id.
   *
   * @type {Map<string, string>}
   */
  #chosenEncodings = new Map();
  #loader = new Latest(() => ipc.checks(), { onResult: (checks, settled) => settled && this.#show(checks), onError: () => {} });
  #actions;

  /**
   * @param {{
   *   open: () => void,
   *   close: () => void,
   *   search: (text: string) => void,
   *   choose: (id: number) => void,
   *   onChange: (changes: ImagesChanged) => void,
   *   onCheck: () => void,
   * }} actions `onCheck` is called when the findings may have changed, since searches for problems may then have other
   *   results
   */
  constructor(actions) {
    this.#actions = actions;
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      actions.close();
    });
    snapshot.subscribe(["dataset", "images", "checks"], () => this.refresh());
    snapshot.subscribe(["checks"], () => this.#actions.onCheck());
  }

  get isOpen() {
    return !this.element.hidden;
  }

  enter() {
    this.element.hidden = false;
    setAttribute(this.button, "aria-expanded", "true");
    this.element.focus();
    this.refresh();
  }

  leave() {
    this.element.hidden = true;
    setAttribute(this.button, "aria-expanded", "false");
  }

  refresh() {
    this.button.hidden = snapshot.state.dataset === null || snapshot.state.dataset.images.length === 0;
    if (!this.button.hidden) this.#loader.push(null);
  }

  /** @param {Checks} checks */
  #show({ findings, summary, looking, dismissed, checklist, spread }) {
    setTextContent(this.button, summary);
    setAttribute(this.button, "data-count", findings.length);
    if (!this.isOpen) return;
    this.#none.hidden = findings.length > 0;
    setTextContent(this.#none, looking ? t("panels-checks-looking") : t("panels-checks-none"));
    fill(this.#findings, ...findings.map((finding) => this.#finding(finding)));
    this.#dismissed.hidden = dismissed === 0;
    setTextContent(this.#dismissed, t("panels-checks-show-dismissed", { count: dismissed }));
    fill(this.#spread, ...spread.map((bars) => this.#bars(bars)));
    fill(this.#checklist, ...checklist.map(({ title, reason }) => h("li", {}, h("strong", {}, title), h("p", { class: "quiet" }, reason))));
  }

  /** @param {Finding} finding */
  #finding({ id, title, reason, groups, words, search, fix, encodings }) {
    const choice = encodings.length > 0 ? this.#encodings(id, encodings) : null;
    return h(
      "li",
      { class: "finding", testid: "finding", "data-kind": id.replace(/-[0-9a-f]+$/, "") },
      h("h3", {}, title),
      h("p", { class: "small quiet" }, reason),
      ...groups.map((group) => this.#pictures(group)),
      words.length > 0 ? h("div", { class: "bars" }, ...words.map((bar) => this.#bar(bar))) : null,
      choice ? choice.element : null,
      h(
        "div",
        { class: "finding-actions" },
        choice ? h("button", { type: "button", testid: "choose-encoding", click: () => this.#applyFix(ipc.chooseEncoding(id, choice.name())) }, t("panels-checks-save-utf8")) : null,
        fix ? h("button", { type: "button", testid: "fix", click: () => this.#applyFix(ipc.fixFinding(id)) }, fix) : null,
        search ? h("button", { type: "button", class: "bare", testid: "show-found", click: () => this.#actions.search(search) }, t("panels-checks-show")) : null,
        h("button", { type: "button", class: "bare", testid: "dismiss-finding", click: () => this.#updateChecks(ipc.dismissFinding(id)) }, t("common-dismiss")),
      ),
    );
  }

  /**
   * Returns a field for choosing an encoding, with a part of a caption decoded with it, and a function that returns the
   * name of the selected encoding.
   *
   * @param {string} id
   * @param {EncodingChoice[]} encodings
   */
  #encodings(id, encodings) {
    const sample = h("p", { class: "small", dir: "auto", testid: "encoding-sample" });
    const select = h("select", { "aria-label": t("panels-checks-encoding"), testid: "encoding" }, ...encodings.map(({ name, label }) => h("option", { value: name }, label)));
    // The finding is redrawn whenever an image changes, so the person's choice is restored.
    const chosen = this.#chosenEncodings.get(id);
    if (encodings.some(({ name }) => name === chosen)) select.value = /** @type {string} */ (chosen);
    const show = () => setTextContent(sample, encodings[select.selectedIndex]?.sample ?? "");
    select.addEventListener("change", () => {
      this.#chosenEncodings.set(id, select.value);
      show();
    });
    show();
    return { element: h("div", { class: "finding-encodings" }, select, sample), name: () => select.value };
  }

  /** @param {number[]} ids */
  #pictures(ids) {
    const images = ids.flatMap((id) => snapshot.image(id) ?? []);
    const more = images.length - MAX_PICTURES;
    return h(
      "div",
      { class: "finding-pictures" },
      ...images.slice(0, MAX_PICTURES).map((image) =>
        h(
          "button",
          { type: "button", class: "bare finding-picture", title: image.name, "aria-label": image.name, click: () => this.#actions.choose(image.id) },
          image.problem ? icon("broken") : h("img", { src: image.thumbnail, alt: "", loading: "lazy", decoding: "async" }),
        ),
      ),
      more > 0 ? h("span", { class: "small quiet" }, t("panels-checks-more", { count: more })) : null,
    );
  }

  /** @param {Bars} bars */
  #bars({ title, bars }) {
    return h("div", { class: "bars", role: "group", "aria-label": title }, h("p", { class: "small quiet" }, title), ...bars.map((bar) => this.#bar(bar)));
  }

  /** @param {Bar} bar */
  #bar({ label, count, share, search }) {
    const fill = h("span", { class: "bar-fill" });
    fill.style.setProperty("width", `${Math.round(share * 100)}%`);
    const parts = [h("span", { class: "bar-label" }, label), h("span", { class: "bar-well" }, fill), h("span", { class: "bar-count quiet" }, count)];
    if (!search) return h("div", { class: "bar small" }, ...parts);
    return h("button", { type: "button", class: "bare bar small", title: t("panels-checks-show-images", { search }), click: () => this.#actions.search(search) }, ...parts);
  }

  /** @param {Promise<ImagesChanged>} request */
  async #applyFix(request) {
    const changes = await attempt(request);
    if (changes) this.#actions.onChange(changes);
  }

  /** @param {Promise<Checks>} request */
  async #updateChecks(request) {
    const checks = await attempt(request);
    if (checks) this.#show(checks);
    this.element.focus();
  }
}
