import type { AuditRow } from './ledger.js';

/** What the first row of a chain follows. */
export const GENESIS = '0'.repeat(64);

export interface Head {
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
}

/** The body of a checkpoint: a row of a chain that says how far every chain had come. */
export interface Checkpoint {
  readonly type: 'checkpoint';
  readonly v: 1;
  readonly at: number;
  readonly heads: readonly Head[];
}

export type Sha256 = (text: string) => string;

/** The rows that carry `bodies` on from `head`. */
export function chained(head: Head, bodies: readonly string[], sha256: Sha256): AuditRow[] {
  let { hash: prev, seq } = head;
  return bodies.map((body) => {
    seq += 1;
    const row = { writer: head.writer, seq, prev, hash: sha256(prev + body), body };
    prev = row.hash;
    return row;
  });
}
