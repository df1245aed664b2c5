/** Digits that a double can keep: 15 always, 17 where the value was printed from one. */
const KEPT_DIGITS = 17;

/** What the number becomes, where that is not what its text says; undefined where it is. */
export function changedNumber(text: string, value: number): string | undefined {
  if (!Number.isFinite(value)) return String(value);
  const digits = text.replace(/^[-+]/, '');
  if (/^0[0-9]/.test(digits)) return String(value);
  if (/^[0-9]+$|^0[xo]/.test(digits))
    return Number.isSafeInteger(value) ? undefined : String(value);
  const significant = significantIn(digits);
  if (significant === '') return undefined;
  if (significant.length > KEPT_DIGITS) return String(value);
  // The double is what was meant where it prints so: as short as can be, or with as many digits as were written.
  const printed = [String(value), value.toPrecision(significant.length)].map(significantIn);
  return printed.includes(significant) ? undefined : String(value);
}

const significantIn = (text: string): string =>
  text
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
