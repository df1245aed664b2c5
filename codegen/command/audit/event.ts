import type { ToolEvent } from '../../../src/event.js';
import { safe } from '../../render/cells.js';
import { DIM, GREEN, paint, RED, type Terminal, YELLOW } from '../terminal.js';

/** An event as it stands in the log. A newer toolwright may have written kinds that this one does not know. */
export type LoggedEvent = Pick<ToolEvent, 'at' | 'run' | 'key' | 'tool' | 'caller'> & {
  readonly type: string;
  readonly status?: string;
  readonly code?: string;
  readonly ms?: number;
  readonly cause?: string;
  readonly message?: string;
  readonly by?: string;
  readonly approval?: string;
};

/** Undefined for what is no event: a checkpoint, a note of what was lost. */
export function eventOf(body: string): LoggedEvent | undefined {
  try {
    const value = JSON.parse(body);
    const texts = [value?.tool, value?.type, value?.run];
    const isOne = texts.every((each) => typeof each === 'string') && typeof value.at === 'number';
    return isOne ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The last ms that a date can be, ECMA-262 §21.4.1.1: who changed a log may have written any number. */
const LAST = 8.64e15;

const timeOf = (at: number): string =>
  Math.abs(at) <= LAST ? new Date(at).toISOString() : String(at);

/** One line for people; text from outside cannot reach the terminal but as text. */
export function lineOf(event: LoggedEvent, terminal: Terminal): string {
  const { at, type, tool, caller, run } = event;
  const who = caller ? [caller.tenant, caller.id].filter(Boolean).join('/') : 'nobody';
  const time = paint(terminal, DIM, timeOf(at));
  const words = [
    safe(type).padEnd(9),
    safe(tool),
    safe(who),
    ended(event, terminal),
    safe(more(event)),
  ];
  return `${time}  ${words.filter(Boolean).join('  ')}  ${paint(terminal, DIM, safe(run))}\n`;
}

function ended({ status, code, ms }: LoggedEvent, terminal: Terminal): string {
  if (!status) return '';
  const color = status === 'completed' ? GREEN : code === 'outcome_unknown' ? RED : YELLOW;
  const told = paint(terminal, color, safe(code ?? status));
  return ms === undefined ? told : `${told} ${Math.round(ms)} ms`;
}

const more = ({ approval, by, cause, message }: LoggedEvent): string =>
  [approval && `approval ${approval}`, by && `by ${by}`, cause ? wordsOf(cause) : message]
    .filter(Boolean)
    .join(' ');

/** What went wrong, without where: the stack is in `--format json`, and a line of it would be a screen. */
const wordsOf = (cause: string): string => String(cause).replace(/\n +at .*/g, '');
