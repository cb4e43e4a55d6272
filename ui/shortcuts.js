// The list of all actions that have keys; the person can change the keys in Settings. Key listeners use it to find
// the action for a key press. This module uses no DOM except for the event.

import { isTaken } from "./parts/composition.js";
import { isOtherScript, usKey } from "./parts/key-place.js";

/**
 * `Mod` is Ctrl, or ⌘ on macOS. Letters are upper case, and Shift is named only with a letter or a named key.
 * @typedef {{ id: string, words: string, keys: string[] }} Action
 */

/**
 * A group that is `apart` has a page of its own. It may reuse the keys of any group but the first.
 * @type {{ title: string, apart?: boolean, actions: Action[] }[]}
 */
export const GROUPS = [
  {
    title: "Anywhere",
    actions: [
      { id: "dataset", words: "Dataset", keys: ["Mod+1"] },
      { id: "train", words: "Train", keys: ["Mod+2"] },
      { id: "trainings", words: "Trainings", keys: ["Mod+3"] },
      { id: "generate", words: "Generate", keys: ["Mod+4"] },
      { id: "settings", words: "Settings", keys: ["Mod+,"] },
      { id: "open", words: "Open a folder", keys: ["Mod+O"] },
      { id: "paste", words: "Paste images", keys: ["Mod+V"] },
      { id: "undo", words: "Undo", keys: ["Mod+Z"] },
      { id: "redo", words: "Redo", keys: ["Mod+Shift+Z", "Mod+Y"] },
      { id: "keys", words: "Keyboard shortcuts", keys: ["?", "F1"] },
    ],
  },
  {
    title: "Images",
    actions: [
      { id: "write", words: "Edit caption", keys: ["Enter", "F2"] },
      { id: "look", words: "View large", keys: ["Space"] },
      { id: "compare", words: "Compare selected images", keys: ["C"] },
      { id: "leave", words: "Leave out or include", keys: ["Delete"] },
      { id: "remove", words: "Move to trash", keys: ["Shift+Delete"] },
      { id: "select-all", words: "Select all", keys: ["Mod+A"] },
      { id: "select-others", words: "Invert selection", keys: ["Mod+I"] },
      { id: "find", words: "Search and filter", keys: ["Mod+F"] },
      { id: "edit-captions", words: "Edit many captions", keys: ["Mod+H", "Mod+R"] },
      { id: "copy-caption", words: "Copy caption", keys: ["Mod+Shift+C"] },
      { id: "paste-caption", words: "Paste caption on selected images", keys: ["Mod+Shift+V"] },
      { id: "crop", words: "Crop", keys: ["K"] },
      { id: "turn-left", words: "Rotate left", keys: ["["] },
      { id: "turn-right", words: "Rotate right", keys: ["]"] },
      { id: "flip", words: "Flip", keys: ["M"] },
      { id: "trainer-view", words: "What the trainer sees", keys: ["T"] },
    ],
  },
  {
    title: "In a caption",
    actions: [
      { id: "next", words: "Next image, keep editing", keys: ["Mod+Enter", "Mod+ArrowDown", "PageDown", "Alt+ArrowRight"] },
      { id: "previous", words: "Previous image", keys: ["Mod+ArrowUp", "PageUp", "Alt+ArrowLeft"] },
      { id: "next-uncaptioned", words: "Next image without a caption", keys: ["Mod+J"] },
      ...Array.from({ length: 9 }, (_, index) => ({ id: `phrase-${index + 1}`, words: `Insert phrase ${index + 1}`, keys: [`Alt+${index + 1}`] })),
    ],
  },
  {
    title: "On Generate",
    apart: true,
    actions: [
      { id: "make", words: "Generate pictures", keys: ["Mod+Enter"] },
      { id: "favourite", words: "Favourite (large view)", keys: ["F"] },
      { id: "bin-picture", words: "Move to trash (large view)", keys: ["Delete", "Shift+Delete"] },
    ],
  },
];

/** @type {Map<string, string[]>} */
const defaults = new Map(GROUPS.flatMap(({ actions }) => actions.map(({ id, keys }) => /** @type {const} */ ([id, keys]))));

/** @type {Record<string, string[] | undefined>} */
let chosen = {};
let mac = false;

/**
 * Sets the keys that the person chose.
 * @param {Record<string, string[] | undefined>} keys by action; an action that is not in it has its default keys
 * @param {boolean} onMac
 */
export function useKeys(keys, onMac) {
  chosen = keys;
  mac = onMac;
}

/** Returns the keys of an action. @param {string} id @returns {string[]} */
export const keysOf = (id) => chosen[id] ?? defaults.get(id) ?? [];

