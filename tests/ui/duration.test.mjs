import assert from "node:assert/strict";
import test from "node:test";
import { duration, timeLeft } from "../../ui/parts/duration.js";

test("a duration is shown in its two largest units", () => {
  assert.equal(duration(0), "0 s");
  assert.equal(duration(59_400), "59 s");
  assert.equal(duration(64_000), "1 min 04 s");
  assert.equal(duration(3_900_000), "1 h 05 min");
});

test("no negative time is shown after the clock has jumped back", () => {
  assert.equal(duration(-5_000), "0 s");
  assert.equal(timeLeft(-60_000), "any moment now");
});

test("the time left is shown in whole minutes", () => {
  assert.equal(timeLeft(40_000), "less than a minute left");
  assert.equal(timeLeft(80_000), "about a minute left");
  assert.equal(timeLeft(170_000), "about 3 minutes left");
});
