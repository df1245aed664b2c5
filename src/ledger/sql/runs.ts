import type { Ledger, RunRecord } from '../ledger.js';
import { json, number, optionalText, text } from './row.js';
import type { Query, Row } from './statement.js';

const FIRST = `
  INSERT INTO tw_run (id, tenant, caller, version, status, state, saved_at)
  VALUES (:id, :tenant, :caller, :version, :status, :state, :now)
  ON CONFLICT (id) DO NOTHING RETURNING id`;
const NEXT = `
  UPDATE tw_run SET
    tenant = :tenant, caller = :caller, version = :version, status = :status, state = :state,
    saved_at = :now
  WHERE id = :id AND version = :version - 1 RETURNING id`;

export function sqlRuns(query: Query): Pick<Ledger, 'saveRun' | 'run'> {
  return {
    async saveRun(run) {
      const save = run.version === 1 ? FIRST : NEXT;
      return (await query(save, { ...run, state: JSON.stringify(run.state) })).length > 0;
    },
    async run(id) {
      const [row] = await query('SELECT * FROM tw_run WHERE id = :id', { id });
      return row && record(row);
    },
  };
}

const record = (row: Row): RunRecord => ({
  id: text(row, 'id'),
  tenant: optionalText(row, 'tenant'),
  caller: optionalText(row, 'caller'),
  version: number(row, 'version'),
  status: text(row, 'status') as RunRecord['status'],
  state: json(row, 'state'),
});
