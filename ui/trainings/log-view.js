// A log that follows along: it stays at its end unless one has scrolled up to read.

import { h, say } from "../dom.js";
import { icon } from "../parts/icon.js";

export class LogView {
  #text = h("pre", { class: "log-text", tabindex: "0", role: "log", "aria-label": "Log", "aria-live": "off", testid: "training-log" });
  #copied = h("span", {}, "Copy");
  #copy = h("button", { type: "button", class: "bare small", click: () => this.#toClipboard() }, icon("copy"), this.#copied);
  #log = "";

  constructor() {
    this.element = h("section", { class: "log", hidden: true }, h("header", { class: "log-head" }, h("h2", {}, "Log"), this.#copy), this.#text);
  }

  /** @param {string} log the whole log so far */
  show(log) {
    this.element.hidden = log === "";
    if (log === this.#log) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#text;
    const atEnd = scrollTop + clientHeight >= scrollHeight - 8;
    // What is new is added, so that a selection in the old part stays.
    if (this.#log && log.startsWith(this.#log)) this.#text.append(log.slice(this.#log.length));
    else this.#text.textContent = log;
    this.#log = log;
    say(this.#copied, "Copy");
    if (atEnd) this.#text.scrollTop = this.#text.scrollHeight;
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
