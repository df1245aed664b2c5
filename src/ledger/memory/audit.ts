import { AUDIT_PAGE, type AuditRow, type Ledger } from '../ledger.js';

const WRITER = 'memory';

/** Rows without hashes: what one process keeps for itself, it can also rewrite. */
export function memoryAudit(): Pick<Ledger, 'append' | 'audit' | 'heads'> {
  const rows: AuditRow[] = [];
  return {
    async append(bodies) {
      for (const body of bodies)
        rows.push({ writer: WRITER, seq: rows.length + 1, hash: '', prev: '', body });
    },
    async audit({ writer = WRITER, after = 0, limit = AUDIT_PAGE } = {}) {
      return writer === WRITER ? rows.slice(after, after + limit) : [];
    },
    heads: async () => (rows.length === 0 ? [] : [{ writer: WRITER, seq: rows.length, hash: '' }]),
  };
}
