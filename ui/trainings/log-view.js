// A log that follows along: it stays at its end unless one has scrolled up to read, and is searched. Its lines are in
// blocks, of which only those on screen are laid out, so that 100,000 lines weigh no more than 500.

import { attribute, h, say } from "../dom.js";
import { icon } from "../parts/icon.js";

/** Lines in a block. */
const BLOCK = 500;
/** A line's height in CSS pixels, as the style sheet has it. */
const LINE = 18;
/** What the style sheet calls the place that was searched for. */
const MATCH = "log-match";

export class LogView {
  #text = h("div", { class: "log-text selectable", tabindex: "0", role: "log", "aria-label": "Log", "aria-live": "off", testid: "training-log" });
  #copied = h("span", {}, "Copy");
  #copy = h("button", { type: "button", class: "bare small", click: () => this.#toClipboard() }, icon("copy"), this.#copied);
  #query = h("input", { type: "search", class: "log-search small", placeholder: "Search the log", "aria-label": "Search the log", spellcheck: "false", testid: "log-search", input: () => this.#search(0), keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) });
  #matches = h("span", { class: "small quiet", role: "status", testid: "log-matches" });
  #log = "";
  /** The text of the blocks that will not change any more: all but the last. */
  #settled = "";
  /** Where the query is found. @type {number[]} */
  #found = [];
  #at = 0;

  constructor() {
    this.element = h(
      "section",
      { class: "log", hidden: true },
      h("header", { class: "log-head" }, h("h2", {}, "Log"), this.#matches, this.#query, this.#copy),
      this.#text,
    );
  }

  /** @param {string} log the whole log so far */
  show(log) {
    this.element.hidden = log === "";
    if (log === this.#log) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#text;
    const atEnd = scrollTop + clientHeight >= scrollHeight - 8;
    // What is settled stays in place, and so does a selection in it.
    if (!this.#log || !log.startsWith(this.#settled)) {
      this.#text.replaceChildren();
      this.#settled = "";
    }
    this.#log = log;
    this.#draw(log.slice(this.#settled.length));
    say(this.#copied, "Copy");
    if (this.#query.value) this.#count();
    if (atEnd) this.#text.scrollTop = this.#text.scrollHeight;
  }

  /** @param {string} rest what stands in the last block, and after it */
  #draw(rest) {
    let block = this.#text.lastElementChild ?? this.#block();
    for (;;) {
      const end = afterLines(rest, BLOCK);
      if (end < 0) break;
      // The line's end is the block's.
      put(block, rest.slice(0, end - 1));
      this.#settled += rest.slice(0, end);
      rest = rest.slice(end);
      block = this.#block();
    }
    put(block, rest);
  }

  #block() {
    const block = h("div", { class: "log-block" });
    this.#text.append(block);
    return block;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.#search(event.shiftKey ? -1 : 1);
  }

  /** Goes to another place where the query is found; with 0 to the first. @param {number} by */
  #search(by) {
    this.#count();
    const { length } = this.#found;
    this.#at = by === 0 || length === 0 ? 0 : (this.#at + by + length) % length;
    this.#say();
    const place = this.#found[this.#at];
    if (place === undefined) CSS.highlights.delete(MATCH);
    else this.#mark(place, place + this.#query.value.length);
  }

  #count() {
    const query = this.#query.value.toLowerCase();
    const log = this.#log.toLowerCase();
    this.#found = [];
    for (let at = query ? log.indexOf(query) : -1; at >= 0; at = log.indexOf(query, at + query.length)) this.#found.push(at);
    this.#say();
  }

  #say() {
    const { length } = this.#found;
    say(this.#matches, !this.#query.value ? "" : length === 0 ? "Not found" : `${this.#at + 1} of ${length}`);
    attribute(this.#query, "aria-invalid", this.#query.value !== "" && length === 0 ? "true" : null);
  }

  /** Lights a stretch of the log and brings it into view. @param {number} from @param {number} to */
  #mark(from, to) {
    let before = 0;
    for (const block of this.#text.children) {
      const text = block.firstChild;
      const length = text?.textContent?.length ?? 0;
      if (text && from <= before + length) {
        const range = document.createRange();
        range.setStart(text, from - before);
        range.setEnd(text, Math.min(to - before, length));
        // A place in a block that is not laid out is nowhere.
        attribute(block, "data-searched", true);
        const { top, height } = range.getBoundingClientRect();
        const frame = this.#text.getBoundingClientRect();
        this.#text.scrollTop += top - frame.top - (frame.height - height) / 2;
        // Not the selection: it would take what is typed away from the field.
        CSS.highlights.set(MATCH, new Highlight(range));
        return;
      }
      before += length + 1;
    }
  }

  async #toClipboard() {
    try {
      await navigator.clipboard.writeText(this.#log);
      say(this.#copied, "Copied");
    } catch {
      // The web view may keep the clipboard to itself: then the text is at least selected, for Ctrl+C.
      getSelection()?.selectAllChildren(this.#text);
      say(this.#copied, document.execCommand("copy") ? "Copied" : "Selected");
    }
  }
}

/** Puts text into a block, whose height is about known before it is laid out. @param {Element} block @param {string} text */
function put(block, text) {
  say(block, text);
  const lines = text.split("\n").length;
  /** @type {HTMLElement} */ (block).style.setProperty("contain-intrinsic-size", `auto ${lines * LINE}px`);
}

/** Where the line after so many begins; -1 where there are fewer. @param {string} text @param {number} lines */
function afterLines(text, lines) {
  let at = 0;
  for (let line = 0; line < lines; line += 1) {
    const end = text.indexOf("\n", at);
    if (end < 0) return -1;
    at = end + 1;
  }
  return at;
}
