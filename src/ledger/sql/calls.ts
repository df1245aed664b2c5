import type { CallRecord, CallState, Ledger } from '../ledger.js';
import { number, optionalJson, optionalText, text } from './row.js';
import type { Query, Row } from './statement.js';

const ALIVE = `(state = 'begun' AND started_at + timeout_ms > :now)`;
const READ = `SELECT *, CASE WHEN ${ALIVE} THEN 1 ELSE 0 END AS alive FROM tw_call WHERE key = :key`;
const BEGIN = `
  INSERT INTO tw_call (key, run, tenant, caller, tool, contract_hash, args, timeout_ms, state, started_at)
  VALUES (:key, :run, :tenant, :caller, :tool, :contractHash, :args, :timeoutMs, 'begun', :now)
  ON CONFLICT (key) DO NOTHING RETURNING key`;
const RETAKE = `
  UPDATE tw_call SET started_at = :now
  WHERE key = :key AND state = 'begun' AND NOT ${ALIVE} RETURNING key`;
const SETTLE = `
  UPDATE tw_call SET state = :state, result = :result
  WHERE key = :key AND state = 'begun' RETURNING key`;

export function sqlCalls(query: Query): Pick<Ledger, 'begin' | 'retake' | 'settle' | 'call'> {
  const changed = async (...statement: Parameters<Query>) => (await query(...statement)).length > 0;
  const read = async (key: string): Promise<CallRecord | undefined> => {
    const [row] = await query(READ, { key });
    return row && record(row);
  };
  return {
    async begin(intent) {
      if (await changed(BEGIN, { ...intent })) return { begun: true };
      return { begun: false, record: (await read(intent.key)) as CallRecord };
    },
    retake: (key) => changed(RETAKE, { key }),
    settle: (key, state, result) => changed(SETTLE, { key, state, result: JSON.stringify(result) }),
    call: read,
  };
}

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
