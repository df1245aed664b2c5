const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const OVERRIDE = /[\u202d\u202e]/u;
/** A mark is seen only by what stands around it: two in a row say nothing, but can carry bits. */
const MARKS_IN_A_ROW = /[\u061c\u200e\u200f]{2}/u;
const PARAGRAPH = /[\n\r\u0085\u2029]/u;

/** What a program puts around a name it fills in, which may be of any script: it takes its direction from what it holds. */
const FILLED_IN =
  /(?<![\p{L}\p{M}\p{N}])\u2068(?!\u2069)([^\u2066-\u2069]*)\u2069(?![\p{L}\p{M}\p{N}])/gu;

/**
 * Whether the direction controls of a text do only what right-to-left writing needs: there is such writing, nothing
 * is overridden, and every embedding and isolate is closed in its own paragraph (UAX #9; UTS #55 §4.1). In other
 * writing there are none, but around what was filled in.
 */
export function directionIsPlain(text: string): boolean {
  if (OVERRIDE.test(text) || MARKS_IN_A_ROW.test(text)) return false;
  const paragraphs = text.split(PARAGRAPH);
  if (RIGHT_TO_LEFT.test(text)) return paragraphs.every(closed);
  return paragraphs.every((each) => each.replace(FILLED_IN, '$1').search(CONTROLS) === -1);
}

function closed(paragraph: string): boolean {
  const open: string[] = [];
  for (const [control] of paragraph.matchAll(CONTROLS)) {
    if ('\u202a\u202b'.includes(control)) open.push('\u202c');
    else if ('\u2066\u2067\u2068'.includes(control)) open.push('\u2069');
    else if ('\u202c\u2069'.includes(control) && open.pop() !== control) return false;
  }
  return open.length === 0;
}
