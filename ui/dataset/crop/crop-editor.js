// The crop editor for one image: a frame on the whole picture, moved and resized by pointer or keys. Rust computes the
// frame; this module draws it.

import { setAttribute, fill, h, setTextContent, setTextOrHide } from "../../dom.js";
import * as ipc from "../../ipc.js";
import { attempt } from "../../parts/attempt.js";
import { snapshot } from "../../snapshot.js";
import { t } from "../../texts.js";

/** @import { AspectChoice } from "../../types/AspectChoice" */
/** @import { Aspect } from "../../types/Aspect" */
/** @import { CropChange } from "../../types/CropChange" */
/** @import { CropHandle } from "../../types/CropHandle" */
/** @import { CropPart } from "../../types/CropPart" */
/** @import { CropShape } from "../../types/CropShape" */
/** @import { Image } from "../../types/Image" */

/** @type {CropHandle[]} */
const HANDLES = ["left", "right", "top", "bottom", "topLeft", "topRight", "bottomLeft", "bottomRight"];

/**
 * The steps of the keys, in pixels of the picture. An arrow key moves the frame by `STEP`, or by `LARGE_STEP` with
 * Shift. Plus and minus grow and shrink the frame by `LARGE_STEP` at the left and at the right and, unless the aspect
 * ratio is fixed, at the top and at the bottom.
 */
