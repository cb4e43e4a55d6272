// Checks that every text that the app shows is in `locales/`: the code has no sentences, every id exists and is used,
// and every text gets the arguments that it uses.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { parse } from "@fluent/syntax";
import { jsLiterals, rustLiterals } from "./literals.mjs";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const filesIn = (folder, ending) =>
  readdirSync(new URL(folder, root), { recursive: true })
    .map((path) => `${folder}${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(ending));

/** The crates whose texts are shown. The sandbox is not among them: it imitates a service that responds in English. */
const CRATES = ["app", "dataset/src", "files/src", "imaging/src", "migrations/src", "replicate/src", "studio/src"];
const rust = CRATES.flatMap((crate) => filesIn(`src-tauri/${crate}/`, ".rs")).map((path) => ({ path, source: read(path) }));
const page = filesIn("ui/", ".js")
  .filter((path) => !path.startsWith("ui/vendor/"))
  .map((path) => ({ path, source: read(path) }));

/** Literals that look like text but are something else, by kind. */
const NOT_TEXTS = {
  "names of files and folders": [
    "app/demo.rs: Pictures",
    "app/demo.rs: Clay fox",
    "app/start.rs: Pictures",
    "app/commands/generate.rs: Compare grid.png",
    "dataset/src/export/layout.rs: {}{stem}txt",
    "studio/src/app_dirs.rs: Tintype",
    "studio/src/app_dirs.rs: Photos",
    "studio/src/recovery.rs: {stem} damaged {now}.db",
    "studio/src/workspace/importing.rs: pasted {}.png",
  ],
  "patterns in the messages of other programs and services": [
    "imaging/src/isolation/worker.rs: memory allocation of",
    "imaging/src/decode/jpeg.rs: extraneous bytes",
    "imaging/src/decode/jpeg.rs: Invalid SOS parameters",
    "imaging/src/decode/jpeg.rs: remature end",
    "imaging/src/decode/jpeg.rs: not supported",
    "replicate/src/error.rs: training destination",
    "replicate/src/error.rs: proxy authorization required",
    "replicate/src/error_response.rs: available in ",
    "studio/src/generation/failure.rs: version does not exist",
    "studio/src/training/storage/bucket.rs: status code: 5",
    "studio/src/training/storage/bucket.rs: status code: 429",
    "studio/src/training/run/log.rs: Caption for",
    "studio/src/training/run/log.rs: is already captioned",
    "studio/src/training/run/log.rs: Caching latents",
    "studio/src/training/run/log.rs: Loading Flux",
    "studio/src/training/run/log.rs: Extracted",
  ],
  "parts of file formats and protocols": [
    "imaging/src/decode/jpeg/repair.rs: Adobe",
    "imaging/src/decode/jpeg/markers.rs: Adobe",
    "imaging/src/decode/raster/png/chunks.rs: Raw profile type exif",
    "imaging/src/decode/raster/png/chunks.rs: Raw profile type APP1",
    "imaging/src/decode/raster/tiff.rs: Zstandard",
    "imaging/src/decode/heif/container.rs: Exif",
    "replicate/src/client.rs: Bearer {}",
    "replicate/src/predictions.rs: Prefer",
    "replicate/src/schema/read.rs: Input",
    "studio/src/account/session/avatar.rs: {}avatar/{}",
    "studio/src/generation/presenter.rs: {thumb_base}made/{}/small",
    "studio/src/generation/presenter.rs: {thumb_base}made/{}/whole",
    "studio/src/training/run/destination.rs: Trained with Tintype.",
    "dataset/src/checks/uncaptioned.rs: is:uncaptioned is:included",
  ],
  "prompts for models": [
    "studio/src/generation/sheet.rs: A photo of {} in the forest",
    "studio/src/generation/sheet.rs: A close-up portrait of {}, window light",
    "studio/src/generation/sheet.rs: {} as an astronaut, film still",
    "studio/src/generation/sheet.rs: A pencil drawing of {}",
    "studio/src/generation/sheet.rs: A lighthouse at dusk in the style of {}",
    "studio/src/generation/sheet.rs: A fox in the snow in the style of {}",
    "studio/src/generation/sheet.rs: A quiet street after rain in the style of {}",
    "studio/src/generation/sheet.rs: A still life with lemons in the style of {}",
  ],
  "keys in the store": [
    "studio/src/store/key.rs: forgotten secrets",
    "studio/src/store/key.rs: trainer {choice}",
    "studio/src/store/key.rs: inputs {version}",
    "studio/src/store/key.rs: versions elsewhere",
  ],
  "log messages and `Debug` names": [
    "app/dragging/gtk_drag.rs: the file has no address",
    "app/dragging/gtk_drag.rs: no drag was begun",
    "imaging/src/decode/raster/png.rs: a palette of 16 bits",
    "imaging/src/decode/raster/png.rs: a palette that was not expanded",
    "imaging/src/thumbnails/queue.rs: it is no longer wanted",
    "imaging/src/thumbnails/queue.rs: the program is closing",
    "migrations/src/lib.rs: the file has version {found}, and the newest known version is {known}",
    "dataset/src/checks/finding.rs: Finding",
    "replicate/src/trainings.rs: Training",
    "replicate/src/client.rs: Client",
    "replicate/src/predictions.rs: Prediction",
    "replicate/src/redaction.rs: Redaction",
  ],
  "the error before the texts are loaded": ["ui/app.js: Tintype could not start its window. ${}"],
};

/** Returns the messages of a language by id, each with its file and the variables and messages that its text uses. */
function messagesOf(language) {
  const found = new Map();
  for (const path of filesIn(`locales/${language}/`, ".ftl")) {
    for (const entry of parse(read(path), {}).body) {
      assert.notEqual(entry.type, "Junk", `${path} is malformed at: ${entry.content}`);
      if (entry.type !== "Message") continue;
      const id = entry.id.name;
      assert.ok(!found.has(id), `${id} is defined twice, in ${found.get(id)?.path} and ${path}`);
      found.set(id, { path, variables: variablesOf(entry), references: referencesOf(entry) });
    }
  }
  return found;
}

/** Returns all nodes of a type in a syntax tree. */
function nodes(tree, type) {
  if (Array.isArray(tree)) return tree.flatMap((part) => nodes(part, type));
  if (tree === null || typeof tree !== "object") return [];
  return [...(tree.type === type ? [tree] : []), ...Object.values(tree).flatMap((part) => nodes(part, type))];
}

const variablesOf = (entry) => new Set(nodes(entry, "VariableReference").map((node) => node.id.name));
const referencesOf = (entry) => new Set(nodes(entry, "MessageReference").map((node) => node.id.name));

const english = messagesOf("en");

/** Returns the uses of messages in a Rust file. */
function rustUses({ path, source }) {
  return [...source.matchAll(/\b(?:text|message)!\s*\(\s*"([^"]+)"\s*(,?)/g)].map((found) => {
    const rest = found[2] ? topLevel(source, found.index + found[0].length) : [];
    return { path, id: found[1], given: new Set(rest.map((part) => part.match(/^(\w+)\s*=[^=]/)?.[1]).filter(Boolean)) };
  });
}

/** Returns the uses of messages in a file of the page. */
function pageUses({ path, source }) {
  return [...source.matchAll(/(?<!\w|(?<!\.\.)\.)(?:t|textNodes)\(\s*"([^"]+)"\s*(,?)\s*(\{?)/g)].map((found) => {
    const rest = found[3] ? topLevel(source, found.index + found[0].length) : [];
    return { path, id: found[1], given: new Set(rest.map((part) => part.match(/^"?(\w+)"?/)?.[1]).filter(Boolean)) };
  });
}

/** Returns the parts between the commas of an argument list that begins at `from`, up to its closing bracket. */
function topLevel(source, from) {
  const parts = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < source.length; at++) {
    const sign = source[at];
    if (sign === '"' || sign === "`") {
      at++;
      while (at < source.length && source[at] !== sign) at += source[at] === "\\" ? 2 : 1;
    } else if ("([{".includes(sign)) depth++;
    else if (")]}".includes(sign)) {
      if (depth-- === 0) {
        parts.push(source.slice(start, at).trim());
        break;
      }
    } else if (sign === "," && depth === 0) {
      parts.push(source.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts.filter(Boolean);
}

const uses = [...rust.flatMap(rustUses), ...page.flatMap(pageUses)];

test("every id in the code exists and gets exactly the arguments that its text uses", () => {
  const wrong = uses.flatMap(({ path, id, given }) => {
    const message = english.get(id);
    if (!message) return [`${path}: ${id} does not exist`];
    if (path.startsWith("ui/") !== message.path.includes("/page/")) return [`${path}: ${id} is in ${message.path}; the page's texts are in page/`];
    const missing = [...message.variables].filter((name) => !given.has(name));
    const unknown = [...given].filter((name) => !message.variables.has(name));
    return [...missing.map((name) => `${path}: ${id} gets no ${name}`), ...unknown.map((name) => `${path}: ${id} does not use ${name}`)];
  });
  assert.deepEqual(wrong, []);
});

test("every text is used", () => {
  const used = new Set([...uses.map(({ id }) => id), ...[...english.values()].flatMap(({ references }) => [...references])]);
  // The localization crate itself reads this message, for each language.
  used.add("language-name");
  // A record of an older version may hold the id of a text that the code no longer uses.
  const isRetired = (id) => english.get(id).path.endsWith("/retired.ftl");
  assert.deepEqual([...english.keys()].filter((id) => !used.has(id) && !isRetired(id)), []);
});

test("an id begins with the name of its file", () => {
  const stem = (path) => path.split("/").at(-1).replace(".ftl", "");
  assert.deepEqual([...english].filter(([id, { path }]) => !id.startsWith(`${stem(path)}-`) && stem(path) !== "retired" && id !== "language-name").map(([id, { path }]) => `${path}: ${id}`), []);
});

test("other languages have no texts and use no variables that English lacks", () => {
  const languages = readdirSync(new URL("locales/", root)).filter((name) => name !== "en");
  for (const language of languages) {
    for (const [id, { variables }] of messagesOf(language)) {
      assert.ok(english.has(id), `${language}: ${id}`);
      for (const name of variables) assert.ok(english.get(id).variables.has(name), `${language}: ${id} uses ${name}`);
    }
  }
});

test("no text that the app shows is in the code", () => {
  const allowed = new Set(Object.values(NOT_TEXTS).flat());
  const found = [
    ...rust.flatMap(({ path, source }) => rustLiterals(source).map((literal) => `${path.replace("src-tauri/", "")}: ${literal}`)),
    ...page.flatMap(({ path, source }) => jsLiterals(source).map((literal) => `${path}: ${literal}`)),
  ];
  assert.deepEqual(found.filter((literal) => !allowed.has(literal)), []);
  assert.deepEqual([...allowed].filter((literal) => !found.includes(literal)), [], "exceptions that are no longer needed");
});

test("the page's copy of Fluent equals the npm package", () => {
  for (const path of filesIn("ui/vendor/fluent-bundle/", ".js")) {
    assert.equal(read(path), read(`node_modules/@fluent/bundle/esm/${path.split("/").at(-1)}`), path);
  }
});
