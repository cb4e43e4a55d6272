import assert from "node:assert/strict";
import test from "node:test";
import { Captions } from "../../ui/dataset/caption/captions.js";

const turn = () => new Promise((next) => setImmediate(next));

/** Captions over a disk that writes when the test says so. */
function disk() {
  const writes = [];
  const captions = new Captions(
    (id, caption, version) => new Promise((done, fail) => writes.push({ id, caption, version, done, fail })),
    () => {},
  );
  return { writes, captions };
}

test("what is typed is what is seen, until the disk has it", async () => {
  const { writes, captions } = disk();
  const image = { id: 7, caption: "before" };
  captions.type({ id: 7, captionVersion: 0 }, "a");
  captions.type({ id: 7, captionVersion: 0 }, "ab");
  assert.equal(captions.text(image), "ab");
  assert.equal(captions.saving(7), "saving");
  writes[0].done();
  await turn();
  assert.equal(captions.text(image), "ab", "the answer to the first letter does not take the second away");
  writes[1].done();
  await turn();
  assert.equal(captions.saving(7), "saved");
  assert.equal(captions.text({ id: 7, caption: "ab" }), "ab");
});

test("two images are saved side by side, each its own caption", () => {
  const { writes, captions } = disk();
  captions.type({ id: 1, captionVersion: 0 }, "one");
  captions.type({ id: 2, captionVersion: 0 }, "two");
  assert.deepEqual(writes.map(({ id, caption }) => [id, caption]), [[1, "one"], [2, "two"]]);
});

test("a caption that could not be saved is kept, and said; the next letter tries again", async () => {
  const { writes, captions } = disk();
  captions.type({ id: 1, captionVersion: 0 }, "one");
  writes[0].fail(new Error("The disk is full."));
  await turn();
  assert.equal(captions.saving(1), "failed");
  assert.equal(captions.refusal(1), "The disk is full.");
  assert.equal(captions.text({ id: 1, caption: "" }), "one");
  captions.type({ id: 1, captionVersion: 0 }, "one!");
  assert.equal(captions.saving(1), "saving");
  assert.equal(writes[1].caption, "one!");
});

test("what is typed is based on the caption that was seen when it began", async () => {
  const { writes, captions } = disk();
  captions.type({ id: 1, captionVersion: 3 }, "a");
  // Another program changes it, which the window hears of before the disk answers.
  captions.type({ id: 1, captionVersion: 4 }, "ab");
  writes[0].done();
  await turn();
  assert.equal(writes[1].version, 3);
});

test("whoever waits hears when nothing is on its way any more, refused or not", async () => {
  const { writes, captions } = disk();
  captions.type({ id: 1, captionVersion: 0 }, "one");
  captions.type({ id: 2, captionVersion: 0 }, "two");
  let settled = false;
  const waiting = captions.settled().then(() => (settled = true));
  writes[0].done();
  await turn();
  assert.equal(settled, false);
  writes[1].fail(new Error("no"));
  await waiting;
  await captions.settled();
});
