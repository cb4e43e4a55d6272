// Checks the structure of the Rust code: modules have no cyclic dependencies, and files are short.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

const root = new URL("../../src-tauri/", import.meta.url);
const CRATES = ["dataset", "files", "imaging", "localization", "migrations", "ordered_lock", "replicate", "sandbox", "studio"];

/** The maximum length of a file in lines. A longer file has more than one subject. */
const MAX_LINES = 600;

/** Returns the code of a crate's modules, without comments and tests, by the module's path, such as `training::run`. */
function modulesOf(folder) {
  const files = readdirSync(new URL(`${folder}/`, root), { recursive: true })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".rs") && !["lib.rs", "main.rs"].includes(path));
  return new Map(
    files.map((path) => {
      const text = readFileSync(new URL(`${folder}/${path}`, root), "utf8");
      const code = text.split("#[cfg(test)]")[0].replace(/\/\/.*/g, "");
      return [path.replace(/(\/mod)?\.rs$/, "").split("/").join("::"), code];
    }),
  );
}

/** Returns the paths that a `use` item's tree imports. */
function importedPaths(tree) {
  const open = tree.indexOf("{");
  if (open < 0) return [tree.trim().split(/\s+as\s+/)[0]];
  const [before, inner] = [tree.slice(0, open).trim(), tree.slice(open + 1, tree.lastIndexOf("}"))];
  const parts = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at <= inner.length; at++) {
    if (inner[at] === "{") depth++;
    else if (inner[at] === "}") depth--;
    else if ((inner[at] === "," && depth === 0) || at === inner.length) {
      if (inner.slice(start, at).trim()) parts.push(inner.slice(start, at));
      start = at + 1;
    }
  }
  return parts.flatMap((part) => importedPaths(part).map((path) => before + path));
}

/** Returns the modules that a module uses. Its own submodules do not count, since it may use its parts. */
function usesOf(name, code, modules) {
  const used = new Set();
  const imported = [...code.matchAll(/^\s*use ([^;]+);/gm)].flatMap(([, tree]) => importedPaths(tree));
  const inline = [...code.matchAll(/\b(?:crate|super|self)(?:::\w+)+/g)].map(([path]) => path);
  for (const path of [...imported, ...inline]) {
    let parts = path.split("::");
    if (parts[0] === "crate") parts = parts.slice(1);
    else {
      const own = name.split("::");
      while (parts[0] === "super") {
        own.pop();
        parts.shift();
      }
      if (parts[0] === "self") parts.shift();
      if (own.length === name.split("::").length && !modules.has([...own, parts[0]].join("::"))) continue;
      parts = [...own, ...parts];
    }
    while (parts.length > 0 && !modules.has(parts.join("::"))) parts.pop();
    const found = parts.join("::");
    if (found && found !== name && !found.startsWith(`${name}::`)) used.add(found);
  }
  return used;
}

/** Returns the names in a cycle of a graph, with the first name again at the end, or null if there is no cycle. */
function findCycle(graph) {
  const done = new Set();
  /** @type {(name: string, way: string[]) => string[] | null} */
  const visit = (name, path) => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return null;
    for (const next of graph.get(name) ?? []) {
      const found = visit(next, [...path, name]);
      if (found) return found;
    }
    done.add(name);
    return null;
  };
  for (const name of graph.keys()) {
    const found = visit(name, []);
    if (found) return found;
  }
  return null;
}

/** Returns the graph of the dependencies between modules. */
function graphOf(modules) {
  return new Map([...modules].map(([name, code]) => [name, usesOf(name, code, modules)]));
}

for (const folder of [...CRATES.map((name) => `${name}/src`), "app"]) {
  test(`the modules in ${folder} have no cyclic dependencies`, () => {
    const modules = modulesOf(folder);
    assert.ok(modules.size > 0 || folder.startsWith("migrations"));
    assert.equal(findCycle(graphOf(modules))?.join(" → ") ?? "none", "none");
  });
}

test("a cycle is found", () => {
  const modules = new Map([
    ["one", "use crate::two::Two;"],
    ["two", "use super::three::{self, four::Four};"],
    ["three", "mod four;"],
    ["three::four", "fn f() { crate::one::g(); }"],
  ]);
  assert.equal(findCycle(graphOf(modules))?.join(" → "), "one → two → three::four → one");
});

test("no file is longer than the limit", () => {
  const long = [...CRATES.map((name) => `${name}/src`), "app"].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root), { recursive: true })
      .filter((path) => path.endsWith(".rs"))
      .map((path) => ({ path: `${folder}/${path}`, lines: readFileSync(new URL(`${folder}/${path}`, root), "utf8").split("\n").length }))
      .filter(({ lines }) => lines > MAX_LINES),
  );
  assert.deepEqual(long, []);
});

test("the store does not use the types that are sent to the page", () => {
  const store = [...modulesOf("studio/src")].filter(([name]) => name === "store" || name.startsWith("store::"));
  assert.ok(store.length > 5);
  for (const [name, code] of store) assert.doesNotMatch(code, /\bview\b/, name);
});
