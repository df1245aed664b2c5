import { byCodeUnit } from '../json.js';
import { GENESIS, type Head, type Sha256 } from './chain.js';
import { type Claims, claimsOf, greatest, type Rows, type VerifySignature } from './claims.js';
import type { AuditRow } from './ledger.js';

/** `seq` is the place in the chain, from 1, where the first wrong row stands or the first missing one should. */
export interface Fault {
  readonly writer: string;
  readonly seq: number;
  readonly problem:
    | 'changed' // The row does not have the hash it carries.
    | 'missing' // A row is gone, doubled or out of its place.
    | 'unlinked' // The row does not follow the one before it.
    | 'cut' // A checkpoint knows more rows than there are.
    | 'rewritten' // A checkpoint knows another hash here: the chain was computed anew.
    | 'unsigned' // A key was given, and this checkpoint has no signature.
    | 'forged'; // A key was given, and it did not make the signature of this checkpoint.
}

/** What became of checking an audit log. */
export interface AuditReport {
  /** No fault was found. */
  readonly valid: boolean;
  /** In code-unit order of their names, those included of which a checkpoint knows and nothing is left. */
  readonly writers: readonly {
    readonly writer: string;
    /** Those included that were pruned. */
    readonly rows: number;
    readonly head: string;
    /** How many rows pruning cut off the chain's beginning, as a checkpoint says. */
    readonly pruned?: number;
    readonly fault?: Fault;
  }[];
  /**
   * What to look at first: where rows are missing, a damaged checkpoint that may say that they were pruned; else the
   * fault of the first writer that has one.
   */
  readonly fault?: Fault;
  readonly checkpoints: number;
  /**
   * Whether there are checkpoints and each is signed; by a trusted key, where one was given. If not, whoever can write
   * the whole log can also compute all of it anew.
   */
  readonly signed: boolean;
}

interface Chain {
  rows: number;
  head: string;
  pruned?: number;
  fault?: Fault;
}

/**
 * Checks an audit log: every row against its hash and the row before it, and every chain against what checkpoints of
 * any chain say of it. `read` gives the rows of each writer in the order of `seq`; it is called twice. `known` are
 * heads from elsewhere, as an earlier report or another place kept them: without them the end of the log after the
 * last checkpoint can be cut off unseen. With `trusted`, checkpoints must be signed by a key that it accepts.
 */
export async function verify(
  read: () => Rows,
  sha256: Sha256,
  known: readonly Head[] = [],
  trusted?: VerifySignature,
): Promise<AuditReport> {
  const claims = await claimsOf(read(), sha256, known, trusted);
  const chains = new Map<string, Chain>();
  for await (const row of read()) {
    const chain = chains.get(row.writer) ?? beginning(claims.cuts.get(row.writer), row);
    chains.set(row.writer, chain);
    follow(chain, row, claims, sha256);
  }
  for (const [writer, hashes] of claims.hashes) {
    const chain = chains.get(writer) ?? beginning(claims.cuts.get(writer));
    chains.set(writer, chain);
    const most = [...hashes.keys()].reduce((a, b) => Math.max(a, b));
    if (most > chain.rows) chain.fault ??= { writer, seq: chain.rows + 1, problem: 'cut' };
  }
  return report(chains, claims);
}

/** Where a chain begins: at its first row, or where pruning cut it. */
function beginning(cuts: readonly Head[] | undefined, first?: AuditRow): Chain {
  const whole = first?.seq === 1 && first.prev === GENESIS;
  const follows = ({ seq, hash }: Head) => seq + 1 === first?.seq && hash === first.prev;
  const cut = whole ? undefined : (cuts?.find(follows) ?? greatest(cuts));
  return cut ? { rows: cut.seq, head: cut.hash, pruned: cut.seq } : { rows: 0, head: GENESIS };
}

function follow(chain: Chain, row: AuditRow, claims: Claims, sha256: Sha256): void {
  chain.rows += 1;
  const seq = chain.rows;
  const problem = fault(chain, row, claims, sha256);
  if (problem) chain.fault ??= { writer: row.writer, seq, problem };
  chain.head = row.hash;
}

function fault(
  { rows, head }: Chain,
  row: AuditRow,
  { hashes, refused }: Claims,
  sha256: Sha256,
): Fault['problem'] | undefined {
  if (row.seq !== rows) return 'missing';
  if (row.prev !== head) return 'unlinked';
  if (row.hash !== sha256(row.prev + row.body)) return 'changed';
  const claimed = hashes.get(row.writer)?.get(row.seq);
  return claimed !== undefined && claimed !== row.hash ? 'rewritten' : refused.get(row.hash);
}

function report(chains: ReadonlyMap<string, Chain>, claims: Claims): AuditReport {
  const { checkpoints, signed } = claims;
  const writers = [...chains]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([writer, chain]) => ({ writer, ...chain }));
  const fault = cutOf(claims, writers) ?? writers.find((each) => each.fault)?.fault;
  const all = checkpoints > 0 && signed === checkpoints;
  const verdict = { valid: fault === undefined, writers, checkpoints, signed: all };
  return fault ? { ...verdict, fault } : verdict;
}

function cutOf({ damaged }: Claims, chains: readonly Chain[]): Fault | undefined {
  if (!damaged || !chains.some(({ fault }) => fault?.problem === 'missing')) return undefined;
  return { writer: damaged.writer, seq: damaged.seq, problem: 'changed' };
}
