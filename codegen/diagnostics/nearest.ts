/** The candidate that `word` was most likely meant to be; undefined where none is close. Ties: the first. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const bound = Math.floor(word.length / 3);
  let best: string | undefined;
  let least = bound + 1;
  for (const candidate of candidates) {
    const cost = distance(fold(word), fold(candidate), least);
    if (cost < least) [best, least] = [candidate, cost];
  }
  return best;
}

/** People mix camelCase, kebab-case and snake_case: those differences are free. */
const fold = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, '');

/** Damerau-Levenshtein distance (optimal string alignment), or `bound` as soon as it cannot be less. */
function distance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let [older, previous] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) current.push(cell(a, b, i, j, older, previous, current));
    if (Math.min(...current) >= bound) return bound;
    [older, previous] = [previous, current];
  }
  return previous[b.length] ?? bound;
}

function cell(
  a: string,
  b: string,
  i: number,
  j: number,
  older: readonly number[],
  previous: readonly number[],
  current: readonly number[],
): number {
  const same = a[i - 1] === b[j - 1] ? 0 : 1;
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return Math.min(
    at(previous, j) + 1,
    at(current, j - 1) + 1,
    at(previous, j - 1) + same,
    swapped ? at(older, j - 2) + 1 : Number.POSITIVE_INFINITY,
  );
}

const at = (row: readonly number[], index: number): number =>
  row[index] ?? Number.POSITIVE_INFINITY;
