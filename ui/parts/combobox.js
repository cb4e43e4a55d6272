// A text field with a list of suggestions. Any text can be typed; the list is optional. It follows the combobox pattern
// of the ARIA Authoring Practices: the focus stays in the field.

import { attribute, fill, h } from "../dom.js";
import { setText } from "./composition.js";
import { icon } from "./icon.js";

/** @typedef {{ value: string, about: string }} Option */

let count = 0;

/**
 * @param {HTMLInputElement} input
 * @param {string} label the list's label
 */
export function combobox(input, label) {
  const id = `combobox-${++count}`;
  /** @type {Option[]} */
  let options = [];
  /** @type {Option[]} */
  let offered = [];
  let at = -1;
  const list = h("ul", { class: "combobox-list", role: "listbox", id, "aria-label": label, hidden: true });
  const opener = h("button", { type: "button", class: "bare square combobox-opener", tabindex: "-1", "aria-label": label }, icon("down"));
  const element = h("div", { class: "combobox" }, input, opener, list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false", autocomplete: "off" })) {
    attribute(input, name, value);
  }

  /** @param {boolean} all true to offer all options, regardless of the typed text */
  function open(all) {
    const typed = all ? "" : input.value.trim().toLowerCase();
    offered = options.filter((option) => option.value.toLowerCase().includes(typed));
    at = -1;
    fill(
      list,
      ...offered.map((option, index) =>
        h(
          "li",
          { role: "option", id: `${id}-${index}`, class: "combobox-option", "data-value": option.value, testid: "destination-option" },
          h("span", {}, option.value),
          h("span", { class: "small quiet" }, option.about),
        ),
      ),
    );
    list.hidden = offered.length === 0;
    attribute(input, "aria-expanded", list.hidden ? "false" : "true");
    mark();
  }

  function close() {
    list.hidden = true;
    attribute(input, "aria-expanded", "false");
    attribute(input, "aria-activedescendant", null);
  }

  function mark() {
    [...list.children].forEach((option, index) => attribute(option, "aria-selected", index === at ? "true" : "false"));
    attribute(input, "aria-activedescendant", at < 0 ? null : `${id}-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} index */
  function take(index) {
    const option = offered[index];
    close();
    if (!option) return;
    setText(input, option.value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  input.addEventListener("input", (event) => event.isTrusted && open(false));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) open(true);
      const by = event.key === "ArrowDown" ? 1 : -1;
      at = offered.length === 0 ? -1 : (at + by + offered.length + (at < 0 && by < 0 ? 1 : 0)) % offered.length;
      mark();
    } else if (event.key === "Enter" && !list.hidden && at >= 0) take(at);
    else if (event.key === "Escape" && !list.hidden) {
      close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  });
  // The press must not take the focus from the field, since the list closes when the field loses it.
  opener.addEventListener("mousedown", (event) => {
    event.preventDefault();
    input.focus();
    if (list.hidden) open(true);
    else close();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = /** @type {Element} */ (event.target).closest("[role=option]");
    if (option) take([...list.children].indexOf(option));
  });

  return {
    element,
    /** @param {Option[]} given */
    offer(given) {
      options = given;
      opener.hidden = given.length === 0;
    },
  };
}
