import type { Place } from '../diagnostic.js';
import type { Gap } from './input.js';

/** The text of one file, and the way from an offset (UTF-16 units) to a place. */
export class SourceText {
  readonly file: string;
  /** Without a byte order mark, so that offsets are what an editor shows. */
  readonly text: string;
  /** The end of the last line that is not blank: what is missing at the end of a file is missing there. */
  readonly #end: number;
  readonly #gaps: readonly Gap[];
  #lineStarts: readonly number[] | undefined;

  constructor(file: string, text: string, gaps: readonly Gap[] = []) {
    this.file = file;
    this.text = text.startsWith('\uFEFF') ? text.slice(1) : text;
    this.#gaps = gaps;
    this.#end = this.text.trimEnd().length;
  }

  /** The underlined part ends where its first line does, and is never empty. */
  place(start: number, end: number): Place {
    const from = Math.max(0, Math.min(start, this.#end));
    const line = this.#lineOf(from);
    const lineStart = this.lineStarts[line] ?? 0;
    const length = Math.min(end, this.#lineEnd(from)) - from;
    return {
      file: this.file,
      line: line + 1 + this.#before(from),
      column: from - lineStart + 1,
      length: Math.max(1, length),
    };
  }

  get lineStarts(): readonly number[] {
    if (this.#lineStarts) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1))
      starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }

  /** Lines taken out before the offset. */
  #before(offset: number): number {
    return this.#gaps.reduce((sum, { at, lines }) => (at <= offset ? sum + lines : sum), 0);
  }

  /** Where the visible text of the line ends: before the break and the blanks in front of it. */
  #lineEnd(from: number): number {
    const at = this.text.indexOf('\n', from);
    let end = at < 0 ? this.text.length : at;
    while (end > from && ' \t\r'.includes(this.text[end - 1] ?? '')) end--;
    return end;
  }

  #lineOf(offset: number): number {
    let [low, high] = [0, this.lineStarts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
