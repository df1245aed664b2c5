import type { Approval, ApprovalStatus } from '../../call.js';
import { canonical } from '../../json.js';
import { bindingOf } from '../binding.js';
import type { Ledger } from '../ledger.js';
import { GIVE } from './grants.js';
import { json, number, optionalJson, optionalNumber, optionalText, text } from './row.js';
import type { Row, Statements } from './statement.js';
import type { AuditWriter } from './writer.js';

const OPEN = `status IN ('pending', 'approved')`;
const STATUS = `CASE WHEN ${OPEN} AND expires_at <= :now THEN 'expired' ELSE status END`;
const READ = `SELECT *, ${STATUS} AS current FROM tw_approval`;
/** By the status as it is stored, which has an index: who waits for a decision is asked for again and again. */
const WHERE: Readonly<Record<ApprovalStatus, string>> = {
  pending: `status = 'pending' AND expires_at > :now`,
  approved: `status = 'approved' AND expires_at > :now`,
  rejected: `status = 'rejected'`,
  used: `status = 'used'`,
  expired: `${OPEN} AND expires_at <= :now`,
};
const COLUMNS = [
  ...['id', 'tenant', 'caller', 'run', 'key', 'tool', 'level', 'preview'],
  ...['binding', 'call_id', 'call_name', 'contract_hash', 'proposed', 'effective'],
];
const PROPOSE = `
  INSERT INTO tw_approval (${COLUMNS.join(', ')}, status, created_at, expires_at)
  VALUES (${COLUMNS.map((name) => `:${name}`).join(', ')}, 'pending', :now, :now + :ttlMs)
  ON CONFLICT (binding) DO NOTHING RETURNING *, status AS current`;
const DECIDE = `
  UPDATE tw_approval SET
    status = :status, decided_by = :by, decided_at = :now, note = :note, edited = :edited,
    effective = COALESCE(:effective, effective), preview = COALESCE(:preview, preview)
  WHERE id = :id AND status = 'pending' AND expires_at > :now RETURNING *, status AS current`;
const REDEEM = `
  UPDATE tw_approval SET status = 'used'
  WHERE id = :id AND status = 'approved' AND expires_at > :now
    AND tenant IS NOT DISTINCT FROM :tenant AND caller IS NOT DISTINCT FROM :caller
    AND run = :run AND key = :key AND tool = :tool
    AND contract_hash = :contractHash AND effective = :args
  RETURNING id`;

type Methods = 'propose' | 'approval' | 'approvalOf' | 'approvals' | 'decide' | 'redeem';

export function sqlApprovals(
  query: Statements,
  sha256: (text: string) => string,
  { appendWith }: Pick<AuditWriter, 'appendWith'>,
): Pick<Ledger, Methods> {
  const one = async (...statement: Parameters<Statements>): Promise<Approval | undefined> => {
    const [row] = await query(...statement);
    return row && approval(row);
  };
  return {
    async propose(proposal, ttlMs) {
      const binding = sha256(bindingOf(proposal));
      const first = await one(PROPOSE, { ...columns(proposal), binding, ttlMs });
      return first ?? ((await one(`${READ} WHERE binding = :binding`, { binding })) as Approval);
    },
    approval: (id) => one(`${READ} WHERE id = :id`, { id }),
    approvalOf: (key) => one(`${READ} WHERE key = :key ORDER BY position DESC LIMIT 1`, { key }),
    async approvals({ tenant, status, run }) {
      const conditions = [
        ...(tenant === undefined ? [] : ['tenant IS NOT DISTINCT FROM :tenant']),
        ...(status === undefined ? [] : [Object.hasOwn(WHERE, status) ? WHERE[status] : 'FALSE']),
        ...(run === undefined ? [] : ['run = :run']),
      ];
      const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
      const values = { tenant: tenant ?? null, run: run ?? null };
      return (await query(`${READ}${where} ORDER BY position`, values)).map(approval);
    },
    async decide(id, decision, record) {
      const { status, by, note } = decision;
      const edit = decision.status === 'approved' ? decision : undefined;
      const values = {
        ...{ id, status, by, note },
        edited: edit?.edited === undefined ? null : JSON.stringify(edit.edited),
        effective: edit?.effective === undefined ? null : canonical(edit.effective),
        preview: edit?.preview ?? null,
        ...grantValues(edit?.grant),
      };
      const changes = edit?.grant ? [DECIDE, GIVE] : [DECIDE];
      const [row] = await (record === undefined
        ? query.all(changes, values)
        : appendWith({ changes, values }, record));
      return row && approval(row);
    },
    redeem: async (redemption) => (await query(REDEEM, { ...redemption })).length > 0,
  };
}

const grantValues = (grant?: { id: string; max: number; forMs: number }) =>
  grant && { grant: grant.id, max: grant.max, forMs: grant.forMs };

const columns = (proposal: Parameters<Ledger['propose']>[0]) => ({
  ...{ id: proposal.id, tenant: proposal.tenant, caller: proposal.caller },
  ...{ run: proposal.run, key: proposal.key, tool: proposal.tool, level: proposal.level },
  preview: proposal.preview,
  call_id: proposal.call.id,
  call_name: proposal.call.name,
  contract_hash: proposal.contractHash,
  proposed: JSON.stringify(proposal.proposed),
  effective: canonical(proposal.effective),
});

const approval = (row: Row): Approval => ({
  id: text(row, 'id'),
  status: text(row, 'current') as ApprovalStatus,
  tenant: optionalText(row, 'tenant'),
  caller: optionalText(row, 'caller'),
  run: text(row, 'run'),
  key: text(row, 'key'),
  call: { id: text(row, 'call_id'), name: text(row, 'call_name') },
  tool: text(row, 'tool'),
  contractHash: text(row, 'contract_hash'),
  level: text(row, 'level'),
  proposed: json(row, 'proposed'),
  effective: json(row, 'effective'),
  preview: text(row, 'preview'),
  edited: optionalJson(row, 'edited'),
  createdAt: number(row, 'created_at'),
  expiresAt: number(row, 'expires_at'),
  decidedBy: optionalText(row, 'decided_by'),
  decidedAt: optionalNumber(row, 'decided_at'),
  note: optionalText(row, 'note'),
});
