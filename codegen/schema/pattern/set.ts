import { Unsupported } from './unsupported.js';

type Range = readonly [number, number];

/** A set of code points. One that names Unicode properties is not spelt out: it may overlap with any other. */
export interface CharSet {
  /** In order, apart from each other. */
  readonly ranges: readonly Range[];
  readonly properties: readonly string[];
  /** Whether the set holds everything but these. */
  readonly negated: boolean;
}

const LAST = 0x10ffff;
const of = (...ranges: Range[]): CharSet => ({
  ranges: ordered(ranges),
  properties: [],
  negated: false,
});

function ordered(ranges: readonly Range[]): readonly Range[] {
  const out: [number, number][] = [];
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else out.push([low, high]);
  }
  return out;
}

function gaps(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  let from = 0;
  for (const [low, high] of ranges) {
    if (low > from) out.push([from, low - 1]);
    from = high + 1;
  }
  return from <= LAST ? [...out, [from, LAST]] : out;
}

export function complement(set: CharSet): CharSet {
  if (set.properties.length > 0) return { ...set, negated: !set.negated };
  return { ...set, ranges: gaps(set.ranges) };
}

export function union(a: CharSet, b: CharSet): CharSet {
  if (a.negated || b.negated) {
    const [only, other] = a.negated ? [a, b] : [b, a];
    if (other.ranges.length === 0 && other.properties.length === 0) return only;
    throw new Unsupported('it joins \\P with others in one class');
  }
  return {
    ranges: ordered([...a.ranges, ...b.ranges]),
    properties: [...a.properties, ...b.properties],
    negated: false,
  };
}

/** Whether some character may be in both. */
export function overlap(a: CharSet, b: CharSet): boolean {
  if (a.properties.length > 0 || b.properties.length > 0) return true;
  return a.ranges.some(([low, high]) =>
    b.ranges.some((other) => low <= other[1] && other[0] <= high),
  );
}

const digit = of([48, 57]);
const word = of([48, 57], [65, 90], [95, 95], [97, 122]);
const lineEnd = of([10, 10], [13, 13], [0x2028, 0x2029]);
/** WhiteSpace and LineTerminator of ECMA-262, 12.2 and 12.3. */
const space = of(
  [9, 13],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
);

/** The classes that a backslash and a letter name. */
export const classes = {
  d: digit,
  D: complement(digit),
  w: word,
  W: complement(word),
  s: space,
  S: complement(space),
  lineEnd,
} as const;
