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

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** One pass and no allocation but the answer; stops where a bound is passed. */
export function look(text: string): Look {
  let members = 0;
  let values = 1;
  let depth = 0;
  let empty = true;
  let open = false;
  let escapes = false;
  for (let at = 0; at < text.length && depth <= DEEPEST && values <= MOST_VALUES; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x20) empty = false;
    if (code === QUOTE) {
      open = true;
      for (at++; at < text.length; at++) {
        const inside = text.charCodeAt(at);
        if (inside === QUOTE) {
          open = false;
          break;
        }
        if (inside === BACKSLASH) {
          escapes = true;
          at++;
        } else if (inside >= 0xd800 && inside <= 0xdfff) escapes = true;
      }
    } else if (code === 0x3a /* : */) members++;
    else if (code === 0x2c /* , */) values++;
    else if (code === 0x7b || code === 0x5b /* { [ */) {
      depth++;
      values++;
    } else if (code === 0x7d || code === 0x5d /* } ] */) depth--;
  }
  const tooDeep = depth > DEEPEST;
  const tooMany = values > MOST_VALUES;
  return { members, empty, open: open || depth > 0, escapes, tooDeep, tooMany };
}
