import { SetupError } from '../../error.js';
import { GENESIS, type Head, type Sha256 } from '../chain.js';
import { type Claims, claimsOf, greatest, type VerifySignature } from '../claims.js';
import type { Ledger } from '../ledger.js';
import { rowsOf, rowsOfWriter } from '../rows.js';
import { verify } from '../verify.js';
import { sqlAuditReader } from './audit.js';
import type { Query } from './statement.js';

/** Rows that go in one statement: the checkpoint tells each place where one ends. */
const AT_ONCE = 10_000;

/** How many pages are read, or parts go, before the lease is renewed. */
const OFTEN = 50;

const CUT = 'DELETE FROM tw_audit WHERE writer = :writer AND seq <= :seq';

export interface CutParts {
  readonly sha256: Sha256;
  checkpoint(cut: readonly Head[]): Promise<void>;
  /** Absent: every checkpoint is believed. */
  readonly trusted?: VerifySignature;
}

/** What is old of a chain. */
interface Old {
  /** What the first row that is there follows. */
  readonly start: Head;
  /** Where it is cut, part by part. */
  readonly ends: readonly Head[];
}

/**
 * Cuts the old rows off every chain, and gives how many they were; `still` throws when another has begun to. First a
 * checkpoint tells every place that a chain may begin after: this process may die at any cut, and others read it.
 */
export async function cutAudit(
  query: Query,
  { sha256, checkpoint, trusted }: CutParts,
  before: number,
  still: () => Promise<void>,
): Promise<number> {
  const reader = sqlAuditReader(query);
  const log = { ...reader, audit: everyPages(still, reader.audit) };
  const { valid } = await verify(() => rowsOf(log), sha256, [], trusted);
  if (!valid) throw broken();
  const { cuts } = await claimsOf(rowsOf(log), sha256, [], trusted);
  const chains: Old[] = [];
  for (const { writer } of await log.heads()) chains.push(await oldOf(log, writer, before));
  const ends = chains.flatMap((chain) => chain.ends);
  if (ends.length === 0) return 0;
  await checkpoint([...inForce(cuts, chains), ...ends]);
  for (const [at, { writer, seq }] of ends.entries()) {
    if (at % OFTEN === 0) await still();
    await query(CUT, { writer, seq }, true);
  }
  return chains.reduce((sum, { start, ends }) => sum + (ends.at(-1) ?? start).seq - start.seq, 0);
}

/** Where chains were cut before: the checkpoint that told it may be among what goes now. */
function inForce(cuts: Claims['cuts'], chains: readonly Old[]): readonly Head[] {
  const heads = new Map([...cuts].map(([writer, told]) => [writer, greatest(told) as Head]));
  for (const { start } of chains) {
    if (start.seq > 0) heads.set(start.writer, start);
    else heads.delete(start.writer);
  }
  return [...heads.values()];
}

/** What comes before the first row that is not older. */
async function oldOf(log: Pick<Ledger, 'audit'>, writer: string, before: number): Promise<Old> {
  let start: Head | undefined;
  const ends: Head[] = [];
  for await (const { seq, prev, hash, body } of rowsOfWriter(log, writer)) {
    start ??= { writer, seq: seq - 1, hash: prev };
    // A row that tells no time is kept, and what follows it.
    if (!(timeOf(body) < before)) break;
    // The end of a part moves on until the part is full.
    if ((seq - start.seq) % AT_ONCE !== 1) ends.pop();
    ends.push({ writer, seq, hash });
  }
  return { start: start ?? { writer, seq: 0, hash: GENESIS }, ends };
}

function everyPages(still: () => Promise<void>, audit: Ledger['audit']): Ledger['audit'] {
  let pages = 0;
  return async (asked) => {
    pages += 1;
    if (pages % OFTEN === 0) await still();
    return audit(asked);
  };
}

const broken = () =>
  new SetupError(
    'audit_broken',
    'The audit log does not verify, so none of it was removed. See `toolwright audit verify`.',
  );

/** NaN of a row that tells none: a program can append any text. */
function timeOf(body: string): number {
  try {
    const { at } = JSON.parse(body);
    return typeof at === 'number' ? at : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
