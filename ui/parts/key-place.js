// What a key types on a US keyboard, by its place. Shortcuts fall back to it on keyboards that type another script.

/** The signs of a US keyboard by `KeyboardEvent.code`: without Shift, and with it. @type {Record<string, string>} */
const SIGNS = { Backquote: "`~", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?" };

/**
 * The letter, digit or sign that a US keyboard has at a place.
 * @param {string} code as in `KeyboardEvent.code`
 * @param {boolean} shift
 * @returns {string | undefined} nothing for a place that types nothing
 */
export function usKey(code, shift) {
  const letter = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  return letter ?? SIGNS[code]?.[shift ? 1 : 0];
}

/** Whether a text is in another script than Latin: a letter, a mark, a digit or a sign of its own, such as "؟". @param {string} text */
export const isOtherScript = (text) => !/[\p{Script_Extensions=Latin}\p{Script_Extensions=Common}\p{Script_Extensions=Inherited}]/u.test(text);
