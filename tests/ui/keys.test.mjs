import assert from "node:assert/strict";
import test from "node:test";
import { GROUPS, conflictingAction, hint, isShortcut, keyCombination, keyLabel, setKeys } from "../../ui/shortcuts.js";

const keyEvent = (key, more = {}) => ({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test("a shortcut has the same name on every keyboard", () => {
  setKeys({}, false);
  assert.equal(keyCombination(keyEvent("z", { ctrlKey: true })), "Mod+Z");
  assert.equal(keyCombination(keyEvent("Z", { ctrlKey: true, shiftKey: true })), "Mod+Shift+Z");
  assert.equal(keyCombination(keyEvent("?", { shiftKey: true })), "?");
  assert.equal(keyCombination(keyEvent("&", { code: "Digit1", ctrlKey: true })), "Mod+1");
  assert.equal(keyCombination(keyEvent("Delete", { shiftKey: true })), "Shift+Delete");
  assert.equal(keyCombination(keyEvent(" ")), "Space");
  assert.equal(keyCombination(keyEvent("Control", { ctrlKey: true })), "");
});

/** Returns the name of the combination of Ctrl and the key at the position `code`, which types `key`. */
const withCtrl = (key, code, more = {}) => keyCombination(keyEvent(key, { code, ctrlKey: true, ...more }));

test("non-Latin letters are named by the position of their key", () => {
  const layouts = { Russian: "яс", Ukrainian: "яс", Greek: "ζψ", Hebrew: "זב", Arabic: "ئؤ", Persian: "ظز", Armenian: "զց", Georgian: "ზც", Thai: "ผแ", Hindi: "ॆम", Korean: "ㅋㅊ", Kana: "つそ" };
  for (const [layout, [z, c]] of Object.entries(layouts)) {
    assert.equal(withCtrl(z, "KeyZ"), "Mod+Z", layout);
    assert.equal(withCtrl(c, "KeyC", { shiftKey: true }), "Mod+Shift+C", layout);
    assert.equal(keyCombination(keyEvent(z, { code: "KeyZ" })), "Z", layout);
  }
  assert.equal(withCtrl("Я", "KeyZ", { shiftKey: true }), "Mod+Shift+Z");
  // A key that types two letters, and a combining mark.
  assert.equal(withCtrl("لا", "KeyB"), "Mod+B");
  assert.equal(withCtrl("้", "KeyH"), "Mod+H");
});

test("non-Latin characters on the keys of signs and digits are named by the position of their key", () => {
  assert.equal(keyCombination(keyEvent("х", { code: "BracketLeft" })), "[");
  assert.equal(keyCombination(keyEvent("ъ", { code: "BracketRight" })), "]");
  assert.equal(withCtrl("б", "Comma"), "Mod+,");
  assert.equal(keyCombination(keyEvent("؟", { code: "Slash", shiftKey: true })), "?");
  assert.equal(keyCombination(keyEvent("۰", { code: "Digit0" })), "0");
  // A key that a US keyboard lacks is named by its character.
  assert.equal(keyCombination(keyEvent("ё", { code: "IntlBackslash" })), "Ё");
});

test("Latin letters and signs are named by their character, wherever their key is", () => {
  // French: Z is in the position of W, and the comma in the position of M.
  assert.equal(withCtrl("z", "KeyW"), "Mod+Z");
  assert.equal(withCtrl(",", "KeyM"), "Mod+,");
  // Dvorak: the semicolon is in the position of Z.
  assert.equal(withCtrl(";", "KeyZ"), "Mod+;");
  assert.equal(keyCombination(keyEvent("ß", { code: "Minus" })), "SS");
  assert.equal(keyCombination(keyEvent("µ", { code: "KeyM" })), "Μ");
});

test("a sign typed with Shift and a letter's key is named by the key's position only on non-Latin layouts", () => {
  withCtrl("ئ", "KeyZ");
  assert.equal(withCtrl("~", "KeyZ", { shiftKey: true }), "Mod+Shift+Z");
  withCtrl("z", "KeyZ");
  assert.equal(withCtrl("~", "KeyZ", { shiftKey: true }), "Mod+~");
});

test("a sign typed with AltGr is named by the sign alone", () => {
  // Windows reports AltGr as Ctrl and Alt, Linux as neither.
  const altGr = { ctrlKey: true, altKey: true };
  for (const [key, code] of [["[", "Digit8"], ["]", "Digit9"], ["[", "Digit5"], ["@", "KeyQ"], ["€", "KeyE"], ["{", "Digit7"]]) {
    assert.equal(keyCombination(keyEvent(key, { code, ...altGr })), key);
    assert.equal(keyCombination(keyEvent(key, { code })), key);
  }
  // A letter with Ctrl and Alt is a shortcut.
  assert.equal(keyCombination(keyEvent("k", { code: "KeyK", ...altGr })), "Mod+Alt+K");
});

test("an ASCII sign typed with Option is named by the sign alone, any other sign on a digit's key by the digit", () => {
  setKeys({}, true);
  const option = { altKey: true };
  assert.equal(keyCombination(keyEvent("[", { code: "Digit5", ...option })), "[");
  assert.equal(keyCombination(keyEvent("\\", { code: "Digit7", shiftKey: true, ...option })), "\\");
  assert.equal(keyCombination(keyEvent("∞", { code: "Digit5", ...option })), "Alt+5");
  assert.equal(keyCombination(keyEvent("ArrowRight", { code: "ArrowRight", ...option })), "Alt+ArrowRight");
  assert.equal(keyCombination(keyEvent("[", { code: "BracketLeft", metaKey: true, ...option })), "Mod+Alt+[");
  setKeys({}, false);
  assert.equal(keyCombination(keyEvent("5", { code: "Digit5", ...option })), "Alt+5");
  assert.equal(keyCombination(keyEvent("(", { code: "Digit5", ...option })), "Alt+5");
});

test("keys that an input method handles trigger no action", () => {
  for (const { id, keys } of GROUPS.flatMap(({ actions }) => actions)) {
    const [parts] = keys.map((key) => key.split("+"));
    const event = keyEvent(parts.at(-1), { ctrlKey: parts.includes("Mod"), shiftKey: parts.includes("Shift"), altKey: parts.includes("Alt") });
    assert.ok(!isShortcut({ ...event, isComposing: true }, id), id);
    // WebKit reports the key that ends a composition after the end of the composition.
    assert.ok(!isShortcut({ ...event, keyCode: 229, isComposing: false }, id), id);
  }
});

test("on macOS, Command is used in place of Ctrl", () => {
  setKeys({}, true);
  assert.ok(isShortcut(keyEvent("z", { metaKey: true }), "undo"));
  assert.ok(!isShortcut(keyEvent("z", { ctrlKey: true }), "undo"));
  assert.equal(keyLabel("Mod+Shift+Z"), "⌘⇧Z");
  setKeys({}, false);
});

test("custom keys replace the default ones", () => {
  setKeys({ undo: ["Mod+U"], redo: [] }, false);
  assert.ok(isShortcut(keyEvent("u", { ctrlKey: true }), "undo"));
  assert.ok(!isShortcut(keyEvent("z", { ctrlKey: true }), "undo"));
  assert.equal(hint("undo"), " (Ctrl+U)");
  assert.equal(hint("redo"), "");
  setKeys({}, false);
});

test("no two actions have the same key or the same id", () => {
  const actions = GROUPS.flatMap((group) => group.actions);
  for (const { id, keys } of actions) for (const key of keys) assert.equal(conflictingAction(key, id), null, `${id}: ${key}`);
  assert.equal(new Set(actions.map(({ id }) => id)).size, actions.length);
});
