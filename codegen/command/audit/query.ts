import type { AuditReader } from 'toolwright/node';
import { errorTable } from '../../../src/error-table.js';
import { nearest } from '../../../src/text/nearest.js';
import { safe } from '../../render/cells.js';
import { amount, answer, type ExitCode, type Terminal } from '../terminal.js';
import { eventOf, type LoggedEvent, lineOf } from './event.js';

export interface EventFilter {
  readonly tool?: string;
  readonly caller?: string;
  readonly tenant?: string;
  readonly code?: string;
  readonly status?: string;
  readonly run?: string;
  readonly key?: string;
  /** ms since 1970, both inclusive. */
  readonly since?: number;
  readonly until?: number;
}

const matches = (event: LoggedEvent, filter: EventFilter): boolean =>
  (['tool', 'code', 'run', 'key'] as const).every(
    (name) => filter[name] === undefined || event[name] === filter[name],
  ) &&
  (filter.caller === undefined || event.caller?.id === filter.caller) &&
  (filter.tenant === undefined || event.caller?.tenant === filter.tenant) &&
  (filter.status === undefined || (event.status ?? event.type) === filter.status) &&
  event.at >= (filter.since ?? Number.NEGATIVE_INFINITY) &&
  event.at <= (filter.until ?? Number.POSITIVE_INFINITY);

/** The newest `limit` events that match, oldest first. Exit code 2: the log cannot be read. */
export async function auditQueryCommand(
  database: string,
  filter: EventFilter,
  limit: number,
  terminal: Terminal,
): Promise<ExitCode> {
  const { readAudit } = await import('toolwright/node');
  try {
    const log = await readAudit(database);
    const { events, found, codes } = await select(log, filter, limit).finally(log.close);
    const unknown = found === 0 ? unknownCode(filter.code, codes) : undefined;
    if (unknown !== undefined) {
      terminal.complain(`${unknown}\n`);
      return 2;
    }
    const left = found > limit ? `${amount(found - limit, 'older event')} more: see --limit\n` : '';
    const text = events.map((event) => lineOf(event, terminal)).join('') + left;
    return answer(terminal, { diagnostics: [], result: { found, events }, text }, 0);
  } catch (error) {
    terminal.complain(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

/** A tool declares codes beside those of the table: one that no event has either is a slip, and no answer. */
function unknownCode(code: string | undefined, logged: ReadonlySet<string>): string | undefined {
  const known = new Set([...Object.keys(errorTable), ...logged]);
  if (code === undefined || known.has(code)) return undefined;
  const near = nearest(code, known);
  const hint = near === undefined ? `known are ${[...known].join(', ')}` : `did you mean ${near}?`;
  // What is logged comes from outside.
  return safe(`no event of this log has the code ${code}, and no refusal either; ${hint}`);
}

/** Events that wait to be sorted among those that are kept. */
const MOST_WAITING = 10_000;

async function select(log: AuditReader, filter: EventFilter, limit: number) {
  await log.freeze();
  let kept: LoggedEvent[] = [];
  const codes = new Set<string>();
  let found = 0;
  const newest = () => kept.sort((a, b) => a.at - b.at).slice(Math.max(0, kept.length - limit));
  for (const { writer } of await log.heads()) {
    for (let after = 0, page = await log.audit({ writer }); page.length > 0; ) {
      for (const { body } of page) {
        const event = eventOf(body);
        if (event?.code !== undefined) codes.add(event.code);
        if (!event || !matches(event, filter)) continue;
        found += 1;
        kept.push(event);
      }
      // A log may be larger than memory; sorting takes as long as so many pages.
      if (kept.length > 2 * limit + MOST_WAITING) kept = newest();
      after = page.at(-1)?.seq ?? after;
      page = await log.audit({ writer, after });
    }
  }
  return { events: newest(), found, codes };
}
