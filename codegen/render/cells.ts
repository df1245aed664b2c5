/** One character as a terminal shows it. */
export interface Cell {
  readonly text: string;
  /** Terminal columns. */
  readonly width: number;
  /** UTF-16 units of the source it stands for. */
  readonly units: number;
}

const TAB = '    ';
/** Control and format characters, halves of characters, private use: shown by number, never sent to a terminal. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/u;
const combining = /\p{Mn}|\p{Me}/u;
/** East Asian wide and full-width characters (Unicode Standard Annex 11), and emoji. */
const wide = new RegExp(
  [
    '\\p{Emoji_Presentation}',
    '[\\u1100-\\u115E\\u2E80-\\u303E\\u3041-\\uA4CF\\uAC00-\\uD7A3\\uF900-\\uFAFF]',
    '[\\uFE30-\\uFE6F\\uFF01-\\uFF60\\uFFE0-\\uFFE6\\u{20000}-\\u{3FFFD}]',
  ].join('|'),
  'u',
);

export function cellsOf(line: string): Cell[] {
  return Array.from(line, (character) => {
    const text = shown(character);
    return { text, width: widthOf(text), units: character.length };
  });
}

/** A text that a terminal shows as it is, on one line. */
export const safe = (text: string): string => Array.from(text, shown).join('');

function shown(character: string): string {
  if (character === '\t') return TAB;
  if (!hidden.test(character)) return character;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `<U+${code}>`;
}

function widthOf(text: string): number {
  if (text.length > 2) return text.length;
  if (combining.test(text)) return 0;
  return wide.test(text) ? 2 : 1;
}