/** Returns whether a key press means an action. @param {KeyboardEvent} event @param {string} id */
export const means = (event, id) => keysOf(id).includes(pressed(event));

/** True if the last letter typed was in a script other than Latin. */
let otherScript = false;

/**
 * Returns a key press in the notation of the list above. Empty while only modifiers are down, and for keys that an
 * input method takes.
 *
 * A key is named by the character it types, which depends on the keyboard layout. If that is in a script other than
 * Latin, the key is named by its place on a US keyboard.
 * @param {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"> & { isComposing?: boolean, keyCode?: number }} event
 */
export function pressed(event) {
  const { key } = event;
  if (isTaken(event) || ["Control", "Shift", "Alt", "Meta", "AltGraph", "Dead", "Unidentified"].includes(key)) return "";
  const isSign = isTypedByAlt(event);
  const command = !isSign && (mac ? event.metaKey : event.ctrlKey);
  const alt = !isSign && event.altKey;
  const name = named(event, command, alt);
  // A sign such as "?" already includes Shift.
  const shift = event.shiftKey && (name.length > 1 || name.toLowerCase() !== name.toUpperCase());
  const other = mac ? event.ctrlKey : event.metaKey;
  return [command && "Mod", other && (mac ? "Ctrl" : "Meta"), alt && "Alt", shift && "Shift", name].filter(Boolean).join("+");
}

/**
 * Returns whether the modifiers were used to type a sign, as for "[" on German keyboards: AltGr, which Windows reports
 * as Ctrl and Alt together, or Option. On macOS Option makes a sign of nearly every key, so only ASCII signs count
 * there: Option+5 types "∞" in most layouts, but means the shortcut Alt+5.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">} event
 */
const isTypedByAlt = ({ key, ctrlKey, metaKey, altKey }) => altKey && (mac ? !metaKey && /^[!-/:-@[-`{-~]$/.test(key) : ctrlKey && /^[\p{P}\p{S}]$/u.test(key));

/**
 * Returns the name of a key without its modifiers.
 * @param {Pick<KeyboardEvent, "key" | "code" | "shiftKey">} event
 * @param {boolean} command
 * @param {boolean} alt
 */
function named({ key, code, shiftKey }, command, alt) {
  if (key === " ") return "Space";
  // Named keys such as "Enter". The length of the text would not identify them: an Arabic keyboard has a key for the
  // two letters "لا".
  if (/^[A-Z][A-Za-z0-9]+$/.test(key)) return key;
  const isLetter = /^[\p{L}\p{M}]/u.test(key);
  if (isLetter) otherScript = isOtherScript(key);
  // A digit in a shortcut is found by its place, since some keyboards need Shift for it.
  const isDigit = (command || alt) && code.startsWith("Digit");
  // With Shift, letter keys of other scripts may type signs: Ctrl+Shift+Z is "~" on Arabic keyboards.
  const isHidden = command && otherScript && !isLetter && code.startsWith("Key");
  const place = isDigit || isHidden || isOtherScript(key) ? usKey(code, shiftKey) : undefined;
  return place ?? key.toUpperCase();
}

const SIGNS = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", PageUp: "PgUp", PageDown: "PgDn", Delete: "Del", Escape: "Esc" };

/** Returns keys as they are shown: "Ctrl+Z", or "⌘Z" on macOS. @param {string} keys */
export function shown(keys) {
  const parts = keys.split(/\+(?=.)/);
  const last = /** @type {string} */ (parts.pop());
  const named = SIGNS[/** @type {keyof typeof SIGNS} */ (last)] ?? last;
  const signs = mac ? { Mod: "⌘", Alt: "⌥", Shift: "⇧", Ctrl: "⌃" } : { Mod: "Ctrl+", Alt: "Alt+", Shift: "Shift+", Meta: "Win+" };
  return parts.map((part) => signs[/** @type {keyof typeof signs} */ (part)] ?? `${part}+`).join("") + named;
}

/** Returns " (Ctrl+Z)" for a title, or an empty string if the action has no key. @param {string} id */
export function hint(id) {
  const [first] = keysOf(id);
  return first === undefined ? "" : ` (${shown(first)})`;
}

/**
 * Returns another action that already has these keys and can be active at the same time, or null.
 * @param {string} keys @param {string} except an action's id
 */
export function takenBy(keys, except) {
  const own = GROUPS.find(({ actions }) => actions.some(({ id }) => id === except));
  const [anywhere] = GROUPS;
  const near = GROUPS.filter((group) => group === own || group === anywhere || own === anywhere || !(group.apart || own?.apart));
  return near.flatMap(({ actions }) => actions).find(({ id }) => id !== except && keysOf(id).includes(keys)) ?? null;
}
