import assert from "node:assert/strict";
import test from "node:test";
import { snapshot } from "../../ui/snapshot.js";

const image = (/** @type {number} */ id, /** @type {string} */ caption) => /** @type {any} */ ({ id, caption });
const counts = (/** @type {string} */ summary) => /** @type {any} */ ({ summary });
const createChange = (/** @type {number} */ sequence, /** @type {any} */ details) => ({ sequence, changed: [], removed: [], order: null, counts: counts(`as of ${sequence}`), undoable: { undo: null, redo: null }, ...details });
const shownImages = () => snapshot.state.dataset?.images.map(({ id, caption }) => `${id} ${caption}`);

function start() {
  snapshot.initialize(/** @type {any} */ ({ dataset: { sequence: 0, images: [image(1, "a"), image(2, "b")], counts: counts(""), undoable: {} } }));
}

test("an older change does not overwrite a newer one", () => {
  start();
  snapshot.applyImageChanges(createChange(2, { changed: [image(1, "newer")] }));
  snapshot.applyImageChanges(createChange(1, { changed: [image(1, "older"), image(2, "only there")] }));
  assert.deepEqual(shownImages(), ["1 newer", "2 only there"]);
  assert.equal(snapshot.state.dataset?.counts.summary, "as of 2");
});

test("an older change does not restore a removed image", () => {
  start();
  snapshot.applyImageChanges(createChange(2, { removed: [1] }));
  snapshot.applyImageChanges(createChange(1, { changed: [image(1, "older")] }));
  assert.deepEqual(shownImages(), ["2 b"]);
});

test("added images are shown even if a newer change arrives first", () => {
  start();
  snapshot.applyImageChanges(createChange(2, { changed: [image(2, "newer")] }));
  snapshot.applyImageChanges(createChange(1, { changed: [image(3, "added")], order: [3, 1, 2] }));
  assert.deepEqual(shownImages(), ["3 added", "1 a", "2 newer"]);
});

test("a late change of the previous dataset does not affect the next one", () => {
  start();
  const other = { sequence: 9, images: [image(5, "other")], counts: counts(""), undoable: {} };
  snapshot.receive(/** @type {any} */ ({ kind: "dataset", recent: [], dataset: other }));
  snapshot.applyImageChanges(createChange(8, { changed: [image(1, "late")], order: [1, 2] }));
  assert.deepEqual(shownImages(), ["5 other"]);
  snapshot.applyImageChanges(createChange(10, { changed: [image(5, "changed")] }));
  assert.deepEqual(shownImages(), ["5 changed"]);
});
