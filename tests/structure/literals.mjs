// Finds the string literals in Rust and JavaScript code that look like text that the app shows.

/** Returns whether a literal is text: several words, a capitalised word, or words around a placeholder. */
function isText(literal) {
  if (literal.startsWith("<?xpacket")) return false;
  const placeholder = /\$?\{[^}]*\}/g;
  const words = literal.replace(placeholder, "\u0000").replaceAll("\\n", " ");
  if (/[A-Za-z’']{2,}[,.:;…]? [(“]?[A-Za-z]{2,}/.test(words)) return true;
  if (/^[A-Z][a-z]{2,}[….:?!]?$/.test(words.trim())) return true;
  return words.includes("\u0000") && /[A-Za-z]{3,}/.test(words) && /\u0000 ?(?:[a-z]+ )*[a-z]{3,}|[A-Za-z]{3,} \u0000/.test(words);
}

/** Calls whose literals are not texts of the window, but logs, messages of panics, or ids of texts. */
const RUST_CALLS = /(?:^|::)(?:(?:trace|debug|info|warn|error|event|panic|unreachable|assert|assert_eq|assert_ne|debug_assert|debug_assert_eq|println|eprintln|text|message)!|expect)$/;
const SQL = /^\s*(?:select|insert|update|delete|create|alter|drop|pragma|begin|rollback|commit|vacuum|with|replace|and|or|where|order|from|left|limit|union|on)\b|\b(?:select|from|where|order by)\b.*(?:=|\?|\*|\bby\b)/i;

/** Returns the literals of Rust code that are text. Ignores tests, comments, most attributes, logs and SQL. */
export function rustLiterals(source) {
  const code = source.split(/#\[cfg\(test\)\]\s*(?:#\[.*\]\s*)*mod /)[0];
  const found = [];
  const calls = [];
  for (let at = 0; at < code.length; at++) {
    const rest = code.slice(at, at + 2);
    if (rest === "//") at = orEnd(code.indexOf("\n", at), code);
    else if (rest === "/*") at = orEnd(code.indexOf("*/", at) + 1, code);
    else if (/^b?r#*"/.test(code.slice(at, at + 6)) && !/\w/.test(code[at - 1] ?? "")) {
      const opening = code.slice(at).match(/^b?r(#*)"/);
      const close = code.indexOf(`"${opening[1]}`, at + opening[0].length);
      add(code.slice(at + opening[0].length, close));
      at = close + opening[1].length;
    } else if (code[at] === '"') {
      const start = at + 1;
      for (at = start; code[at] !== '"'; at++) if (code[at] === "\\") at++;
      add(code.slice(start, at));
    } else if (code[at] === "'") {
      const char = code.slice(at).match(/^'(?:[^\\']|\\(?:u\{[^}]*\}|x..|.))'/);
      if (char) at += char[0].length - 1;
    } else if ("([{".includes(code[at])) calls.push(callBefore(code, at));
    else if (")]}".includes(code[at])) calls.pop();
  }
  return found;

  function add(literal) {
    const skipped = calls.some((call) => call === "#" || RUST_CALLS.test(call) || RUST_FIELDS.test(call));
    if (!skipped && isText(literal) && !SQL.test(literal)) found.push(literal);
  }
}

/** Fields whose literals are patterns in other programs' messages, or prompts for models. */
const RUST_FIELDS = /^(?:patterns|prompts)$/;

/** Returns the name of the call or field before the bracket at `at`, `#` for an attribute other than `error`, or "". */
function callBefore(code, at) {
  const before = code.slice(Math.max(0, at - 60), at);
  if (/#!?$/.test(before)) return /^\[error/.test(code.slice(at, at + 6)) ? "" : "#";
  return before.match(/(\w+): &?$/)?.[1] ?? before.match(/([\w:]+!?)\s*$/)?.[1] ?? "";
}

/** Names of keys, which are capitalised but not shown. */
const CODE_WORDS = new Set([
  "Alt", "Backspace", "Control", "Delete", "End", "Enter", "Escape", "Home", "Meta", "Shift", "Space", "Tab", "Unidentified", "Dead", "Process", "Insert",
  "Ctrl", "Mod", "Digit", "Key", "Del", "Esc",
]);

/** Returns the literals of the page's code that are text. Ignores comments, imports, classes and ids of texts. */
export function jsLiterals(source) {
  const found = [];
  let before = "";
  for (let at = 0; at < source.length; at++) {
    const rest = source.slice(at, at + 2);
    if (rest === "//") at = orEnd(source.indexOf("\n", at) - 1, source);
    else if (rest === "/*") at = orEnd(source.indexOf("*/", at) + 1, source);
    else if (source[at] === "/" && /[(,=:[!&|?{};\n]\s*$/.test(before)) {
      let inClass = false;
      for (at++; source[at] !== "/" || inClass; at++) {
        if (source[at] === "\\") at++;
        else if (source[at] === "[") inClass = true;
        else if (source[at] === "]") inClass = false;
      }
      before += "/r/";
    } else if (source[at] === '"') {
      const start = at + 1;
      for (at = start; source[at] !== '"'; at++) if (source[at] === "\\") at++;
      const literal = source.slice(start, at);
      add(literal);
      before += source[at + 1] === ":" ? literal : '""';
    } else if (source[at] === "`") {
      const [text, close] = template(source, at);
      add(text);
      before += "``";
      at = close;
    } else before += source[at];
  }
  return found;

  function add(literal) {
    const line = before.slice(-160);
    if (/(?:\bt\(|from|import|console\.\w+\(|Error\()\s*$/.test(line)) return;
    if (/(?:class|className|aria-\w+(?:by|controls)|classList\.\w+\(|rel|querySelector(?:All)?\(|setProperty\(|font|matches\(|closest\(|style)["']?[:=(]?[^,\n]*$/.test(line)) return;
    if (!CODE_WORDS.has(literal) && !/px|-problem |^(?:small|quiet|wrong|selectable| )+$/.test(literal) && isText(literal)) found.push(literal);
  }
}

/** Returns the text of a template literal, with its placeholders as `${}`, and the index of its closing backtick. */
function template(source, from) {
  let text = "";
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === "\\") text += source[at++] + source[at];
    else if (source[at] === "`") return [text, at];
    else if (source.slice(at, at + 2) === "${") {
      let depth = 1;
      for (at += 2; depth > 0; at++) {
        if (source[at] === "{") depth++;
        else if (source[at] === "}") depth--;
        else if (source[at] === "`") at = template(source, at)[1];
      }
      at--;
      text += "${}";
    } else text += source[at];
  }
  return [text, source.length];
}

/** Returns an index, or the end of the source if the index is -1. */
const orEnd = (index, source) => (index < 0 ? source.length : index);
