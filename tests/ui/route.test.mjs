import assert from "node:assert/strict";
import test from "node:test";
import { PAGES, address, parse } from "../../ui/route.js";

test("parsing the address of a page and an id returns the page and the id", () => {
  for (const page of PAGES) assert.deepEqual(parse(address(page)), { page, id: null });
  assert.deepEqual(parse(address("trainings", "run/1 ä%")), { page: "trainings", id: "run/1 ä%" });
});

test("an unknown address leads to the dataset", () => {
  assert.deepEqual(parse(""), { page: "dataset", id: null });
  assert.deepEqual(parse("#nowhere"), { page: "dataset", id: null });
});
