import assert from "node:assert/strict";
import test from "node:test";
import { Selection } from "../../ui/dataset/grid/selection.js";

const ORDER = [10, 20, 30, 40, 50];

function selectionOf(id) {
  const selection = new Selection();
  selection.selectOnly(id);
  return selection;
}

test("a range grows and shrinks from the image where it began", () => {
  const selection = selectionOf(20);
  selection.extendTo(40, ORDER);
  assert.deepEqual(selection.idsIn(ORDER), [20, 30, 40]);
  selection.extendTo(10, ORDER);
  assert.deepEqual(selection.idsIn(ORDER), [10, 20]);
  assert.equal(selection.chosen, 10);
});

test("a single image is added and removed, and the last one stays selected", () => {
  const selection = selectionOf(20);
  selection.toggle(50);
  assert.deepEqual(selection.idsIn(ORDER), [20, 50]);
  selection.toggle(50);
  assert.equal(selection.chosen, 20);
  selection.toggle(20);
  assert.deepEqual(selection.idsIn(ORDER), [20]);
});

test("all images, or all unselected images, can be selected", () => {
  const selection = selectionOf(20);
  selection.invert(ORDER);
  assert.deepEqual(selection.idsIn(ORDER), [10, 30, 40, 50]);
  assert.equal(selection.chosen, 10);
  selection.selectAll(ORDER);
  assert.equal(selection.size, 5);
});

test("when the chosen image disappears, its neighbour is chosen", () => {
  const selection = selectionOf(30);
  selection.retain([10, 20, 40, 50], 2);
  assert.equal(selection.chosen, 40);
  selection.retain([10, 20], 2);
  assert.equal(selection.chosen, 20);
  selection.retain([], 0);
  assert.equal(selection.chosen, null);
  assert.equal(selection.size, 0);
});

test("when the chosen image disappears, another selected one is preferred to a neighbour", () => {
  const selection = selectionOf(30);
  selection.toggle(50);
  selection.retain([10, 20, 30, 40], 4);
  assert.equal(selection.chosen, 30);
});
