import { REDACTED, SHORTEST } from './redact.js';
import { spellings } from './text/spellings.js';
import { type Span, unescaped, type View } from './text/unescaped.js';

/** Characters of all that are looked for in a text: more take long, and a text that holds them is theirs. */
const LONGEST = 10_000;
/** Characters that an escape of a character has at most: three bytes, percent-encoded. */
const LONGEST_ESCAPE = 9;

/**
 * The first `most` characters of a text without these, as they are, in other case, in base64, and as they read once
 * the escapes of JSON, URLs and HTML are undone. One that begins there is found whole, wherever it ends: half a secret
 * is one too.
 */
export function withoutTexts(
  text: string,
  hidden: readonly string[],
  most = Number.POSITIVE_INFINITY,
): string {
  if (hidden.length === 0) return text.slice(0, most);
  const wanted = wantedOf(hidden);
  const looked = text.slice(0, most + (wanted[0]?.length ?? 0) * LONGEST_ESCAPE);
  const spans: Span[] = [];
  for (const view of unescaped(looked)) {
    const found = spansIn(view, wanted);
    if (!found) return REDACTED;
    for (const span of found) spans.push(span);
  }
  return without(looked, spans, most);
}

/** A handler may write many lines, and hide the same thousands in each. */
const known = new WeakMap<readonly string[], readonly string[]>();

/** In capitals, and the longest first. */
function wantedOf(hidden: readonly string[]): readonly string[] {
  const before = known.get(hidden);
  if (before) return before;
  const folded = hidden.flatMap(ways).map((text) => text.toUpperCase());
  const wanted = [...new Set(folded)].sort((a, b) => b.length - a.length);
  known.set(hidden, wanted);
  return wanted;
}

/** In a text whose escapes are undone, those are undone too that a private text held itself. */
function ways(text: string): readonly string[] {
  const [, ...undone] = [...unescaped(text)].map((view) => view.text);
  return [...spellings(text), ...undone.filter(({ length }) => length >= SHORTEST)];
}

/** Where any of these stands; undefined where they are too long to be looked for. */
function spansIn({ text, place }: View, wanted: readonly string[]): Span[] | undefined {
  const all = text.toUpperCase();
  const found = possible(all, wanted).filter((each) => all.includes(each));
  if (found.length === 0) return [];
  if (found.reduce((sum, each) => sum + each.length, 0) > LONGEST) return undefined;
  const unfolded = all.length === text.length ? undefined : foldedFrom(text);
  // Each by itself: two may share characters.
  return found.flatMap((each) =>
    standsAt(all, each).map(([from, to]) =>
      unfolded ? place(unfolded(from)[0], unfolded(to - 1)[1]) : place(from, to),
    ),
  );
}

/** Where a part stands in a text; as one, where each begins within the one before: `aXaXa` in `aXaXaXa`. */
function standsAt(all: string, part: string): readonly Span[] {
  const spans: Span[] = [];
  for (let from = all.indexOf(part); from !== -1; ) {
    let last = from;
    for (let next = last; ; last = next) {
      next = all.lastIndexOf(part, last + part.length - 1);
      if (next === last) break;
    }
    const to = last + part.length;
    spans.push([from, to]);
    from = all.indexOf(part, to);
  }
  return spans;
}

/** In capitals a character may be two: ß is SS. Which character of a text each of its capitals came from. */
function foldedFrom(text: string): (at: number) => Span {
  const from: Span[] = [];
  let at = 0;
  for (const character of text) {
    const span: Span = [at, at + character.length];
    for (let unit = character.toUpperCase().length; unit > 0; unit--) from.push(span);
    at += character.length;
  }
  return (place) => from[place] as Span;
}

/** So many are looked for one by one. */
const FEW = 100;
/** Short parts tell most texts apart; those that begin alike, as numbers of orders do, are told by longer ones. */
const SIZES = [SHORTEST, 6, 12];

/** Those whose first and last characters stand in a text: of thousands that are looked for, most do not. */
function possible(all: string, wanted: readonly string[]): readonly string[] {
  let left = wanted;
  for (const size of SIZES) {
    if (left.length <= FEW) break;
    const parts = partsOf(all, size);
    left = left.filter(
      (each) =>
        each.length < size || (parts.has(each.slice(0, size)) && parts.has(each.slice(-size))),
    );
  }
  return left;
}

function partsOf(text: string, size: number): ReadonlySet<string> {
  const parts = new Set<string>();
  for (let at = 0; at + size <= text.length; at++) parts.add(text.slice(at, at + size));
  return parts;
}

function without(text: string, spans: Span[], most: number): string {
  let kept = '';
  let at = 0;
  for (const [from, to] of spans.sort(([a, b], [c, d]) => a - c || d - b)) {
    if (from >= most) break;
    // One that begins within another is hidden with it.
    if (from >= at) kept += text.slice(at, from) + REDACTED;
    at = Math.max(at, to);
  }
  return kept + text.slice(at, most);
}
