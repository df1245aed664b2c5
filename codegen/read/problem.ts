import { type Document, Lexer, type YAMLError } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { MARKS, MAX_DEPTH } from './bounds.js';
import type { SourceText } from './text.js';

/** More would hide the first one, which is the cause of most of the others. */
const MOST_PROBLEMS = 50;

/** What the parser found, in our words. One problem a line: the others on it are echoes. */
export function problems(source: SourceText, document: Document): Diagnostic[] {
  const found = new Map<number, Diagnostic>();
  for (const error of [...document.errors, ...document.warnings]) {
    if (found.size >= MOST_PROBLEMS) break;
    // Once the indentation is lost, every line below looks wrong.
    if (found.size > 0 && echoes.has(error.code) && !saysTwo(source, error)) continue;
    const diagnostic = problem(source, error);
    const line = diagnostic.place?.line ?? 0;
    if (!found.has(line)) found.set(line, diagnostic);
  }
  return [...found.values()];
}

const echoes: ReadonlySet<string> = new Set(['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY']);

/** Whether the line has a colon and a blank from the place on: `a: b: c`. */
const saysTwo = (source: SourceText, { pos }: YAMLError): boolean =>
  /:(\s|$)/.test(restOfLine(source, pos[0]));

const restOfLine = (source: SourceText, start: number): string =>
  source.text.slice(start).split('\n', 1)[0] ?? '';

function problem(source: SourceText, error: YAMLError): Diagnostic {
  const [start, end] = error.pos;
  const place = source.place(start, end);
  const text = source.text.slice(start, end).trim();
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return secondColon(source, error);
    case 'TAB_AS_INDENT':
      return diagnose('TW1005', place, {});
    case 'BAD_DIRECTIVE':
      return diagnose('TW1006', place, { directive: text });
    case 'MULTIPLE_DOCS':
      return diagnose('TW1007', source.place(start, start + 3), {});
    case 'TAG_RESOLVE_FAILED':
      return diagnose('TW1008', place, { tag: text });
    case 'NON_STRING_KEY':
      return diagnose('TW1017', place, {});
    case 'RESOURCE_EXHAUSTION':
      return diagnose('TW1002', place, { most: MAX_DEPTH });
    default:
      return grammar(source, error);
  }
}

/** `a: b: c` on one line, or a value that goes on in a line that looks like a member. */
function secondColon(source: SourceText, error: YAMLError): Diagnostic {
  const [start] = error.pos;
  const place = source.place(start, start + restOfLine(source, start).length);
  if (saysTwo(source, error)) return diagnose('TW1004', place, {});
  return diagnose('TW1003', place, {
    problem: 'the next line is indented as if it belonged to this value',
    help: 'give both lines the same indentation, or quote the value',
  });
}

function grammar(source: SourceText, error: YAMLError): Diagnostic {
  const [start, end] = error.pos;
  const quote = /^Missing closing (["'])/.exec(error.message)?.[1];
  if (quote) {
    const open = lastQuote(source.text, start);
    return diagnose('TW1018', source.place(open, open + 1), { quote });
  }
  return diagnose('TW1003', source.place(start, end), sentence(source.text[start] ?? '', error));
}

/** The parser reports an unclosed quote where it gives up; the person needs its beginning. */
function lastQuote(text: string, before: number): number {
  let [offset, last] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    if (offset > before) break;
    if (/^["']/.test(token)) last = offset;
    if (!MARKS.includes(token)) offset += token.length;
  }
  return last;
}

function sentence(first: string, error: YAMLError): { problem: string; help?: string } {
  switch (error.code) {
    case 'BAD_SCALAR_START':
      return {
        problem: `a value without quotes cannot start with ${first}`,
        help: 'quote the string',
      };
    case 'BAD_DQ_ESCAPE':
      return {
        problem: 'inside of double quotes a backslash starts an escape, and this one is none',
        help: "use single quotes, as for a pattern: '\\d+'",
      };
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
      return bracket(error) ?? plain(error);
    case 'MULTILINE_IMPLICIT_KEY':
      return { problem: 'this line is no `key: value`', help: 'write the colon and a blank' };
    default:
      return plain(error);
  }
}

const plain = ({ message }: YAMLError) => ({
  problem: message.charAt(0).toLowerCase() + message.slice(1),
});

function bracket({ message }: YAMLError) {
  const [, close] = /end with a ([\]}])$/.exec(message) ?? [];
  if (!close) return undefined;
  return {
    problem: `a bracket is still open here: \`${close}\` is missing`,
    help: `add \`${close}\` at the end of the list or map, or before this line`,
  };
}
