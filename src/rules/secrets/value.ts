import { isHarmless } from './harmless.js';

/** Shannon entropy of the characters, in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Whether a text could have been drawn by lot: letters and digits, all sorts of them, and no version. */
export const isDrawn = (value: string): boolean =>
  !/\d\.\d+\.\d/.test(value) &&
  /\d/.test(value) &&
  /[a-z]/i.test(value) &&
  !isHarmless(value) &&
  entropy(value) >= 3;
