import { setTimeout as pause } from 'node:timers/promises';
import type { AuditReader } from 'toolwright/node';
import type { ExitCode, Terminal } from '../terminal.js';
import { eventOf, type LoggedEvent, lineOf } from './event.js';

const EVERY_MS = 250;

/** Prints the last `lines` events, then every new one until `signal`: one a line, for programs as JSON. */
export async function auditTailCommand(
  database: string,
  lines: number,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { readAudit } = await import('toolwright/node');
  try {
    const log = await readAudit(database);
    await follow(log, lines, terminal, signal).finally(log.close);
    return 0;
  } catch (error) {
    terminal.complain(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

async function follow(log: AuditReader, lines: number, terminal: Terminal, signal: AbortSignal) {
  // Of each writer, how far it is shown: rows of several may become visible in another order than they were stored.
  const shown = new Map<string, number>();
  // Some rows are checkpoints, and no events.
  for (const { writer, seq } of await log.heads()) shown.set(writer, Math.max(0, seq - 2 * lines));
  const last = await fresh(log, shown);
  for (const event of lines > 0 ? last.slice(-lines) : []) print(event, terminal);
  while (!signal.aborted) {
    await pause(EVERY_MS, undefined, { signal }).catch(() => {});
    for (const event of await fresh(log, shown)) print(event, terminal);
  }
}

/** What was added since, by time. */
async function fresh(log: AuditReader, shown: Map<string, number>): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (const { writer, seq } of await log.heads()) {
    for (let after = shown.get(writer) ?? 0; after < seq; ) {
      const page = await log.audit({ writer, after });
      events.push(...page.flatMap(({ body }) => eventOf(body) ?? []));
      after = page.at(-1)?.seq ?? seq;
      shown.set(writer, after);
    }
  }
  return events.sort((a, b) => a.at - b.at);
}

function print(event: LoggedEvent, terminal: Terminal): void {
  const json = terminal.format === 'json';
  terminal.print(json ? `${JSON.stringify(event)}\n` : lineOf(event, terminal));
}
