import assert from "node:assert/strict";
import test from "node:test";
import { Latest } from "../../ui/parts/latest.js";

/** Creates a service whose calls the test resolves or rejects. */
function createService() {
  const calls = [];
  const send = (value) => new Promise((resolve, reject) => calls.push({ value, resolve, reject }));
  return { calls, send };
}

const nextTurn = () => new Promise((next) => setImmediate(next));

test("a value that is replaced during a call is never sent", async () => {
  const { calls, send } = createService();
  const results = [];
  const latest = new Latest(send, { onResult: (result, settled) => results.push([result, settled]) });
  for (const text of ["h", "he", "hel", "hello"]) latest.push(text);
  assert.deepEqual(calls.map((call) => call.value), ["h"]);
  calls[0].resolve("h!");
  await nextTurn();
  assert.deepEqual(calls.map((call) => call.value), ["h", "hello"]);
  calls[1].resolve("hello!");
  await nextTurn();
  assert.deepEqual(results, [["h!", false], ["hello!", true]]);
  assert.equal(latest.isBusy, false);
});

test("an error is reported and does not stop a later value", async () => {
  const { calls, send } = createService();
  const reports = [];
  const latest = new Latest(send, { onResult: (result) => reports.push(result), onError: (error, settled) => reports.push([error, settled]) });
  latest.push(1);
  latest.push(2);
  calls[0].reject("no");
  await nextTurn();
  calls[1].resolve("yes");
  await nextTurn();
  assert.deepEqual(reports, [["no", false], "yes"]);
});

test("a value that is pushed while a result is being handled is sent too", async () => {
  const { calls, send } = createService();
  const latest = new Latest(send, { onResult: (result) => result === "first" && latest.push("second") });
  latest.push("first");
  calls[0].resolve("first");
  await nextTurn();
  assert.deepEqual(calls.map((call) => call.value), ["first", "second"]);
  assert.equal(latest.isBusy, true);
});
