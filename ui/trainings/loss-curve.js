// The loss over the course of a training, as a small curve without axes. The text below the curve states the values.

import { h, setTextOrHide } from "../dom.js";
import { t } from "../texts.js";

/** @import { LossCurve as Curve } from "../types/LossCurve" */

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 400;
const HEIGHT = 56;

export class LossCurve {
  #line = document.createElementNS(SVG, "polyline");
  #summary = h("p", { class: "small quiet selectable" });
  element = h("section", { class: "loss", "aria-label": t("trainings-loss"), hidden: true, testid: "loss" });

  constructor() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 -2 ${WIDTH} ${HEIGHT + 4}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    svg.append(this.#line);
    this.element.append(svg, this.#summary);
  }

  /** @param {Curve | null} curve */
  show(curve) {
    this.element.hidden = curve === null;
    setTextOrHide(this.#summary, curve?.words);
    const points = curve?.points.map(([x, y]) => `${(x ?? 0) * WIDTH},${(1 - (y ?? 0)) * HEIGHT}`) ?? [];
    this.#line.setAttribute("points", points.join(" "));
  }
}
