import type { AuditReader } from 'toolwright/node';
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
    const { events, found } = await select(log, filter, limit).finally(log.close);
    const left = found > limit ? `${amount(found - limit, 'older event')} more: see --limit\n` : '';
    const text = events.map((event) => lineOf(event, terminal)).join('') + left;
    return answer(terminal, { diagnostics: [], result: { found, events }, text }, 0);
  } catch (error) {
    terminal.complain(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

async function select(log: AuditReader, filter: EventFilter, limit: number) {
  await log.freeze();
  let kept: LoggedEvent[] = [];
  let found = 0;
  const newest = () => kept.sort((a, b) => a.at - b.at).slice(-limit);
  for (const { writer } of await log.heads()) {
    for (let after = 0, page = await log.audit({ writer }); page.length > 0; ) {
      for (const { body } of page) {
        const event = eventOf(body);
        if (!event || !matches(event, filter)) continue;
        found += 1;
        kept.push(event);
      }
      // A log may be larger than memory.
      kept = newest();
      after = page.at(-1)?.seq ?? after;
      page = await log.audit({ writer, after });
    }
  }
  return { events: newest(), found };
}
