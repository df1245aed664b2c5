import type { Grant, Ledger } from '../ledger.js';
import { number, optionalText, text } from './row.js';
import type { Query, Row } from './statement.js';

const LIVE = 'used < max AND expires_at > :now';
/** Of an approval `:id`, to whom and for what that is. */
export const GIVE = `
  INSERT INTO tw_grant (id, tenant, caller, tool, contract_hash, max, used, expires_at, given_by)
  SELECT CAST(:grant AS TEXT), tenant, caller, tool, contract_hash, CAST(:max AS BIGINT), 0,
    :now + CAST(:forMs AS BIGINT), CAST(:by AS TEXT)
  FROM (SELECT * FROM tw_approval WHERE id = :id) asked`;
const READ = `
  SELECT * FROM tw_grant
  WHERE tool = :tool AND caller IS NOT DISTINCT FROM :caller
    AND tenant IS NOT DISTINCT FROM :tenant AND contract_hash = :contractHash AND ${LIVE}
  ORDER BY position`;
const SPEND = `UPDATE tw_grant SET used = used + 1 WHERE id = :id AND ${LIVE} RETURNING id`;

export function sqlGrants(query: Query): Pick<Ledger, 'grants' | 'spend'> {
  return {
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
