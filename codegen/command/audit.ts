import { readFileSync } from 'node:fs';
import type { AuditReport, Fault } from 'toolwright/node';
import { safe } from '../render/cells.js';
import {
  amount,
  answer,
  BOLD,
  DIM,
  type ExitCode,
  GREEN,
  paint,
  RED,
  type Terminal,
  YELLOW,
} from './terminal.js';

/** What is wrong, in words; `seq` is the place in the chain. */
const PROBLEMS: Readonly<Record<Fault['problem'], (seq: number) => string>> = {
  changed: (seq) => `record ${seq} is not what was written`,
  missing: (seq) => `record ${seq} is missing, doubled or out of its place`,
  unlinked: (seq) => `record ${seq} does not follow the one before it`,
  cut: (seq) => `record ${seq} and what followed were cut off: a checkpoint knows them`,
  rewritten: (seq) => `record ${seq} is not the one that a checkpoint knows`,
  unsigned: (seq) => `record ${seq} is a checkpoint without a signature`,
  forged: (seq) => `record ${seq} is a checkpoint that the given key did not sign`,
};

/**
 * Checks the audit log of a SQLite file or a `postgres://` address; `keys` are files of public keys. Exit code 0: every
 * chain holds; 1: one is broken, or a key was given and no checkpoint is signed; 2: it cannot be read.
 */
export async function auditVerifyCommand(
  database: string,
  terminal: Terminal,
  keys: readonly string[] = [],
): Promise<ExitCode> {
  // The runtime's own entry, loaded by name: the compiler holds no copy of it.
  const { shownDatabase, verifyAudit } = await import('toolwright/node');
  try {
    const report = await verifyAudit(database, {
      keys: keys.map(keyOf),
    });
    const checked = keys.length > 0;
    const text = story(report, shownDatabase(database), checked, terminal);
    const holds = report.valid && (report.signed || !checked);
    return answer(terminal, { diagnostics: [], result: report, text }, holds ? 0 : 1);
  } catch (error) {
    terminal.complain(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function keyOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`The key ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function story(
  report: AuditReport,
  database: string,
  checked: boolean,
  terminal: Terminal,
): string {
  const { writers, checkpoints, valid } = report;
  const rows = writers.reduce((sum, { rows }) => sum + rows, 0);
  const verdict = valid ? paint(terminal, GREEN, 'valid') : paint(terminal, RED, 'broken');
  const title = `${paint(terminal, BOLD, database)}: ${verdict}`;
  const counts = `${amount(rows, 'record')} of ${amount(writers.length, 'writer')}`;
  return [
    `${title}, ${counts}, ${amount(checkpoints, 'checkpoint')}`,
    ...writers.map((writer) => writerLine(writer, terminal)),
    ...(report.fault ? [firstFault(report.fault, terminal)] : []),
    signatures(report, checked, terminal),
    '',
  ].join('\n');
}

function writerLine(
  { writer, rows, head, pruned, fault }: AuditReport['writers'][number],
  terminal: Terminal,
): string {
  const mark = fault ? paint(terminal, RED, '✗') : paint(terminal, GREEN, '✓');
  const shortHead = paint(terminal, DIM, `head ${safe(head).slice(0, 12)}`);
  const said = fault ? `  ${PROBLEMS[fault.problem](fault.seq)}` : '';
  const gone = pruned ? ` (${pruned} pruned)` : '';
  return `  ${mark} ${safe(writer)}  ${amount(rows, 'record')}${gone}  ${shortHead}${said}`;
}

const firstFault = ({ writer, seq, problem }: Fault, terminal: Terminal): string =>
  paint(
    terminal,
    RED,
    `Look first at writer ${safe(writer)}: ${PROBLEMS[problem](seq)}. Trust nothing of it from there on.`,
  );

function signatures({ signed }: AuditReport, checked: boolean, terminal: Terminal): string {
  if (signed && checked)
    return paint(terminal, GREEN, 'Every checkpoint is signed by a given key.');
  if (signed)
    return paint(terminal, YELLOW, 'Checkpoints are signed. Check by whom: --key <file.pem>');
  const given = checked ? 'No key vouches for this log' : 'Checkpoints are not signed';
  const why = 'whoever can write the whole log can also compute all of it anew.';
  return paint(terminal, checked ? RED : YELLOW, `${given}: ${why}`);
}