const STEP = 1;
const LARGE_STEP = 10;

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class CropEditor {
  #onClose;
  /** @type {Image | null} */
  #image = null;
  /** @type {CropShape | null} */
  #shape = null;
  /** @type {Aspect} */
  #aspect = "free";
  /** The queue of changes. Each change starts from the result of the previous one. @type {Promise<unknown>} */
  #queue = Promise.resolve();
  /** The drag that is waiting in the queue, if any; a newer drag replaces it. @type {CropChange | null} */
  #pendingDrag = null;
  #picture = h("img", { alt: "", decoding: "async", draggable: "false" });
  #frame = h(
    "div",
    { class: "crop-frame", tabindex: "0", role: "group", "aria-label": t("crop-frame"), "aria-describedby": "crop-keys", testid: "crop-frame" },
    h("div", { class: "crop-thirds" }),
    ...HANDLES.map((handle) => h("div", { class: "crop-handle", "data-handle": handle })),
  );
  #stage = h("div", { class: "crop-stage" }, this.#picture, h("div", { class: "crop-shade" }, h("div")), this.#frame);
  #aspects = h("div", { class: "crop-aspects", role: "group", "aria-label": t("crop-shape") });
  #words = h("p", { class: "crop-words", role: "status", testid: "crop-words" });
  #small = h("p", { class: "small quiet", testid: "crop-small", hidden: true });

  /** @param {() => void} onClose called when the editor closes, whether or not the image was cropped */
  constructor(onClose) {
    this.#onClose = onClose;
    this.element = h(
      "section",
      { class: "crop-editor", "aria-label": t("crop-crop"), hidden: true, testid: "crop-editor", keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event) },
      h("div", { class: "crop-room" }, this.#stage),
      h(
        "div",
        { class: "crop-bar" },
        this.#aspects,
        h("div", { class: "crop-said" }, this.#words, this.#small),
        h("button", { type: "button", testid: "crop-suggest", title: t("crop-suggest-title"), click: () => this.#change(() => ({ kind: "suggested" })) }, t("crop-suggest")),
        h("button", { type: "button", testid: "crop-whole", click: () => this.#change(() => ({ kind: "whole" })) }, t("crop-whole-image")),
        h("button", { type: "button", testid: "crop-cancel", title: t("crop-cancel-title"), click: () => this.leave() }, t("common-cancel")),
        h("button", { type: "button", class: "primary", testid: "crop-apply", title: t("crop-apply-title"), click: () => this.#apply() }, t("crop-apply")),
      ),
      h("p", { class: "unseen", id: "crop-keys" }, t("crop-keys")),
    );
    this.#frame.addEventListener("pointerdown", (event) => this.#startDrag(event));
  }

  get isOpen() {
    return this.#image !== null;
  }

  /** @param {Image} image */
  async begin(image) {
    this.#image = image;
    setAttribute(this.element, "data-state", "loading");
    const editing = await attempt(ipc.editCrop(image.id));
    if (this.#image !== image) return;
    if (!editing) return this.leave();
    this.#stage.style.setProperty("--shape", String(editing.width / editing.height));
    this.#picture.src = editing.picture;
    this.#drawAspects(editing.aspects);
    this.#show(editing.shape);
    this.element.hidden = false;
    setAttribute(this.element, "data-state", "ready");
    this.#frame.focus();
  }

  /** Leaves the editor if `image` is not the edited image, or if its picture has changed. @param {Image} image */
  update(image) {
    if (this.#image && (image.id !== this.#image.id || image.preview !== this.#image.preview)) this.leave();
    else if (this.#image) this.#image = image;
  }

  leave() {
    if (!this.#image) return;
    this.#image = this.#shape = this.#pendingDrag = null;
    this.element.hidden = true;
    this.#picture.removeAttribute("src");
    this.#onClose();
  }

  /** @param {AspectChoice[]} aspects */
  #drawAspects(aspects) {
    fill(
      this.#aspects,
      ...aspects.map(({ value, label }) => h("button", { type: "button", class: "bare", "data-aspect": value, testid: `crop-${value}`, click: () => this.#setAspect(value) }, label)),
    );
  }

  /** @param {Aspect} aspect */
  #setAspect(aspect) {
    this.#change((part) => {
      this.#aspect = aspect;
      return { kind: "fitted", part };
    });
  }

  /** @param {CropShape} shape */
  #show(shape) {
    this.#shape = shape;
    this.#aspect = shape.aspect;
    for (const side of /** @type {const} */ (["left", "top", "width", "height"])) this.#stage.style.setProperty(`--${side}`, `${shape[side] * 100}%`);
    setTextContent(this.#words, shape.words);
    setTextOrHide(this.#small, shape.small);
    for (const button of this.#aspects.children) setAttribute(button, "aria-pressed", button.getAttribute("data-aspect") === shape.aspect ? "true" : "false");
  }

  /**
   * Changes the crop once all earlier changes are done.
   * @param {(part: CropPart) => CropChange | null} createChange called with the crop at that time; null for no change
   */
  #change(createChange) {
    this.#queue = this.#queue.then(async () => {
      const id = this.#image?.id;
      const change = this.#shape && createChange(this.#shape.part);
      if (id === undefined || !change) return;
      const shape = await attempt(ipc.shapeCrop(id, change, this.#aspect));
      if (shape && this.#image?.id === id) this.#show(shape);
    });
  }

  #apply() {
    this.#queue = this.#queue.then(async () => {
      if (!this.#image || !this.#shape) return;
      const changes = await attempt(ipc.cropImage(this.#image.id, this.#shape.part));
      if (!changes) return;
      this.leave();
      snapshot.applyImageChanges(changes);
    });
  }

  /** @param {PointerEvent} event */
  #startDrag(event) {
    if (event.button !== 0 || !this.#shape) return;
    const { part } = this.#shape;
    const handle = /** @type {CropHandle} */ (/** @type {HTMLElement} */ (event.target).dataset.handle ?? "inside");
    const { clientWidth, clientHeight } = this.#stage;
    const { pointerId, clientX, clientY } = event;
    const controller = new AbortController();
    const move = (/** @type {PointerEvent} */ to) =>
      this.#drag({ kind: "dragged", part, handle, right: (to.clientX - clientX) / clientWidth, down: (to.clientY - clientY) / clientHeight });
    this.#frame.setPointerCapture(pointerId);
    this.#frame.addEventListener("pointermove", move, { signal: controller.signal });
    for (const end of ["pointerup", "pointercancel"]) this.#frame.addEventListener(end, () => controller.abort(), { signal: controller.signal });
  }

  /** @param {CropChange} change */
  #drag(change) {
    const isWaiting = this.#pendingDrag !== null;
    this.#pendingDrag = change;
    if (isWaiting) return;
    this.#change(() => {
      const newest = this.#pendingDrag;
      this.#pendingDrag = null;
      return newest;
    });
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    const arrow = ARROWS[event.key];
    const onButton = event.target instanceof HTMLButtonElement;
    const step = event.shiftKey ? LARGE_STEP : STEP;
    // The view behind the editor must not handle keys without modifiers, such as the arrow keys.
    event.stopPropagation();
    if (event.key === "Escape") this.leave();
    else if (event.key === "Enter" && !onButton) this.#apply();
    else if (arrow) this.#change((part) => ({ kind: "nudged", part, right: arrow[0] * step, down: arrow[1] * step }));
    else if (event.key === "+" || event.key === "=") this.#change((part) => ({ kind: "grown", part, by: LARGE_STEP }));
    else if (event.key === "-" || event.key === "_") this.#change((part) => ({ kind: "grown", part, by: -LARGE_STEP }));
    else return;
    event.preventDefault();
  }
}
