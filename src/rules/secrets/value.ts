/** What stands where a value is to be filled in, or stands for any value in documentation. */
const FILL_IN =
  /^[$<{%*[]|^@|([^A])\1{5}|x{4}|\.{3}|example|your[_-]?|changeme|placeholder|redacted|secret_here|abcdefgh|0123456|1234567890|1234-1234|^(?:true|false|null|none|undefined|pass(?:word)?|yyy+)$/i;

export const isFillIn = (value: string): boolean => FILL_IN.test(value);

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
  !isFillIn(value) &&
  entropy(value) >= 3;
