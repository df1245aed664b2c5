import { memberOf } from '../../src/json.js';
import { nearest } from '../../src/text/nearest.js';
import { table } from '../diagnostics/index.js';
import { answer, BOLD, type ExitCode, paint, type Terminal } from './terminal.js';

/** What a diagnostic means, and why it is one; what to do depends on where it is found, and is said there. */
export function explainCodeCommand(written: string, terminal: Terminal): ExitCode {
  const code = written.toUpperCase();
  const row = memberOf(table, code);
  if (!row) {
    const close = nearest(code, Object.keys(table));
    const hint = close === undefined ? '' : ` Did you mean ${close}?`;
    terminal.complain(`There is no diagnostic ${JSON.stringify(written)}.${hint}\n`);
    return 2;
  }
  const { title, why, severity } = row;
  const text = `${paint(terminal, BOLD, `${code}: ${title}`)}\n\n${why}\n\nSeverity: ${severity}\n`;
  return answer(terminal, { diagnostics: [], result: { code, title, why, severity }, text }, 0);
}
