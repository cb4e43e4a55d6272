// The keys of a US keyboard by their place. Shortcuts use them on keyboards that type another script.

/** The signs of a US keyboard by `KeyboardEvent.code`: without Shift, and with it. @type {Record<string, string>} */
const SIGNS = { Backquote: "`~", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?" };

/**
 * Returns the letter, digit or sign that a US keyboard has at a place.
 * @param {string} code as in `KeyboardEvent.code`
 * @param {boolean} shift
 * @returns {string | undefined} undefined for a place that types nothing
 */
export function usKey(code, shift) {
  const letter = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  return letter ?? SIGNS[code]?.[shift ? 1 : 0];
}

/**
 * Returns whether a text is in another script than Latin: a letter, mark, digit or sign of that script, such as "؟".
 * @param {string} text
 */
export const isOtherScript = (text) => !/[\p{Script_Extensions=Latin}\p{Script_Extensions=Common}\p{Script_Extensions=Inherited}]/u.test(text);
