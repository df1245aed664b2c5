import { REDACTED, SHORTEST } from './redact.js';
import { spellings } from './text/spellings.js';
import { type Span, unescaped, type View } from './text/unescaped.js';

/** A longer pattern takes long to compile, and one of some 30 000 characters is refused. */
const LONGEST = 10_000;
/** What means something in a pattern. */
const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;
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
  const spelt = [...new Set(hidden.flatMap(spellings))].sort((a, b) => b.length - a.length);
  const looked = text.slice(0, most + (spelt[0]?.length ?? 0) * LONGEST_ESCAPE);
  const spans: Span[] = [];
  for (const view of unescaped(looked)) {
    const found = spansIn(view, spelt);
    if (!found) return REDACTED;
    spans.push(...found);
  }
  return without(looked, spans, most);
}

/** Where any of these stands; undefined where they are too long to be looked for. */
function spansIn({ text, place }: View, spelt: readonly string[]): Span[] | undefined {
  const folded = text.toUpperCase();
  const starts = spelt.length > FEW ? startsIn(folded) : undefined;
  const found = spelt.filter((each) => {
    const wanted = each.toUpperCase();
    if (starts && !starts.has(wanted.slice(0, SHORTEST))) return false;
    return folded.includes(wanted);
  });
  if (found.length === 0) return [];
  if (found.reduce((sum, { length }) => sum + length, 0) > LONGEST) return undefined;
  // Each by itself: two may share characters.
  return found.flatMap((each) =>
    [...text.matchAll(new RegExp(each.replace(SPECIAL, '\\$&'), 'gi'))].map(({ 0: match, index }) =>
      place(index, index + match.length),
    ),
  );
}

/** So many are looked for one by one. */
const FEW = 100;

/** The first characters of all that stands in a text: of thousands that are looked for, most do not even begin there. */
function startsIn(text: string): ReadonlySet<string> {
  const starts = new Set<string>();
  for (let at = 0; at + SHORTEST <= text.length; at++) starts.add(text.slice(at, at + SHORTEST));
  return starts;
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
