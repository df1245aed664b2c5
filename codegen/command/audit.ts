import type { AuditReport, Fault } from 'toolwright/node';
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
};

/** Checks the audit log of a SQLite file. Exit code 0: every chain holds; 1: one is broken; 2: it cannot be read. */
export async function auditVerifyCommand(database: string, terminal: Terminal): Promise<ExitCode> {
  // The runtime's own entry, loaded by name: the compiler holds no copy of it.
  const { verifyAudit } = await import('toolwright/node');
  try {
    const report = await verifyAudit(database);
    const said = { diagnostics: [], result: report, text: story(report, database, terminal) };
    return answer(terminal, said, report.valid ? 0 : 1);
  } catch (error) {
    terminal.complain(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function story(report: AuditReport, database: string, terminal: Terminal): string {
  const { writers, checkpoints, valid } = report;
  const rows = writers.reduce((sum, { rows }) => sum + rows, 0);
  const verdict = valid ? paint(terminal, GREEN, 'valid') : paint(terminal, RED, 'broken');
  const title = `${paint(terminal, BOLD, database)}: ${verdict}`;
  const counts = `${amount(rows, 'record')} of ${amount(writers.length, 'writer')}`;
  return [
    `${title}, ${counts}, ${amount(checkpoints, 'checkpoint')}`,
    ...writers.map((writer) => writerLine(writer, terminal)),
    ...(report.fault ? [firstFault(report.fault, terminal)] : []),
    ...(report.signed ? [] : [unsigned(terminal)]),
    '',
  ].join('\n');
}

function writerLine(
  { writer, rows, head, fault }: AuditReport['writers'][number],
  terminal: Terminal,
): string {
  const mark = fault ? paint(terminal, RED, '✗') : paint(terminal, GREEN, '✓');
  const shortHead = paint(terminal, DIM, `head ${head.slice(0, 12)}`);
  const said = fault ? `  ${PROBLEMS[fault.problem](fault.seq)}` : '';
  return `  ${mark} ${writer}  ${amount(rows, 'record')}  ${shortHead}${said}`;
}

const firstFault = ({ writer, seq }: Fault, terminal: Terminal): string =>
  paint(
    terminal,
    RED,
    `First wrong: writer ${writer}, record ${seq}. Trust nothing of it from there on.`,
  );

const unsigned = (terminal: Terminal): string =>
  paint(
    terminal,
    YELLOW,
    'Checkpoints are not signed: whoever can write the whole file can also compute all of it anew.',
  );
