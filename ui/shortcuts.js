// The actions that have keyboard shortcuts, and their keys, which the person can change in Settings. Key listeners call
// `isShortcut` to recognize an action's keys. Apart from keyboard events, this module does not use the DOM.

import { isHandledByInputMethod } from "./parts/composition.js";
import { isOtherScript, usKey } from "./parts/key-place.js";
import { t } from "./texts.js";

/**
 * An action with its default keys, such as "Mod+Shift+Z". `Mod` is Ctrl, or ⌘ on macOS. Letters are upper case. Shift
 * is written only before a letter or a named key, such as "Enter".
 * @typedef {{ id: string, readonly label: string, keys: string[] }} Action
 */

/**
 * A group of actions. A group that is `apart` applies to another page than the other groups, so it may use the same
 * keys as any group except the first, which applies everywhere.
 * @typedef {{ id: string, readonly title: string, apart?: boolean, actions: Action[] }} Group
 */

/**
 * All actions, by group. The titles and labels are in the current language, so they can be read only after the texts
 * are loaded.
 * @type {Group[]}
 */
export const GROUPS = [
  {
    id: "anywhere",
    get title() {
      return t("shortcuts-anywhere");
    },
    actions: [
      action("dataset", () => t("shortcuts-dataset"), ["Mod+1"]),
      action("train", () => t("shortcuts-train"), ["Mod+2"]),
      action("trainings", () => t("shortcuts-trainings"), ["Mod+3"]),
      action("generate", () => t("shortcuts-generate"), ["Mod+4"]),
      action("settings", () => t("shortcuts-settings"), ["Mod+,"]),
      action("open", () => t("shortcuts-open"), ["Mod+O"]),
      action("paste", () => t("shortcuts-paste"), ["Mod+V"]),
      action("undo", () => t("shortcuts-undo"), ["Mod+Z"]),
      action("redo", () => t("shortcuts-redo"), ["Mod+Shift+Z", "Mod+Y"]),
      action("keys", () => t("shortcuts-keys"), ["?", "F1"]),
    ],
  },
  {
    id: "images",
    get title() {
      return t("shortcuts-images");
    },
    actions: [
      action("write", () => t("shortcuts-write"), ["Enter", "F2"]),
      action("look", () => t("shortcuts-look"), ["Space"]),
      action("compare", () => t("shortcuts-compare"), ["C"]),
      action("leave", () => t("shortcuts-leave"), ["Delete"]),
      action("remove", () => t("shortcuts-remove"), ["Shift+Delete"]),
      action("select-all", () => t("shortcuts-select-all"), ["Mod+A"]),
      action("select-others", () => t("shortcuts-select-others"), ["Mod+I"]),
      action("find", () => t("shortcuts-find"), ["Mod+F"]),
      action("edit-captions", () => t("shortcuts-edit-captions"), ["Mod+H", "Mod+R"]),
      action("copy-caption", () => t("shortcuts-copy-caption"), ["Mod+Shift+C"]),
      action("paste-caption", () => t("shortcuts-paste-caption"), ["Mod+Shift+V"]),
      action("crop", () => t("shortcuts-crop"), ["K"]),
      action("turn-left", () => t("shortcuts-turn-left"), ["["]),
      action("turn-right", () => t("shortcuts-turn-right"), ["]"]),
      action("flip", () => t("shortcuts-flip"), ["M"]),
      action("trainer-view", () => t("shortcuts-trainer-view"), ["T"]),
    ],
  },
  {
    id: "caption",
    get title() {
      return t("shortcuts-caption");
    },
    actions: [
      action("next", () => t("shortcuts-next"), ["Mod+Enter", "Mod+ArrowDown", "PageDown", "Alt+ArrowRight"]),
      action("previous", () => t("shortcuts-previous"), ["Mod+ArrowUp", "PageUp", "Alt+ArrowLeft"]),
      action("next-uncaptioned", () => t("shortcuts-next-uncaptioned"), ["Mod+J"]),
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => action(`phrase-${number}`, () => t("shortcuts-phrase", { number }), [`Alt+${number}`])),
    ],
  },
  {
    id: "generate",
    get title() {
      return t("shortcuts-on-generate");
    },
    apart: true,
    actions: [
      action("make", () => t("shortcuts-make"), ["Mod+Enter"]),
      action("favourite", () => t("shortcuts-favourite"), ["F"]),
      action("bin-picture", () => t("shortcuts-bin-picture"), ["Delete", "Shift+Delete"]),
    ],
  },
];

/** @param {string} id @param {() => string} label @param {string[]} keys @returns {Action} */
function action(id, label, keys) {
  return {
    id,
    keys,
    get label() {
      return label();
    },
  };
}

/** @type {Map<string, string[]>} */
const defaultKeys = new Map(GROUPS.flatMap(({ actions }) => actions.map(({ id, keys }) => /** @type {const} */ ([id, keys]))));

/** @type {Record<string, string[] | undefined>} */
let customKeys = {};
let isMac = false;

/**
 * Sets the keys that the person chose.
 * @param {Record<string, string[] | undefined>} keys by the action's id; all other actions have their default keys
 * @param {boolean} onMac
 */
export function setKeys(keys, onMac) {
  customKeys = keys;
  isMac = onMac;
}

