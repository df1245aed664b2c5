import { byCodeUnit, isObject } from '../json.js';
import { type Checkpoint, GENESIS, type Head, type Sha256 } from './chain.js';
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
    | 'rewritten'; // A checkpoint knows another hash here: the chain was computed anew.
}

export interface AuditReport {
  readonly valid: boolean;
  /** In code-unit order of their names, those included of which a checkpoint knows and nothing is left. */
  readonly writers: readonly {
    readonly writer: string;
    readonly rows: number;
    readonly head: string;
    readonly fault?: Fault;
  }[];
  /** The fault of the first writer that has one. */
  readonly fault?: Fault;
  readonly checkpoints: number;
  /** Whether checkpoints are signed. If not, whoever can write the whole log can also compute all of it anew. */
  readonly signed: boolean;
}

interface Chain {
  rows: number;
  head: string;
  fault?: Fault;
}

/**
 * Checks an audit log: every row against its hash and the row before it, and every chain against what checkpoints of
 * any chain say of it. `read` gives the rows of each writer in the order of `seq`; it is called twice. `known` are
 * heads from elsewhere, as an earlier report or another place kept them: without them the end of the log after the
 * last checkpoint can be cut off unseen.
 */
export async function verify(
  read: () => AsyncIterable<AuditRow> | Iterable<AuditRow>,
  sha256: Sha256,
  known: readonly Head[] = [],
): Promise<AuditReport> {
  const { claims, checkpoints } = await claimsOf(read(), sha256, known);
  const chains = new Map<string, Chain>();
  for await (const row of read()) {
    const chain = chains.get(row.writer) ?? { rows: 0, head: GENESIS };
    chains.set(row.writer, chain);
    follow(chain, row, claims.get(row.writer), sha256);
  }
  for (const [writer, heads] of claims) {
    const chain = chains.get(writer) ?? { rows: 0, head: GENESIS };
    chains.set(writer, chain);
    const most = Math.max(...heads.keys());
    if (most > chain.rows) chain.fault ??= { writer, seq: chain.rows + 1, problem: 'cut' };
  }
  return report(chains, checkpoints);
}

/** What is said of each writer: the hash of its row at a place. */
type Claims = Map<string, Map<number, string>>;

async function claimsOf(
  rows: AsyncIterable<AuditRow> | Iterable<AuditRow>,
  sha256: Sha256,
  known: readonly Head[],
): Promise<{ readonly claims: Claims; readonly checkpoints: number }> {
  const claims: Claims = new Map();
  const note = ({ writer, seq, hash }: Head) => {
    const heads = claims.get(writer) ?? new Map<number, string>();
    claims.set(writer, heads.set(seq, hash));
  };
  let checkpoints = 0;
  for await (const row of rows) {
    const checkpoint = checkpointOf(row, sha256);
    if (!checkpoint) continue;
    checkpoints += 1;
    checkpoint.heads.forEach(note);
  }
  known.forEach(note);
  return { claims, checkpoints };
}

/** The checkpoint in a row, if it is one and whole: a changed one must not speak against others. */
function checkpointOf({ prev, hash, body }: AuditRow, sha256: Sha256): Checkpoint | undefined {
  if (!body.includes('"checkpoint"') || sha256(prev + body) !== hash) return undefined;
  const value: unknown = JSON.parse(body);
  const found = isObject(value) && value.type === 'checkpoint';
  // Whoever computed the hash wrote the body, and a writer writes no other checkpoints than this.
  return found ? (value as unknown as Checkpoint) : undefined;
}

function follow(
  chain: Chain,
  row: AuditRow,
  claims: ReadonlyMap<number, string> | undefined,
  sha256: Sha256,
): void {
  chain.rows += 1;
  const seq = chain.rows;
  const problem = fault(chain, row, claims, sha256);
  if (problem) chain.fault ??= { writer: row.writer, seq, problem };
  chain.head = row.hash;
}

function fault(
  { rows, head }: Chain,
  row: AuditRow,
  claims: ReadonlyMap<number, string> | undefined,
  sha256: Sha256,
): Fault['problem'] | undefined {
  if (row.seq !== rows) return 'missing';
  if (row.prev !== head) return 'unlinked';
  if (row.hash !== sha256(row.prev + row.body)) return 'changed';
  const claimed = claims?.get(row.seq);
  return claimed !== undefined && claimed !== row.hash ? 'rewritten' : undefined;
}

function report(chains: ReadonlyMap<string, Chain>, checkpoints: number): AuditReport {
  const writers = [...chains]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([writer, chain]) => ({ writer, ...chain }));
  const fault = writers.find((each) => each.fault)?.fault;
  const verdict = { valid: fault === undefined, writers, checkpoints, signed: false };
  return fault ? { ...verdict, fault } : verdict;
}
