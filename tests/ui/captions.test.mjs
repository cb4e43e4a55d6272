import assert from "node:assert/strict";
import test from "node:test";
import { Captions } from "../../ui/dataset/captions.js";

const turn = () => new Promise((next) => setImmediate(next));

/** Captions over a disk that writes when the test says so. */
function disk() {
  const writes = [];
  const captions = new Captions(
    (id, caption) => new Promise((done, fail) => writes.push({ id, caption, done, fail })),
    () => {},
  );
  return { writes, captions };
}

test("what is typed is what is seen, until the disk has it", async () => {
  const { writes, captions } = disk();
  const image = { id: 7, caption: "before" };
  captions.type(7, "a");
  captions.type(7, "ab");
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
  captions.type(1, "one");
  captions.type(2, "two");
  assert.deepEqual(writes.map(({ id, caption }) => [id, caption]), [[1, "one"], [2, "two"]]);
});

test("a caption that could not be saved is kept, and said; the next letter tries again", async () => {
  const { writes, captions } = disk();
  captions.type(1, "one");
  writes[0].fail(new Error("The disk is full."));
  await turn();
  assert.equal(captions.saving(1), "failed");
  assert.equal(captions.refusal(1), "The disk is full.");
  assert.equal(captions.text({ id: 1, caption: "" }), "one");
  captions.type(1, "one!");
  assert.equal(captions.saving(1), "saving");
  assert.equal(writes[1].caption, "one!");
});
