import type { AuditReader } from 'toolwright/node';
import { errorTable } from '../../../src/error-table.js';
import type { ToolEvent } from '../../../src/event.js';
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

const statusOf = ({ status, type }: LoggedEvent): string => status ?? type;

const matches = (event: LoggedEvent, filter: EventFilter): boolean =>
  (['tool', 'code', 'run', 'key'] as const).every(
    (name) => filter[name] === undefined || event[name] === filter[name],
  ) &&
  (filter.caller === undefined || event.caller?.id === filter.caller) &&
  (filter.tenant === undefined || event.caller?.tenant === filter.tenant) &&
  (filter.status === undefined || statusOf(event) === filter.status) &&
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
    const { events, found, ...logged } = await select(log, filter, limit).finally(log.close);
    const unknown = found === 0 ? unknownWord(filter, logged) : undefined;
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

interface Logged {
  readonly codes: ReadonlySet<string>;
  readonly statuses: ReadonlySet<string>;
}

/** What has no status of its own has its type for one. */
const TYPES: Readonly<Record<Exclude<ToolEvent['type'], 'outcome' | 'late'>, true>> = {
  ...{ intent: true, pending: true, approved: true, rejected: true, undecided: true },
  ...{ shadow: true, retry: true, outage: true, log: true, progress: true },
};
const STATUSES = ['completed', 'failed', ...Object.keys(TYPES)];

/**
 * A word that stands in no event and in no table is a slip, and no answer. A tool declares codes beside those of the
 * table, and a newer toolwright may have written statuses that this one does not know.
 */
function unknownWord(filter: EventFilter, { codes, statuses }: Logged): string | undefined {
  return (
    unknown('status', filter.status, [...STATUSES, ...statuses]) ??
    unknown('code', filter.code, [...Object.keys(errorTable), ...codes])
  );
}

function unknown(what: string, asked: string | undefined, words: readonly string[]) {
  const known = new Set(words);
  if (asked === undefined || known.has(asked)) return undefined;
  const near = nearest(asked, known);
  const hint = near === undefined ? `known are ${[...known].join(', ')}` : `did you mean ${near}?`;
  // What is logged comes from outside.
  return safe(
    `no event of this log has the ${what} ${asked}, and toolwright knows none such; ${hint}`,
  );
}

/** Events that wait to be sorted among those that are kept. */
const MOST_WAITING = 10_000;

async function select(log: AuditReader, filter: EventFilter, limit: number) {
  await log.freeze();
  let kept: LoggedEvent[] = [];
  const [codes, statuses] = [new Set<string>(), new Set<string>()];
  let found = 0;
  const newest = () => kept.sort((a, b) => a.at - b.at).slice(Math.max(0, kept.length - limit));
  for (const { writer } of await log.heads()) {
    for (let after = 0, page = await log.audit({ writer }); page.length > 0; ) {
      for (const { body } of page) {
        const event = eventOf(body);
        if (event?.code !== undefined) codes.add(event.code);
        if (event) statuses.add(statusOf(event));
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
  return { events: newest(), found, codes, statuses };
}
