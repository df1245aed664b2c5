/** Longer words than any name or enum value a person would mistype are not compared. */
const LONGEST = 64;

/** The candidate that `word` was most likely meant to be; undefined where none is close. Ties: the first. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const wanted = fold(word);
  let best: string | undefined;
  // A word of which nothing is left is another word.
  let least = Math.min(Math.max(1, Math.floor(word.length / 3)) + 1, wanted.length);
  for (const candidate of candidates) {
    if (candidate.length > LONGEST) continue;
    const cost = distance(wanted, fold(candidate), least);
    if (cost < least) [best, least] = [candidate, cost];
  }
  return best;
}

/** Models and people mix camelCase, kebab-case and snake_case: those differences are free. */
const fold = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '');

/** Damerau-Levenshtein distance (optimal string alignment), or `bound` as soon as it cannot be less. */
function distance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) current.push(cell(a, b, i, j, [older, previous, current]));
    if (Math.min(...current) >= bound) return bound;
    [older, previous] = [previous, current];
  }
  return previous[b.length] as number;
}

/** The cheapest way to turn the first `i` characters of `a` into the first `j` of `b`. */
function cell(a: string, b: string, i: number, j: number, rows: readonly number[][]): number {
  const [older, previous, current] = rows as [number[], number[], number[]];
  const same = a[i - 1] === b[j - 1] ? 0 : 1;
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return Math.min(
    (previous[j] as number) + 1,
    (current[j - 1] as number) + 1,
    (previous[j - 1] as number) + same,
    swapped ? (older[j - 2] as number) + 1 : Number.POSITIVE_INFINITY,
  );
}
