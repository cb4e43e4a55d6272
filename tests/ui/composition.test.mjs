import assert from "node:assert/strict";
import test from "node:test";
import { caretAfter, isComposingIn, setFieldText, watchCompositions } from "../../ui/parts/composition.js";

/** Creates an event target in place of the window. */
function createWindow() {
  const window = new EventTarget();
  watchCompositions(window);
  return {
    window,
    /** Returns whether a listener of the app receives a key. */
    receives(key) {
      let isReceived = false;
      const listen = () => (isReceived = true);
      window.addEventListener("keydown", listen);
      window.dispatchEvent(Object.assign(new Event("keydown"), key));
      window.removeEventListener("keydown", listen);
      return isReceived;
    },
    /** Dispatches an event in a field. */
    dispatch(name, field) {
      window.dispatchEvent(Object.defineProperty(new Event(name), "target", { value: field }));
    },
  };
}

/** Creates a text field that has the focus. `|` marks its caret, or the two ends of its selection. */
function createField(marked) {
  const [before, ...rest] = marked.split("|");
  const field = {
    value: before + rest.join(""),
    selectionStart: before.length,
    selectionEnd: before.length + (rest.length > 1 ? rest[0].length : 0),
    setSelectionRange(start, end) {
      Object.assign(field, { selectionStart: start, selectionEnd: end });
    },
  };
  globalThis.document = { activeElement: field };
  return field;
}

test("no listener receives a key that an input method handles", () => {
  const { receives } = createWindow();
  for (const key of ["Enter", "Escape", "PageDown", "ArrowDown", "Tab", "Process"]) {
    assert.ok(!receives({ key, isComposing: true, keyCode: 229 }), key);
    assert.ok(!receives({ key, isComposing: true }), key);
    // WebKit reports the key that ends a composition after the end of the composition.
    assert.ok(!receives({ key, isComposing: false, keyCode: 229 }), key);
    assert.ok(receives({ key, isComposing: false, keyCode: 13 }), key);
  }
});

test("a field is not changed while text is composed in it", () => {
  const { dispatch } = createWindow();
  const field = createField("a cat|");
  const other = createField("");
  dispatch("compositionstart", field);
  field.value = "a catね";
  setFieldText(field, "a dog");
  assert.equal(field.value, "a catね");
  assert.ok(isComposingIn(field));
  setFieldText(other, "another field");
  assert.equal(other.value, "another field");
  dispatch("compositionend", field);
  setFieldText(field, "a dog");
  assert.equal(field.value, "a dog");
});

test("a composition ends when its field loses the focus", () => {
  const { dispatch } = createWindow();
  const field = createField("");
  dispatch("compositionstart", field);
  dispatch("blur", createField("another"));
  assert.ok(isComposingIn(field));
  dispatch("blur", field);
  assert.ok(!isComposingIn(field));
});

test("the caret keeps its place in the text", () => {
  const after = (marked, text) => {
    const field = createField(marked);
    setFieldText(field, text);
    return [field.selectionStart, field.selectionEnd];
  };
  assert.deepEqual(after("a |cat", "a cat and a dog"), [2, 2]);
  assert.deepEqual(after("a |cat", "TOK, a cat"), [7, 7]);
  assert.deepEqual(after("a |cat| here", "a cat there"), [2, 5]);
  assert.deepEqual(after("a cat|", "a cat"), [5, 5]);
  assert.deepEqual(after("a |cat", ""), [0, 0]);
  // The text around the caret has been replaced.
  assert.deepEqual(after("a c|at", "a dog"), [5, 5]);
  for (const caret of [0, 1, 2, 3]) assert.equal(caretAfter("aaa", "aaaa", caret), caret);
});

test("a field without the focus gets no caret", () => {
  const field = createField("a cat|");
  globalThis.document = { activeElement: null };
  field.setSelectionRange = () => assert.fail();
  setFieldText(field, "a dog");
  assert.equal(field.value, "a dog");
});
