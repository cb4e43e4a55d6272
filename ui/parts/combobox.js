// A text field with a list of suggestions. The person can also type any other text. The field follows the combobox
// pattern of the ARIA Authoring Practices: the focus stays in the field.

import { setAttribute, fill, h } from "../dom.js";
import { setFieldText } from "./composition.js";
import { icon } from "./icon.js";

/** @typedef {{ value: string, about: string }} Option */

let count = 0;

/**
 * @param {HTMLInputElement} input
 * @param {string} label the label of the list and of the button that opens it
 */
export function combobox(input, label) {
  const id = `combobox-${++count}`;
  /** @type {Option[]} */
  let options = [];
  /** @type {Option[]} */
  let shownOptions = [];
  let activeIndex = -1;
  const list = h("ul", { class: "combobox-list", role: "listbox", id, "aria-label": label, hidden: true });
  const opener = h("button", { type: "button", class: "bare square combobox-opener", tabindex: "-1", "aria-label": label }, icon("down"));
  const element = h("div", { class: "combobox" }, input, opener, list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false", autocomplete: "off" })) {
    setAttribute(input, name, value);
  }

  /** @param {boolean} all true to offer all options, false to offer only those that contain the typed text */
  function open(all) {
    const typed = all ? "" : input.value.trim().toLowerCase();
    shownOptions = options.filter((option) => option.value.toLowerCase().includes(typed));
    activeIndex = -1;
    fill(
      list,
      ...shownOptions.map((option, index) =>
        h(
          "li",
          { role: "option", id: `${id}-${index}`, class: "combobox-option", "data-value": option.value, testid: "destination-option" },
          h("span", {}, option.value),
          h("span", { class: "small quiet" }, option.about),
        ),
      ),
    );
    list.hidden = shownOptions.length === 0;
    setAttribute(input, "aria-expanded", list.hidden ? "false" : "true");
    markActive();
  }

  function close() {
    list.hidden = true;
    setAttribute(input, "aria-expanded", "false");
    setAttribute(input, "aria-activedescendant", null);
  }

  function markActive() {
    [...list.children].forEach((option, index) => setAttribute(option, "aria-selected", index === activeIndex ? "true" : "false"));
    setAttribute(input, "aria-activedescendant", activeIndex < 0 ? null : `${id}-${activeIndex}`);
    list.children[activeIndex]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} index */
  function choose(index) {
    const option = shownOptions[index];
    close();
    if (!option) return;
    setFieldText(input, option.value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  input.addEventListener("input", (event) => event.isTrusted && open(false));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) open(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      activeIndex = shownOptions.length === 0 ? -1 : (activeIndex + step + shownOptions.length + (activeIndex < 0 && step < 0 ? 1 : 0)) % shownOptions.length;
      markActive();
    } else if (event.key === "Enter" && !list.hidden && activeIndex >= 0) choose(activeIndex);
    else if (event.key === "Escape" && !list.hidden) {
      close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  });
  // The press must not take the focus from the field, since the list closes when the field loses the focus.
  opener.addEventListener("mousedown", (event) => {
    event.preventDefault();
    input.focus();
    if (list.hidden) open(true);
    else close();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = /** @type {Element} */ (event.target).closest("[role=option]");
    if (option) choose([...list.children].indexOf(option));
  });

  return {
    element,
    /** @param {Option[]} newOptions */
    setOptions(newOptions) {
      options = newOptions;
      opener.hidden = newOptions.length === 0;
    },
  };
}
