import type { Grant, Ledger } from '../ledger.js';
import { number, optionalText, text } from './row.js';
import type { Query, Row } from './statement.js';

const LIVE = 'used < max AND expires_at > :now';
const GRANT = `
  INSERT INTO tw_grant (id, tenant, caller, tool, contract_hash, max, used, expires_at, given_by)
  VALUES (:id, :tenant, :caller, :tool, :contractHash, :max, 0, :now + :ttlMs, :by) RETURNING *`;
const READ = `
  SELECT * FROM tw_grant
  WHERE tool = :tool AND caller IS NOT DISTINCT FROM :caller
    AND tenant IS NOT DISTINCT FROM :tenant AND contract_hash = :contractHash AND ${LIVE}
  ORDER BY position`;
const SPEND = `UPDATE tw_grant SET used = used + 1 WHERE id = :id AND ${LIVE} RETURNING id`;

export function sqlGrants(query: Query): Pick<Ledger, 'grant' | 'grants' | 'spend'> {
  return {
    grant: async (given, ttlMs) => grant((await query(GRANT, { ...given, ttlMs }))[0] as Row),
    grants: async (scope) => (await query(READ, { ...scope })).map(grant),
    spend: async (id) => (await query(SPEND, { id })).length > 0,
  };
}

const grant = (row: Row): Grant => ({
  id: text(row, 'id'),
  tenant: optionalText(row, 'tenant'),
  caller: optionalText(row, 'caller'),
  tool: text(row, 'tool'),
  contractHash: text(row, 'contract_hash'),
  max: number(row, 'max'),
  used: number(row, 'used'),
  expiresAt: number(row, 'expires_at'),
  by: text(row, 'given_by'),
});
