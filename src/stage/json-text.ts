/** What one look over a JSON text tells before it is parsed, whether or not it is valid. */
export interface Look {
  /** Members of all its objects; of a valid text with a key twice, more than the parsed value has. */
  readonly members: number;
  /** Nothing but white space. */
  readonly empty: boolean;
  /** Something is not closed at its end: it was cut off. */
  readonly open: boolean;
  /** It has an escape or a surrogate: its strings must be looked at one by one. */
  readonly escapes: boolean;
  readonly tooDeep: boolean;
  readonly tooMany: boolean;
}

/** Containers inside containers, the outermost counted. */
export const DEEPEST = 32;
/** Values of all kinds. */
export const MOST_VALUES = 10_000;

/** Surrogates are looked at only where the text has any. */
const SURROGATE = /[\ud800-\udfff]/;

/** One pass and no allocation but the answer; stops where a bound is passed. A `plain` text is known to be ASCII without escapes. */
export function look(text: string, plain: boolean): Look {
  const escaped = !plain && text.includes('\\');
  let members = 0;
  let values = 1;
  let depth = 0;
  let empty = true;
  let open = false;
  for (let at = 0; at < text.length && depth <= DEEPEST && values <= MOST_VALUES; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x20) empty = false;
    if (code === 0x22 /* " */) {
      const end = escaped ? closing(text, at) : text.indexOf('"', at + 1);
      open = end === -1;
      at = open ? text.length : end;
    } else if (code === 0x3a /* : */) members++;
    else if (code === 0x2c /* , */) values++;
    else if (code === 0x7b || code === 0x5b /* { [ */) {
      depth++;
      values++;
    } else if (code === 0x7d || code === 0x5d /* } ] */) depth--;
  }
  return {
    members,
    empty,
    open: open || depth > 0,
    escapes: escaped || (!plain && SURROGATE.test(text)),
    tooDeep: depth > DEEPEST,
    tooMany: values > MOST_VALUES,
  };
}

/** Where the string that opens at `from` ends, past what a backslash escapes; -1 where it does not. */
function closing(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    if (code === 0x5c /* \ */) at++;
  }
  return -1;
}
