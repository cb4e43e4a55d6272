// The characters of a US keyboard by key position, for shortcuts on keyboards that type a script other than Latin.

/**
 * The punctuation of a US keyboard by `KeyboardEvent.code`: without Shift, then with Shift.
 * @type {Record<string, string>}
 */
const SIGNS = { Backquote: "`~", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?" };

/**
 * Returns the character of a key on a US keyboard: an upper-case letter, a digit, or punctuation. Shift changes only
 * the punctuation.
 * @param {string} code as in `KeyboardEvent.code`
 * @param {boolean} shift
 * @returns {string | undefined} undefined for any other key
 */
export function usKey(code, shift) {
  const letter = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  return letter ?? SIGNS[code]?.[shift ? 1 : 0];
}

/**
 * Returns whether a text is in a script other than Latin. The digits and punctuation of such a script, such as "؟",
 * count too.
 * @param {string} text
 */
export const isOtherScript = (text) => !/[\p{Script_Extensions=Latin}\p{Script_Extensions=Common}\p{Script_Extensions=Inherited}]/u.test(text);
