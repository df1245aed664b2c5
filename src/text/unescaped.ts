export type Span = readonly [from: number, to: number];

/** A text as it reads once escapes are undone. */
export interface View {
  readonly text: string;
  /** Where a part of it stands in the text as it was written; half an escape is a whole one. */
  readonly place: (from: number, to: number) => Span;
}

/** What JSON, JSON pointers, URLs and HTML write in place of a character. */
const ESCAPE =
  /\\(?:u[\da-f]{4}|["\\/bfnrt])|(?:%[\da-f]{2})+|~[01]|&(?:quot|apos|amp|lt|gt|#\d{1,7}|#x[\da-f]{1,6});/gi;
const SHORT: Readonly<Record<string, string>> = {
  ...{ '\\b': '\b', '\\f': '\f', '\\n': '\n', '\\r': '\r', '\\t': '\t', '~0': '~', '~1': '/' },
  ...{ '&quot;': '"', '&apos;': "'", '&amp;': '&', '&lt;': '<', '&gt;': '>' },
};

/** JSON within JSON within JSON: of what is deeper nobody makes a line of a log. */
const MOST_TIMES = 3;

/** The text, then what it becomes each time its escapes are undone. */
export function* unescaped(text: string): Generator<View> {
  let view: View | undefined = { text, place: (from, to) => [from, to] };
  for (let times = 0; view && times <= MOST_TIMES; times++) {
    yield view;
    view = once(view);
  }
}

/** An escape: from where to where it stood, and where what it means stands now. */
interface Undone {
  readonly was: Span;
  readonly is: Span;
}

function once({ text, place }: View): View | undefined {
  const undone: Undone[] = [];
  let made = '';
  let kept = 0;
  for (const { 0: written, index } of text.matchAll(ESCAPE)) {
    made += text.slice(kept, index);
    kept = index + written.length;
    const at = made.length;
    made += meant(written);
    undone.push({ was: [index, kept], is: [at, made.length] });
  }
  if (kept === 0) return undefined;
  const spanOf = (at: number): Span => {
    const last = lastUpTo(undone, at);
    if (last && at < last.is[1]) return last.was;
    const from = last ? at - last.is[1] + last.was[1] : at;
    return [from, from + 1];
  };
  return {
    text: made + text.slice(kept),
    place: (from, to) => place(spanOf(from)[0], spanOf(to - 1)[1]),
  };
}

/** The last that means something at a place or before it: a long text may hold as many secrets as escapes. */
function lastUpTo(undone: readonly Undone[], at: number): Undone | undefined {
  let low = 0;
  let high = undone.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((undone[middle] as Undone).is[0] <= at) low = middle + 1;
    else high = middle;
  }
  return undone[low - 1];
}

/** Made when the first text needs it: most never do. */
let utf8: InstanceType<typeof TextDecoder> | undefined;

/** What of a run is no UTF-8, because a character was cut or a byte is of another encoding, hides nothing beside it. */
function decoded(run: string): string {
  utf8 ??= new TextDecoder('utf-8', { ignoreBOM: true });
  return utf8.decode(Uint8Array.from(run.slice(1).split('%'), (byte) => Number.parseInt(byte, 16)));
}

function meant(written: string): string {
  const short = SHORT[written.toLowerCase()];
  if (short !== undefined) return short;
  const code = /^(?:\\u|&#x)([\da-f]+)/i.exec(written)?.[1];
  try {
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    if (written.startsWith('&')) return String.fromCodePoint(Number(written.slice(2, -1)));
    return written.startsWith('%') ? decoded(written) : written.slice(1);
  } catch {
    return written;
  }
}
