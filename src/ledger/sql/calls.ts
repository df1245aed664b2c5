import { StoreError } from '../../error.js';
import type { CallRecord, CallState, Ledger } from '../ledger.js';
import { number, optionalJson, optionalText, text } from './row.js';
import type { Query, Row } from './statement.js';

const ALIVE = `(state = 'begun' AND started_at + timeout_ms > :now)`;
const READ = `SELECT *, CASE WHEN ${ALIVE} THEN 1 ELSE 0 END AS alive FROM tw_call
  WHERE key = :key AND state <> 'withdrawn'`;
const COLUMNS = [
  ...['key', 'run', 'tenant', 'caller', 'tool', 'contract_hash', 'args', 'timeout_ms'],
  ...['state', 'started_at', 'attempt', 'withdrawn'],
];
const insert = (state: string, withdrawn: string) => `
  INSERT INTO tw_call (${COLUMNS.join(', ')})
  VALUES (:key, :run, :tenant, :caller, :tool, :contractHash, :args, :timeoutMs, '${state}', :now,
    :attempt, ${withdrawn})`;
/** Over a call that never began, but by none of the tries that were withdrawn. */
const BEGIN = `${insert('begun', `''`)}
  ON CONFLICT (key) DO UPDATE SET
    ${COLUMNS.filter((name) => name !== 'key' && name !== 'withdrawn')
      .map((name) => `${name} = excluded.${name}`)
      .join(', ')}
  WHERE tw_call.state = 'withdrawn'
    AND REPLACE(tw_call.withdrawn, :mark, '') = tw_call.withdrawn
  RETURNING key`;
/** Two that overtake each other end alike: the try is known as withdrawn before it comes, or its record is. */
const WITHDRAW = `${insert('withdrawn', ':mark')}
  ON CONFLICT (key) DO UPDATE SET
    withdrawn = COALESCE(tw_call.withdrawn, '') || excluded.withdrawn,
    state = CASE WHEN tw_call.state = 'begun' AND tw_call.attempt = excluded.attempt
      THEN 'withdrawn' ELSE tw_call.state END`;
const RETAKE = `
  UPDATE tw_call SET started_at = :now, attempt = :attempt
  WHERE key = :key AND state = 'begun' AND NOT ${ALIVE} RETURNING key`;
const SETTLE = `
  UPDATE tw_call SET state = :state, result = :result
  WHERE key = :key AND state = 'begun' RETURNING key`;

type Methods = 'begin' | 'withdraw' | 'retake' | 'settle' | 'call';

export function sqlCalls(query: Query): Pick<Ledger, Methods> {
  const changed = async (...statement: Parameters<Query>) => (await query(...statement)).length > 0;
  const read = async (key: string): Promise<CallRecord | undefined> => {
    const [row] = await query(READ, { key });
    return row && record(row);
  };
  return {
    async begin(intent, attempt) {
      if (await changed(BEGIN, { ...intent, attempt, mark: markOf(attempt) }))
        return { begun: true };
      const found = await read(intent.key);
      if (!found) throw new StoreError('ledger', 'the call was withdrawn');
      return { begun: false, record: found };
    },
    async withdraw(intent, attempt) {
      await query(WITHDRAW, { ...intent, attempt, mark: markOf(attempt) });
    },
    retake: (key, attempt) => changed(RETAKE, { key, attempt }),
    settle: (key, state, result) => changed(SETTLE, { key, state, result: JSON.stringify(result) }),
    call: read,
  };
}

/** Ids hold no spaces: none is part of another. */
const markOf = (attempt: string): string => ` ${attempt} `;

const record = (row: Row): CallRecord => ({
  key: text(row, 'key'),
  run: text(row, 'run'),
  tenant: optionalText(row, 'tenant'),
  caller: optionalText(row, 'caller'),
  tool: text(row, 'tool'),
  contractHash: text(row, 'contract_hash'),
  args: text(row, 'args'),
  timeoutMs: number(row, 'timeout_ms'),
  state: text(row, 'state') as CallState,
  startedAt: number(row, 'started_at'),
  result: optionalJson(row, 'result'),
  alive: number(row, 'alive') === 1,
});
