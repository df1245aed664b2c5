/**
 * Characters that do not show, or that change how the text around them shows: controls, bidirectional overrides
 * (Trojan Source, CVE-2021-42574), zero-width and tag characters, line separators, and surrogates without a partner.
 * A fixed list, not a Unicode property: the same bytes come out under every version of Node.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is looked for by itself.
  /[\0-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(char: string): string {
  const code = char.codePointAt(0) as number;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return SHORT[char] ?? `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Nearly every text; the list above is long to look through. */
const PLAIN = /^[ -~]*$/;

/** Every invisible character as an escape that JavaScript reads back as the same character. */
export const escapeText = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(INVISIBLE, escaped);

/** One line for a comment, a table or a terminal: nothing invisible in it, white space collapsed. */
export const oneLine = (text: string): string => escapeText(text.replace(/\s+/g, ' ').trim());
