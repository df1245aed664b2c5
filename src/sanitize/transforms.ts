import { withoutMisplacedInvisible } from '../text/invisible.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const EVERY_CONTROL = new RegExp(CONTROL, 'g');

/**
 * Rewritings of a string before validation, by the name tools.yaml gives them. Each is idempotent, and leaves alone
 * what it is not about.
 */
export const transforms: Readonly<Record<string, (text: string) => string>> = {
  /** Drops the C0 and C1 controls and DEL; keeps tab, line feed and carriage return. */
  strip_control: (text) => (CONTROL.test(text) ? text.replace(EVERY_CONTROL, '') : text),
  /** Drops white space (Unicode's) at both ends. */
  trim: (text) => text.trim(),
  /** Makes every run of line breaks and tabs one space. */
  single_line: (text) => text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' '),
  /** Makes every run of spaces, of any width, one space. */
  collapse_spaces: (text) => text.replace(/\p{Zs}+/gu, ' '),
  /** Unicode's lower case, the same in every locale. */
  lower_case: (text) => text.toLowerCase(),
  /** Unicode's composed form (NFC): what looks the same compares the same. */
  nfc: (text) => text.normalize('NFC'),
  /** Drops what the check `invisible` refuses. */
  strip_invisible: withoutMisplacedInvisible,
};
