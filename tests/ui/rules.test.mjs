import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const modules = readdirSync(new URL("ui/", root), { recursive: true })
  .filter((path) => path.endsWith(".js"))
  .map((path) => ({ path: path.replaceAll("\\", "/"), source: read(`ui/${path}`) }));

test("the page lists exactly the commands that the window may call", () => {
  const allowed = read("src-tauri/permissions/studio.toml").match(/^\s*"(\w+)",?$/gm).map((line) => line.match(/\w+/)[0]);
  const listed = [...read("ui/ipc.js").matchAll(/^ \* {3}(\w+): \[/gm)].map((found) => found[1]);
  assert.ok(listed.length > 0);
  assert.deepEqual(listed.toSorted(), allowed.toSorted());
});

test("the window may call exactly the commands that the app handles", () => {
  const list = read("src-tauri/app/commands.rs").match(/generate_handler!\[([^\]]*)\]/)[1];
  const handled = [...list.matchAll(/(\w+),/g)].map((found) => found[1]);
  const allowed = read("src-tauri/permissions/studio.toml").match(/^\s*"(\w+)",?$/gm).map((line) => line.match(/\w+/)[0]);
  assert.deepEqual(handled.toSorted(), allowed.toSorted());
});

test("every command that the page lists is called by a function", () => {
  const source = read("ui/ipc.js");
  for (const [, command] of source.matchAll(/^ \* {3}(\w+): \[/gm)) assert.ok(source.includes(`invoke("${command}"`), command);
});

test("only one module uses Tauri", () => {
  assert.deepEqual(modules.filter(({ source }) => source.includes("__TAURI__")).map(({ path }) => path), ["ipc.js"]);
});

test("no module parses HTML, and the page's HTML has no inline styles or scripts", () => {
  for (const { path, source } of modules) assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write/, path);
  assert.doesNotMatch(read("ui/index.html"), /<style|style=|<script(?![^>]*src=)| on\w+=/);
});

test("every stylesheet is linked, and every linked stylesheet exists", () => {
  const linked = [...read("ui/index.html").matchAll(/href="([^"]+\.css)"/g)].map((found) => found[1]);
  const existing = readdirSync(new URL("ui/", root), { recursive: true }).filter((path) => path.endsWith(".css")).map((path) => path.replaceAll("\\", "/"));
  assert.deepEqual(linked.toSorted(), existing.toSorted());
});
