// Loads the English texts of the page, for tests of its modules: `node --test --import ./tests/ui/texts.mjs`.

import { readFileSync, readdirSync } from "node:fs";
import { setTexts } from "../../ui/texts.js";

const folder = new URL("../../locales/en/page/", import.meta.url);
const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
setTexts({ language: "en", rightToLeft: false, files });
