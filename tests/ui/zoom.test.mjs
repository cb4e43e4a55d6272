import assert from "node:assert/strict";
import test from "node:test";
import { Zoom } from "../../ui/parts/zoom.js";

const assertNear = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("the point under the pointer stays in place", () => {
  const zoom = new Zoom();
  const at = { x: 0.3, y: -0.2 };
  zoom.zoom(2, at);
  // A point of the picture is shown at offset + scale * point.
  const before = at;
  const point = { x: at.x, y: at.y };
  assertNear(zoom.offset.x + zoom.scale * point.x, before.x);
  assertNear(zoom.offset.y + zoom.scale * point.y, before.y);
});

test("a picture never gets smaller than its full view, and can't be panned out of sight", () => {
  const zoom = new Zoom();
  zoom.zoom(0.1);
  assert.equal(zoom.scale, 1);
  zoom.pan(5, 5);
  assertNear(zoom.offset.x, 0);
  zoom.zoom(3);
  zoom.pan(5, -5);
  assertNear(zoom.offset.x, 1);
  assertNear(zoom.offset.y, -1);
  zoom.zoom(1 / 3);
  assertNear(zoom.offset.x, 0);
});
