import { StoreError } from '../../error.js';
import type { Ledger } from '../ledger.js';
import type { Query } from './statement.js';

/** How long others wait for one that died at work, in ms. */
const LEASE_MS = 600_000;

/** Nobody was handed this fence: the lease goes without a trace. */
const FREE = 'DELETE FROM tw_lease WHERE name = :name AND owner = :owner';

interface Parts extends Pick<Ledger, 'acquire' | 'renew'> {
  readonly query: Query;
  readonly sha256: (text: string) => string;
  readonly owner: string;
}

/**
 * Does `work` while no other process does anything of this name; undefined where one is at it. Work that takes long
 * calls `still` now and then, which throws `StoreError` when another has begun since.
 */
export async function alone<Answer>(
  name: string,
  { query, sha256, owner, acquire, renew }: Parts,
  work: (still: () => Promise<void>) => Promise<Answer>,
): Promise<Answer | undefined> {
  if (!(await acquire(name, owner, LEASE_MS))) return undefined;
  const still = async () => {
    if (await renew(name, owner, LEASE_MS)) return;
    throw new StoreError('ledger', `another process began to ${name} meanwhile`);
  };
  try {
    return await work(still);
  } finally {
    await query(FREE, { name: sha256(name), owner });
  }
}
