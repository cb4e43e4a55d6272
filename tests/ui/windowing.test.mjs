import assert from "node:assert/strict";
import test from "node:test";
import { layout, place, reveal, step, visibleRange } from "../../ui/dataset/grid/windowing.js";

const SHAPE = { minWidth: 150, gap: 16, textHeight: 28 };

/** Returns a grid of `count` images in four columns, with cells of 188 px and rows of 232 px. */
const gridOf = (count) => layout(800, count, SHAPE);

test("there are as many columns as fit, and cells fill the row", () => {
  const grid = gridOf(10);
  assert.equal(grid.columns, 4);
  assert.equal(grid.cell, 188);
  assert.equal(grid.rows, 3);
  assert.equal(grid.height, 3 * grid.rowHeight - 16);
});

test("a window too narrow for one cell still shows one column", () => {
  assert.equal(layout(40, 3, SHAPE).columns, 1);
  assert.ok(layout(0, 3, SHAPE).cell >= 1);
});

test("an empty grid has no height and shows nothing", () => {
  const grid = gridOf(0);
  assert.equal(grid.height, 0);
  assert.deepEqual(visibleRange(grid, 0, 600, 2), { first: 0, end: 0 });
});

test("every cell on screen is among the visible ones, at every scroll position", () => {
  const grid = gridOf(5000);
  for (let top = 0; top < grid.height; top += 77) {
    const { first, end } = visibleRange(grid, top, 600, 0);
    for (let index = 0; index < 5000; index++) {
      const { y } = place(grid, index);
      const isVisible = y + grid.rowHeight > top && y < top + 600;
      if (isVisible) assert.ok(index >= first && index < end, `${index} at ${top}`);
    }
    assert.ok(end - first <= 4 * (Math.ceil(600 / grid.rowHeight) + 1), "only the rows on screen are included");
  }
});

test("no cell is visible past the end, for example after images were removed", () => {
  assert.deepEqual(visibleRange(gridOf(6), 9000, 600, 2), { first: 6, end: 6 });
});

test("arrow keys move by one and stop at the ends", () => {
  const grid = gridOf(10);
  assert.equal(step(grid, 0, "ArrowLeft", 600), 0);
  assert.equal(step(grid, 0, "ArrowRight", 600), 1);
  assert.equal(step(grid, 9, "ArrowRight", 600), 9);
  assert.equal(step(grid, 5, "ArrowUp", 600), 1);
  assert.equal(step(grid, 1, "ArrowUp", 600), 1);
  assert.equal(step(grid, 1, "ArrowDown", 600), 5);
});

test("Down leads to the last cell of a last row that is too short", () => {
  const grid = gridOf(10);
  assert.equal(step(grid, 7, "ArrowDown", 600), 9);
  assert.equal(step(grid, 8, "ArrowDown", 600), 8);
});

test("page keys keep the column, Home and End go to the ends, and letters do nothing", () => {
  const grid = gridOf(100);
  assert.equal(step(grid, 1, "PageDown", 600), 9);
  assert.equal(step(grid, 9, "PageUp", 600), 1);
  assert.equal(step(grid, 2, "PageUp", 600), 2);
  assert.equal(step(grid, 98, "PageDown", 600), 99);
  assert.equal(step(grid, 50, "Home", 600), 0);
  assert.equal(step(grid, 50, "End", 600), 99);
  assert.equal(step(grid, 50, "a", 600), null);
});

test("a cell in view causes no scrolling, and any other cell is scrolled into view by the shortest distance", () => {
  const grid = gridOf(100);
  assert.equal(reveal(grid, 4, 200, 600, 0), 200);
  assert.equal(reveal(grid, 0, 200, 600, 0), 0);
  const last = reveal(grid, 99, 0, 600, 0);
  assert.equal(last, grid.height - 600);
});
