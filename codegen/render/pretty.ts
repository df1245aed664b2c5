import type { Diagnostic, Place } from '../diagnostic.js';
import { safe } from './cells.js';
import { frame } from './frame.js';

/** The text of a file, where it is known. */
export type SourceOf = (file: string) => string | undefined;

/** A diagnostic as a person reads it: what is wrong, the line it stands in, why, and what to do. */
export function pretty(diagnostic: Diagnostic, sourceOf: SourceOf, color = false): string {
  const paint = color ? ansi : plain;
  const { severity, code, message, place, related = [], why, help } = diagnostic;
  const places = [...(place ? [place] : []), ...related.map((each) => each.place)];
  const pad = ' '.repeat(Math.max(1, ...places.map((each) => String(each.line).length)));
  const lines = [`${paint[severity](`${severity}[${code}]`)}${paint.bold(`: ${safe(message)}`)}`];
  if (place) lines.push(...excerpt({ place, arrow: '-->', mark: '^', paint, pad }, sourceOf));
  for (const each of related)
    lines.push(...excerpt({ ...each, arrow: ':::', mark: '-', paint, pad }, sourceOf));
  lines.push(`${pad} ${paint.gutter('=')} ${paint.bold('why')}: ${safe(why)}`);
  lines.push(`${pad} ${paint.gutter('=')} ${paint.bold('help')}: ${safe(help)}`);
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

interface Excerpt {
  readonly place: Place;
  readonly message?: string;
  readonly arrow: string;
  readonly mark: string;
  readonly paint: Paint;
  readonly pad: string;
}

function excerpt(part: Excerpt, sourceOf: SourceOf): string[] {
  const { place, paint, pad, message } = part;
  const where = `${safe(place.file)}:${place.line}:${place.column}`;
  const head = `${pad}${paint.gutter(part.arrow)} ${where}`;
  const text = lineOf(sourceOf(place.file), place.line);
  if (text === undefined) return message ? [head, `${pad} ${message}`] : [head];
  const { line, indent, width } = frame(text, place.column, place.length);
  const mark = paint.mark(part.mark.repeat(width)) + (message ? ` ${safe(message)}` : '');
  const number = String(place.line).padStart(pad.length);
  const bar = paint.gutter('|');
  return [
    head,
    `${pad} ${bar}`,
    `${paint.gutter(number)} ${bar} ${line}`,
    `${pad} ${bar} ${indent}${mark}`,
  ];
}

function lineOf(text: string | undefined, line: number): string | undefined {
  return text === undefined ? undefined : linesOf(text)[line - 1]?.replace(/\r$/, '');
}

/** Thousands of diagnostics are of one text: it is cut into lines once. */
let cut: { readonly text: string; readonly lines: readonly string[] } | undefined;
function linesOf(text: string): readonly string[] {
  if (cut?.text !== text) cut = { text, lines: text.replace(/^\uFEFF/, '').split('\n') };
  return cut.lines;
}

type Paint = Record<'error' | 'warning' | 'bold' | 'gutter' | 'mark', (text: string) => string>;
const same = (text: string) => text;
const plain: Paint = { error: same, warning: same, bold: same, gutter: same, mark: same };
const sgr = (code: string) => (text: string) => `\x1b[${code}m${text}\x1b[0m`;
const ansi: Paint = {
  error: sgr('1;31'),
  warning: sgr('1;33'),
  bold: sgr('1'),
  gutter: sgr('34'),
  mark: sgr('1;36'),
};
