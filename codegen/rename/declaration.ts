import type { Place } from '../diagnostic.js';
import { type Splice, spliced } from './splice.js';

/** The file with the key at `place` written anew, in the quotes it had: comments and layout stay. */
export function renameKey(text: string, place: Place, name: string): string {
  const start = offsetOf(text, place);
  const quote = /^['"]/.exec(text.slice(start))?.[0] ?? '';
  const end = quote ? text.indexOf(quote, start + 1) + 1 : start + place.length;
  const splice: Splice = { start, end, text: quote + name + quote };
  return spliced(text, [splice]);
}

/** Lines and columns count from 1; a byte order mark is no column. */
function offsetOf(text: string, { line, column }: Place): number {
  let offset = text.startsWith('\ufeff') ? 1 : 0;
  for (let passed = 1; passed < line; passed += 1) offset = nextLine(text, offset);
  return offset + column - 1;
}

function nextLine(text: string, from: number): number {
  const end = /\r\n|\n|\r/g;
  end.lastIndex = from;
  const match = end.exec(text);
  return match ? match.index + match[0].length : text.length;
}
