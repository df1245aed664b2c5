import type { Ledger } from '../ledger.js';
import { number } from './row.js';
import type { Query } from './statement.js';

/** A lease that is over keeps its row, or when that is pruned the highest such fence is kept: fences go on growing. */
const ACQUIRE = `
  INSERT INTO tw_lease (name, owner, fence, until) VALUES (:name, :owner,
    1 + COALESCE((SELECT CAST(value AS BIGINT) FROM tw_meta WHERE name = 'fence'), 0), :now + :ttlMs)
  ON CONFLICT (name) DO UPDATE SET
    owner = excluded.owner, until = excluded.until, fence = tw_lease.fence + 1
  WHERE tw_lease.until <= :now RETURNING fence`;
const RENEW = `
  UPDATE tw_lease SET until = :now + :ttlMs
  WHERE name = :name AND owner = :owner AND until > :now RETURNING name`;
const FREE = `UPDATE tw_lease SET until = 0 WHERE name = :name AND owner = :owner`;

export function sqlLeases(
  query: Query,
  sha256: (text: string) => string,
): Pick<Ledger, 'acquire' | 'renew' | 'free'> {
  return {
    async acquire(name, owner, ttlMs) {
      const [row] = await query(ACQUIRE, { name: sha256(name), owner, ttlMs });
      return row && { fence: number(row, 'fence') };
    },
    renew: async (name, owner, ttlMs) =>
      (await query(RENEW, { name: sha256(name), owner, ttlMs })).length > 0,
    async free(name, owner) {
      await query(FREE, { name: sha256(name), owner });
    },
  };
}
