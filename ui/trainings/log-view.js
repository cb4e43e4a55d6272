// A log with a search field. When lines are added, the log stays scrolled to its end, unless the person has scrolled
// up. The lines are grouped into blocks, and only the blocks on screen are laid out, so 100,000 lines are drawn as fast
// as 500.

import { setAttribute, h, setTextContent } from "../dom.js";
import { icon } from "../parts/icon.js";
import { t } from "../texts.js";

/** The number of lines in a block. */
const LINES_PER_BLOCK = 500;
/** The height of a line in CSS pixels. The style sheet sets the same height. */
const LINE_HEIGHT = 18;
/** The name of the highlight of a match, as in the style sheet's `::highlight()`. */
const MATCH_HIGHLIGHT = "log-match";

export class LogView {
  #text = h("div", { class: "log-text selectable", dir: "ltr", tabindex: "0", role: "log", "aria-label": t("trainings-log"), "aria-live": "off", testid: "training-log" });
  #copyLabel = h("span", {}, t("trainings-log-copy"));
  #copy = h("button", { type: "button", class: "bare small", click: () => this.#copyLog() }, icon("copy"), this.#copyLabel);
  #query = h("input", { type: "search", class: "log-search small", placeholder: t("trainings-log-search"), "aria-label": t("trainings-log-search"), spellcheck: "false", testid: "log-search", input: () => this.#moveToMatch(0), keydown: (/** @type {KeyboardEvent} */ event) => this.#handleKey(event) });
  #matches = h("span", { class: "small quiet", role: "status", testid: "log-matches" });
  #log = "";
  /** The text of all blocks except the last, with their newlines. These blocks no longer change. */
  #finishedText = "";
  /** The offsets in the log at which the query is found, in ascending order. @type {number[]} */
  #matchOffsets = [];
  #matchIndex = 0;

  constructor() {
    this.element = h(
      "section",
      { class: "log", hidden: true },
      h("header", { class: "log-head" }, h("h2", {}, t("trainings-log")), this.#matches, this.#query, this.#copy),
      this.#text,
    );
  }

  /** @param {string} log the whole log so far */
  show(log) {
    this.element.hidden = log === "";
    if (log === this.#log) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#text;
    const atEnd = scrollTop + clientHeight >= scrollHeight - 8;
    // Unchanged blocks are not redrawn, so that a selection in them is kept.
    if (!this.#log || !log.startsWith(this.#finishedText)) {
      this.#text.replaceChildren();
      this.#finishedText = "";
    }
    this.#log = log;
    this.#draw(log.slice(this.#finishedText.length));
    setTextContent(this.#copyLabel, t("trainings-log-copy"));
    if (this.#query.value) this.#findMatches();
    if (atEnd) this.#text.scrollTop = this.#text.scrollHeight;
  }

  /** @param {string} rest the text of the log from the start of the last block */
  #draw(rest) {
    let block = this.#text.lastElementChild ?? this.#appendBlock();
    for (;;) {
      const end = offsetAfterLines(rest, LINES_PER_BLOCK);
      if (end < 0) break;
      // The block's final newline is left out, since the end of the block already breaks the line.
      setBlockText(block, rest.slice(0, end - 1));
      this.#finishedText += rest.slice(0, end);
      rest = rest.slice(end);
      block = this.#appendBlock();
    }
    setBlockText(block, rest);
  }

  #appendBlock() {
    const block = h("div", { class: "log-block" });
    this.#text.append(block);
    return block;
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.#moveToMatch(event.shiftKey ? -1 : 1);
  }

  /** Moves to the next match (1), the previous match (-1) or the first match (0). @param {number} by */
  #moveToMatch(by) {
    this.#findMatches();
    const { length } = this.#matchOffsets;
    this.#matchIndex = by === 0 || length === 0 ? 0 : (this.#matchIndex + by + length) % length;
    this.#showMatchCount();
    const offset = this.#matchOffsets[this.#matchIndex];
    if (offset === undefined) CSS.highlights.delete(MATCH_HIGHLIGHT);
    else this.#highlight(offset, offset + this.#query.value.length);
  }

  #findMatches() {
    const query = this.#query.value.toLowerCase();
    const log = this.#log.toLowerCase();
    this.#matchOffsets = [];
    for (let at = query ? log.indexOf(query) : -1; at >= 0; at = log.indexOf(query, at + query.length)) this.#matchOffsets.push(at);
    this.#showMatchCount();
  }

  #showMatchCount() {
    const { length } = this.#matchOffsets;
    setTextContent(this.#matches, !this.#query.value ? "" : length === 0 ? t("trainings-log-not-found") : t("trainings-log-match", { number: this.#matchIndex + 1, count: length }));
    setAttribute(this.#query, "aria-invalid", this.#query.value !== "" && length === 0 ? "true" : null);
  }

  /**
   * Highlights a match and scrolls it into view.
   * @param {number} from an offset in the log
   * @param {number} to its end, exclusive
   */
  #highlight(from, to) {
    let before = 0;
    for (const block of this.#text.children) {
      const text = block.firstChild;
      const length = text?.textContent?.length ?? 0;
      if (text && from <= before + length) {
        const range = document.createRange();
        range.setStart(text, from - before);
        range.setEnd(text, Math.min(to - before, length));
        // A range has no position unless its block is laid out, which this attribute ensures.
        setAttribute(block, "data-searched", true);
        const { top, height } = range.getBoundingClientRect();
        const frame = this.#text.getBoundingClientRect();
        this.#text.scrollTop += top - frame.top - (frame.height - height) / 2;
        // A selection would take the focus from the search field, so a highlight is used.
        CSS.highlights.set(MATCH_HIGHLIGHT, new Highlight(range));
        return;
      }
      before += length + 1;
    }
  }

  async #copyLog() {
    try {
      await navigator.clipboard.writeText(this.#log);
      setTextContent(this.#copyLabel, t("trainings-log-copied"));
    } catch {
      // The web view may refuse access to the clipboard. If `execCommand` fails too, the person can copy the selected
      // text with Ctrl+C.
      getSelection()?.selectAllChildren(this.#text);
      setTextContent(this.#copyLabel, document.execCommand("copy") ? t("trainings-log-copied") : t("trainings-log-selected"));
    }
  }
}

/**
 * Sets a block's text, and the estimated height that is used until the block is laid out.
 * @param {Element} block @param {string} text
 */
function setBlockText(block, text) {
  setTextContent(block, text);
  const lines = text.split("\n").length;
  /** @type {HTMLElement} */ (block).style.setProperty("contain-intrinsic-size", `auto ${lines * LINE_HEIGHT}px`);
}

/**
 * Returns the offset after this number of lines, or -1 if there are fewer. A line counts only with its newline.
 * @param {string} text @param {number} lines
 */
function offsetAfterLines(text, lines) {
  let at = 0;
  for (let line = 0; line < lines; line += 1) {
    const end = text.indexOf("\n", at);
    if (end < 0) return -1;
    at = end + 1;
  }
  return at;
}
