import assert from "node:assert/strict";
import test from "node:test";
import { Latest } from "../../ui/parts/latest.js";

/** Creates a service whose calls the test answers. */
function service() {
  const calls = [];
  const send = (value) => new Promise((answer, refuse) => calls.push({ value, answer, refuse }));
  return { calls, send };
}

const turn = () => new Promise((next) => setImmediate(next));

test("a value that is replaced during a call is never sent", async () => {
  const { calls, send } = service();
  const answers = [];
  const latest = new Latest(send, { answered: (answer, settled) => answers.push([answer, settled]) });
  for (const text of ["h", "he", "hel", "hello"]) latest.push(text);
  assert.deepEqual(calls.map((call) => call.value), ["h"]);
  calls[0].answer("h!");
  await turn();
  assert.deepEqual(calls.map((call) => call.value), ["h", "hello"]);
  calls[1].answer("hello!");
  await turn();
  assert.deepEqual(answers, [["h!", false], ["hello!", true]]);
  assert.equal(latest.busy, false);
});

test("an error is reported and does not stop a later value", async () => {
  const { calls, send } = service();
  const told = [];
  const latest = new Latest(send, { answered: (answer) => told.push(answer), refused: (error, settled) => told.push([error, settled]) });
  latest.push(1);
  latest.push(2);
  calls[0].refuse("no");
  await turn();
  calls[1].answer("yes");
  await turn();
  assert.deepEqual(told, [["no", false], "yes"]);
});

test("a value pushed while an answer is handled is sent too", async () => {
  const { calls, send } = service();
  const latest = new Latest(send, { answered: (answer) => answer === "first" && latest.push("second") });
  latest.push("first");
  calls[0].answer("first");
  await turn();
  assert.deepEqual(calls.map((call) => call.value), ["first", "second"]);
  assert.equal(latest.busy, true);
});