/** Returns the keys of an action. @param {string} id @returns {string[]} */
export const keysOf = (id) => customKeys[id] ?? defaultKeys.get(id) ?? [];

/** Returns whether a key press triggers an action. @param {KeyboardEvent} event @param {string} id */
export const isShortcut = (event, id) => keysOf(id).includes(keyCombination(event));

/** True if the last letter that was typed is in a script other than Latin. */
let isInOtherScript = false;

/**
 * Returns a key press in the notation of `Action`, such as "Mod+Shift+Z". The result is empty for modifiers alone, for
 * dead keys, and for keys that an input method handles.
 *
 * A key is named by the character that it types, which depends on the keyboard layout. If that character is in a script
 * other than Latin, the key is named by the character at its position on a US keyboard. So is a digit key that is
 * pressed with Mod or Alt.
 * @param {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"> & { isComposing?: boolean, keyCode?: number }} event
 */
export function keyCombination(event) {
  const { key } = event;
  if (isHandledByInputMethod(event) || ["Control", "Shift", "Alt", "Meta", "AltGraph", "Dead", "Unidentified"].includes(key)) return "";
  const isSign = isTypedByAlt(event);
  const command = !isSign && (isMac ? event.metaKey : event.ctrlKey);
  const alt = !isSign && event.altKey;
  const name = keyName(event, command, alt);
  // A sign such as "?" already includes Shift.
  const shift = event.shiftKey && (name.length > 1 || name.toLowerCase() !== name.toUpperCase());
  const other = isMac ? event.ctrlKey : event.metaKey;
  return [command && "Mod", other && (isMac ? "Ctrl" : "Meta"), alt && "Alt", shift && "Shift", name].filter(Boolean).join("+");
}

/**
 * Returns whether the modifiers only serve to type a sign, such as "[" on German keyboards. On macOS, the modifier is
 * Option; elsewhere it is AltGr, which Windows reports as Ctrl and Alt together. On macOS, nearly every key types a
 * sign with Option, so only ASCII signs count there: Option+5 types "∞" in most layouts, but means the shortcut Alt+5.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">} event
 */
const isTypedByAlt = ({ key, ctrlKey, metaKey, altKey }) => altKey && (isMac ? !metaKey && /^[!-/:-@[-`{-~]$/.test(key) : ctrlKey && /^[\p{P}\p{S}]$/u.test(key));

/**
 * Returns the name of a key without its modifiers.
 * @param {Pick<KeyboardEvent, "key" | "code" | "shiftKey">} event
 * @param {boolean} command true if Mod is pressed
 * @param {boolean} alt true if Alt is pressed
 */
function keyName({ key, code, shiftKey }, command, alt) {
  if (key === " ") return "Space";
  // Named keys such as "Enter". The length of `key` would not identify them: an Arabic keyboard has a key that types
  // the two letters "لا".
  if (/^[A-Z][A-Za-z0-9]+$/.test(key)) return key;
  const isLetter = /^[\p{L}\p{M}]/u.test(key);
  if (isLetter) isInOtherScript = isOtherScript(key);
  // A digit in a shortcut is identified by its key's position, since some keyboards type digits only with Shift.
  const isDigit = (command || alt) && code.startsWith("Digit");
  // With Shift, letter keys of other scripts may type signs: Ctrl+Shift+Z is "~" on Arabic keyboards.
  const isHidden = command && isInOtherScript && !isLetter && code.startsWith("Key");
  const place = isDigit || isHidden || isOtherScript(key) ? usKey(code, shiftKey) : undefined;
  return place ?? key.toUpperCase();
}

const SIGNS = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", PageUp: "PgUp", PageDown: "PgDn", Delete: "Del", Escape: "Esc" };

/** Returns keys for display, such as "Ctrl+Z", or "⌘Z" on macOS. @param {string} keys such as "Mod+Z" */
export function keyLabel(keys) {
  const parts = keys.split(/\+(?=.)/);
  const last = /** @type {string} */ (parts.pop());
  const label = SIGNS[/** @type {keyof typeof SIGNS} */ (last)] ?? last;
  const signs = isMac ? { Mod: "⌘", Alt: "⌥", Shift: "⇧", Ctrl: "⌃" } : { Mod: "Ctrl+", Alt: "Alt+", Shift: "Shift+", Meta: "Win+" };
  return parts.map((part) => signs[/** @type {keyof typeof signs} */ (part)] ?? `${part}+`).join("") + label;
}

/**
 * Returns an action's first keys for a tooltip, such as " (Ctrl+Z)", or an empty string if it has none.
 * @param {string} id
 */
export function hint(id) {
  const [first] = keysOf(id);
  return first === undefined ? "" : t("shortcuts-hint", { keys: keyLabel(first) });
}

/**
 * Returns the other action that already has these keys and can be active at the same time, or null.
 * @param {string} keys @param {string} ownId the id of the action that is to get the keys
 */
export function conflictingAction(keys, ownId) {
  const ownGroup = GROUPS.find(({ actions }) => actions.some(({ id }) => id === ownId));
  const [globalGroup] = GROUPS;
  const activeGroups = GROUPS.filter((group) => group === ownGroup || group === globalGroup || ownGroup === globalGroup || !(group.apart || ownGroup?.apart));
  return activeGroups.flatMap(({ actions }) => actions).find(({ id }) => id !== ownId && keysOf(id).includes(keys)) ?? null;
}
