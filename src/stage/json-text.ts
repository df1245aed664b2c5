/** What one look over a JSON text tells before it is parsed, whether or not it is valid. */
export interface Look {
  /** Members of all its objects; of a valid text with a key twice, more than the parsed value has. */
  readonly members: number;
  /** Something is not closed at its end: it was cut off. */
  readonly open: boolean;
  /** It has an escape or a surrogate: its strings must be looked at one by one. */
  readonly escapes: boolean;
  /** Every string in it is printable ASCII, without escapes: most sanitizer steps have nothing to do. */
  readonly plain: boolean;
  readonly tooDeep: boolean;
  readonly tooMany: boolean;
}

/** Containers inside containers, the outermost counted. */
export const DEEPEST = 32;
/** Values of all kinds. */
export const MOST_VALUES = 10_000;

/** Surrogates are looked at only where the text has any. */
const SURROGATE = /[\ud800-\udfff]/;

const encoder = new TextEncoder();
/** Texts of up to 4096 units, which most are, are read in the same place: they take at most three bytes a unit. */
const short = new Uint8Array(3 * 4096);

/** A text of up to so many units is copied faster than the encoder is called. */
const TINY = 128;

/** Writes the text as UTF-8 to `short`; its length there. */
function written(text: string): number {
  if (text.length > TINY) return encoder.encodeInto(text, short).written;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return encoder.encodeInto(text, short).written;
    short[at] = unit;
  }
  return text.length;
}

/** One pass over its bytes, which are read three times as fast as its characters; stops where a bound is passed. */
export function look(text: string): Look {
  const fits = text.length * 3 <= short.length;
  const bytes = fits ? short : encoder.encode(text);
  const length = fits ? written(text) : bytes.length;
  let members = 0;
  let values = 1;
  let depth = 0;
  let closed = true;
  let escaped = false;
  let plain = true;
  for (let at = 0; at < length && depth <= DEEPEST && values <= MOST_VALUES; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x22 /* " */) {
      closed = false;
      for (at++; at < length; at++) {
        const inside = bytes[at] as number;
        if (inside === 0x22) {
          closed = true;
          break;
        }
        if (inside === 0x5c /* \ */) {
          escaped = true;
          at++;
        } else if (inside < 0x20 || inside > 0x7e) plain = false;
      }
    } else if (byte === 0x3a /* : */) members++;
    else if (byte === 0x2c /* , */) values++;
    else if (byte === 0x7b || byte === 0x5b /* { [ */) {
      depth++;
      values++;
    } else if (byte === 0x7d || byte === 0x5d /* } ] */) depth--;
  }
  return {
    members,
    open: !closed || depth > 0,
    escapes: escaped || (!plain && SURROGATE.test(text)),
    plain: plain && !escaped,
    tooDeep: depth > DEEPEST,
    tooMany: values > MOST_VALUES,
  };
}
