import assert from "node:assert/strict";
import test from "node:test";
import { GROUPS, hint, means, pressed, shown, takenBy, useKeys } from "../../ui/parts/keys.js";

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
