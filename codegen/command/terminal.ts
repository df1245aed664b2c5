import type { Diagnostic } from '../diagnostic.js';
import { github, pretty, type SourceOf } from '../render/index.js';

/** Where a command writes. */
export interface Terminal {
  /** Answers. */
  print(text: string): void;
  /** Problems. */
  complain(text: string): void;
  readonly color: boolean;
  readonly format: 'pretty' | 'json' | 'github';
}

/** 0 fine; 1 drift; 2 invalid input; 3 our own fault. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What a command has to say. */
export interface Answer {
  readonly diagnostics: readonly Diagnostic[];
  readonly sourceOf?: SourceOf;
  /** For programs: printed beside the diagnostics under `--format json`. */
  readonly result?: object;
  /** For people. */
  readonly text?: string;
}

/** Says it in the format that was asked for; the last line of a command. */
export function answer(terminal: Terminal, said: Answer, code: ExitCode): ExitCode {
  const { diagnostics, sourceOf = () => undefined, result = {}, text = '' } = said;
  const { format, color } = terminal;
  if (format === 'json') terminal.print(`${JSON.stringify({ ...result, diagnostics }, null, 2)}\n`);
  else if (format === 'github') terminal.print(diagnostics.map(github).join('') + text);
  else {
    const problems = diagnostics.map((each) => pretty(each, sourceOf, color)).join('\n');
    if (problems !== '') terminal.complain(`${problems}\n${count(diagnostics)}\n`);
    terminal.print(text);
  }
  return code;
}

function count(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const parts = [
    errors > 0 && amount(errors, 'error'),
    diagnostics.length > errors && amount(diagnostics.length - errors, 'warning'),
  ];
  return parts.filter(Boolean).join(', ');
}

/** `1 tool`, `3 tools`. */
export const amount = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Colours of a terminal: the text itself where it has none. */
export const paint = (terminal: Terminal, code: number, text: string): string =>
  terminal.color ? `\x1b[${code}m${text}\x1b[0m` : text;

export const GREEN = 32;
export const YELLOW = 33;
export const RED = 31;
export const DIM = 2;
export const BOLD = 1;

const MOST_LISTED = 6;

/** Paths under the word for what happened to them; nothing where there are none. */
export function listing(terminal: Terminal, word: string, paths: readonly string[]): string {
  const rest = paths.length - MOST_LISTED;
  const shown = rest > 1 ? paths.slice(0, MOST_LISTED) : paths;
  const lines = shown.map((path, at) => `  ${(at === 0 ? word : '').padEnd(10)}${path}\n`);
  if (rest > 1) lines.push(paint(terminal, DIM, `  ${''.padEnd(10)}… and ${rest} more\n`));
  return lines.join('');
}
