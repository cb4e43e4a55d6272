import assert from "node:assert/strict";
import test from "node:test";
import { Captions } from "../../ui/dataset/caption/captions.js";

const nextTurn = () => new Promise((next) => setImmediate(next));

/** Creates a `Captions` with a simulated disk, whose writes the test completes or lets fail. */
function createDisk() {
  const writes = [];
  const captions = new Captions(
    (id, caption, version) => new Promise((done, fail) => writes.push({ id, caption, version, done, fail })),
    () => {},
  );
  return { writes, captions };
}

test("the typed text is shown until it is on disk", async () => {
  const { writes, captions } = createDisk();
  const image = { id: 7, caption: "before" };
  captions.type({ id: 7, captionVersion: 0 }, "a");
  captions.type({ id: 7, captionVersion: 0 }, "ab");
  assert.equal(captions.text(image), "ab");
  assert.equal(captions.savingState(7), "saving");
  writes[0].done();
  await nextTurn();
  assert.equal(captions.text(image), "ab", "the response to the first save does not remove the second letter");
  writes[1].done();
  await nextTurn();
  assert.equal(captions.savingState(7), "saved");
  assert.equal(captions.text({ id: 7, caption: "ab" }), "ab");
});

test("the captions of two images are saved at the same time", () => {
  const { writes, captions } = createDisk();
  captions.type({ id: 1, captionVersion: 0 }, "one");
  captions.type({ id: 2, captionVersion: 0 }, "two");
  assert.deepEqual(writes.map(({ id, caption }) => [id, caption]), [[1, "one"], [2, "two"]]);
});

test("a caption that can't be saved is kept and reported, and saved again at the next letter", async () => {
  const { writes, captions } = createDisk();
  captions.type({ id: 1, captionVersion: 0 }, "one");
  writes[0].fail(new Error("The disk is full."));
  await nextTurn();
  assert.equal(captions.savingState(1), "failed");
  assert.equal(captions.errorOf(1), "The disk is full.");
  assert.equal(captions.text({ id: 1, caption: "" }), "one");
  captions.type({ id: 1, captionVersion: 0 }, "one!");
  assert.equal(captions.savingState(1), "saving");
  assert.equal(writes[1].caption, "one!");
});

test("typed text is based on the version of the caption that was shown when the typing began", async () => {
  const { writes, captions } = createDisk();
  captions.type({ id: 1, captionVersion: 3 }, "a");
  // Another program changes the caption, and the page is notified of the change before the save completes.
  captions.type({ id: 1, captionVersion: 4 }, "ab");
  writes[0].done();
  await nextTurn();
  assert.equal(writes[1].version, 3);
});

test("`whenSettled` resolves when every save has succeeded or failed", async () => {
  const { writes, captions } = createDisk();
  captions.type({ id: 1, captionVersion: 0 }, "one");
  captions.type({ id: 2, captionVersion: 0 }, "two");
  let settled = false;
  const waiting = captions.whenSettled().then(() => (settled = true));
  writes[0].done();
  await nextTurn();
  assert.equal(settled, false);
  writes[1].fail(new Error("no"));
  await waiting;
  await captions.whenSettled();
});
