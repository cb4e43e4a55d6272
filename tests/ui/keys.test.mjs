import assert from "node:assert/strict";
import test from "node:test";
import { GROUPS, hint, means, pressed, shown, takenBy, useKeys } from "../../ui/shortcuts.js";

const press = (key, more = {}) => ({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test("a press is named by what was meant, whatever the keyboard", () => {
  useKeys({}, false);
  assert.equal(pressed(press("z", { ctrlKey: true })), "Mod+Z");
  assert.equal(pressed(press("Z", { ctrlKey: true, shiftKey: true })), "Mod+Shift+Z");
  assert.equal(pressed(press("?", { shiftKey: true })), "?");
  assert.equal(pressed(press("&", { code: "Digit1", ctrlKey: true })), "Mod+1");
  assert.equal(pressed(press("Delete", { shiftKey: true })), "Shift+Delete");
  assert.equal(pressed(press(" ")), "Space");
  assert.equal(pressed(press("Control", { ctrlKey: true })), "");
});

/** Presses what a key types on a layout, by its place, with Ctrl. */
const withCtrl = (key, code, more = {}) => pressed(press(key, { code, ctrlKey: true, ...more }));

test("letters that are not Latin are told by their place", () => {
  const layouts = { Russian: "яс", Ukrainian: "яс", Greek: "ζψ", Hebrew: "זב", Arabic: "ئؤ", Persian: "ظز", Armenian: "զց", Georgian: "ზც", Thai: "ผแ", Hindi: "ॆम", Korean: "ㅋㅊ", Kana: "つそ" };
  for (const [layout, [z, c]] of Object.entries(layouts)) {
    assert.equal(withCtrl(z, "KeyZ"), "Mod+Z", layout);
    assert.equal(withCtrl(c, "KeyC", { shiftKey: true }), "Mod+Shift+C", layout);
    assert.equal(pressed(press(z, { code: "KeyZ" })), "Z", layout);
  }
  assert.equal(withCtrl("Я", "KeyZ", { shiftKey: true }), "Mod+Shift+Z");
  // Two letters by one key, and a mark that stands on the letter before.
  assert.equal(withCtrl("لا", "KeyB"), "Mod+B");
  assert.equal(withCtrl("้", "KeyH"), "Mod+H");
});

test("signs that are not Latin are told by their place", () => {
  assert.equal(pressed(press("х", { code: "BracketLeft" })), "[");
  assert.equal(pressed(press("ъ", { code: "BracketRight" })), "]");
  assert.equal(withCtrl("б", "Comma"), "Mod+,");
  assert.equal(pressed(press("؟", { code: "Slash", shiftKey: true })), "?");
  assert.equal(pressed(press("۰", { code: "Digit0" })), "0");
  // A key without a letter on a US keyboard keeps what it types.
  assert.equal(pressed(press("ё", { code: "IntlBackslash" })), "Ё");
});

test("Latin letters and signs are told by what they type, wherever they are", () => {
  // French: the letters Z and W, and the comma in the place of M.
  assert.equal(withCtrl("z", "KeyW"), "Mod+Z");
  assert.equal(withCtrl(",", "KeyM"), "Mod+,");
  // Dvorak: a semicolon in the place of Z.
  assert.equal(withCtrl(";", "KeyZ"), "Mod+;");
  assert.equal(pressed(press("ß", { code: "Minus" })), "SS");
  assert.equal(pressed(press("µ", { code: "KeyM" })), "Μ");
});

test("signs that Shift types by keys of letters are told by their place in other scripts only", () => {
  withCtrl("ئ", "KeyZ");
  assert.equal(withCtrl("~", "KeyZ", { shiftKey: true }), "Mod+Shift+Z");
  withCtrl("z", "KeyZ");
  assert.equal(withCtrl("~", "KeyZ", { shiftKey: true }), "Mod+~");
});

test("signs that AltGr types are those signs", () => {
  // Windows reports AltGr as Ctrl and Alt, Linux as neither.
  const altGr = { ctrlKey: true, altKey: true };
  for (const [key, code] of [["[", "Digit8"], ["]", "Digit9"], ["[", "Digit5"], ["@", "KeyQ"], ["€", "KeyE"], ["{", "Digit7"]]) {
    assert.equal(pressed(press(key, { code, ...altGr })), key);
    assert.equal(pressed(press(key, { code })), key);
  }
  // A letter with both keys is a shortcut.
  assert.equal(pressed(press("k", { code: "KeyK", ...altGr })), "Mod+Alt+K");
});

test("signs of ASCII that Option types are those signs, and digits are told by their place", () => {
  useKeys({}, true);
  const option = { altKey: true };
  assert.equal(pressed(press("[", { code: "Digit5", ...option })), "[");
  assert.equal(pressed(press("\\", { code: "Digit7", shiftKey: true, ...option })), "\\");
  assert.equal(pressed(press("∞", { code: "Digit5", ...option })), "Alt+5");
  assert.equal(pressed(press("ArrowRight", { code: "ArrowRight", ...option })), "Alt+ArrowRight");
  assert.equal(pressed(press("[", { code: "BracketLeft", metaKey: true, ...option })), "Mod+Alt+[");
  useKeys({}, false);
  assert.equal(pressed(press("5", { code: "Digit5", ...option })), "Alt+5");
  assert.equal(pressed(press("(", { code: "Digit5", ...option })), "Alt+5");
});

test("keys that an input method takes mean nothing", () => {
  for (const { id, keys } of GROUPS.flatMap(({ actions }) => actions)) {
    const [parts] = keys.map((key) => key.split("+"));
    const event = press(parts.at(-1), { ctrlKey: parts.includes("Mod"), shiftKey: parts.includes("Shift"), altKey: parts.includes("Alt") });
    assert.ok(!means({ ...event, isComposing: true }, id), id);
    // WebKit reports the key that ends a composition after its end.
    assert.ok(!means({ ...event, keyCode: 229, isComposing: false }, id), id);
  }
});

test("on macOS the command key is what Ctrl is elsewhere", () => {
  useKeys({}, true);
  assert.ok(means(press("z", { metaKey: true }), "undo"));
  assert.ok(!means(press("z", { ctrlKey: true }), "undo"));
  assert.equal(shown("Mod+Shift+Z"), "⌘⇧Z");
  useKeys({}, false);
});

test("keys that the person chose count instead of the usual ones", () => {
  useKeys({ undo: ["Mod+U"], redo: [] }, false);
  assert.ok(means(press("u", { ctrlKey: true }), "undo"));
  assert.ok(!means(press("z", { ctrlKey: true }), "undo"));
  assert.equal(hint("undo"), " (Ctrl+U)");
  assert.equal(hint("redo"), "");
  useKeys({}, false);
});

test("no two actions have the same keys, and each is known by one name", () => {
  const actions = GROUPS.flatMap((group) => group.actions);
  for (const { id, keys } of actions) for (const key of keys) assert.equal(takenBy(key, id), null, `${id}: ${key}`);
  assert.equal(new Set(actions.map(({ id }) => id)).size, actions.length);
});
