import type { Env } from '../../env.js';
import { chained, GENESIS, type Head, type Sha256, type Signer, sealed } from '../chain.js';
import type { AuditRow, Ledger } from '../ledger.js';
import { type Change, insertAudit, insertAuditWith, sqlAuditReader } from './audit.js';
import type { Row, Statements } from './statement.js';

/** A checkpoint follows this many rows. */
const CHECKPOINT_EVERY = 1000;
/** Rows of one statement: databases take no statement with any number of values. */
const MOST_ROWS = 500;

export interface AuditWriter extends Pick<Ledger, 'append'> {
  /** Appends if and only if the first of the changes gives a row; all are stored, or none is. */
  appendWith(change: Change, body: string): Promise<readonly Row[]>;
  /** Writes a checkpoint now, which tells what is about to be cut off. Rows that are unsure stay so, to be made again. */
  checkpoint(cut: readonly Head[]): Promise<void>;
  /** Ends the chain with a checkpoint. */
  close(): Promise<void>;
}

interface Parts {
  readonly sha256: Sha256;
  readonly env: Pick<Env, 'now' | 'id'>;
  readonly sign?: Signer;
}

/** One writer's chain, grown in the order `append` was called. */
export function auditWriter(query: Statements, { sha256, env, sign }: Parts): AuditWriter {
  const { heads } = sqlAuditReader(query);
  let head: Head | undefined;
  let unsure: readonly AuditRow[] = [];
  let sinceCheckpoint = 0;
  const inOrder = oneByOne();
  const next = (bodies: readonly string[]) =>
    chained(head ?? { writer: env.id(), seq: 0, hash: GENESIS }, bodies, sha256);

  async function write(rows: readonly AuditRow[]): Promise<void> {
    head = undefined;
    await insertAudit(query, rows);
    head = rows.at(-1);
    sinceCheckpoint += rows.length;
  }

  async function writeWith(change: Change, body: string): Promise<readonly Row[]> {
    const before = head;
    const [row] = next([body]) as [AuditRow];
    head = undefined;
    const rows = await insertAuditWith(query, change, row);
    head = rows.length > 0 ? row : before;
    sinceCheckpoint += rows.length;
    return rows;
  }

  async function checkpoint(cut?: readonly Head[]): Promise<void> {
    const said = { at: env.now(), heads: await heads(), ...(cut && { cut }) };
    await write(next([await sealed(said, sign)]));
    sinceCheckpoint = 0;
  }

  async function writeAll(bodies: readonly string[]): Promise<void> {
    for (let from = 0; from < bodies.length; from += MOST_ROWS) {
      const some = bodies.slice(from, from + MOST_ROWS);
      unsure = madeAgain(unsure, some, sha256) ?? next(some);
      await write(unsure);
      unsure = [];
    }
    // The rows are stored: that a checkpoint is not fails nobody, and the next rows try again.
    if (sinceCheckpoint >= CHECKPOINT_EVERY) await checkpoint().catch(() => {});
  }

  return {
    append: (bodies) => inOrder(() => writeAll(bodies)),
    appendWith: (change, body) => inOrder(() => writeWith(change, body)),
    checkpoint: (cut) => inOrder(() => checkpoint(cut)),
    close: () => inOrder(async () => (sinceCheckpoint > 0 ? await checkpoint() : undefined)),
  };
}

/**
 * Nobody knows whether an insert that failed was stored after all, or will be. Made again, its rows are the same rows,
 * and are there once; undefined where it is another: then its chain ends, and another begins.
 */
function madeAgain(
  unsure: readonly AuditRow[],
  bodies: readonly string[],
  sha256: Sha256,
): AuditRow[] | undefined {
  const last = unsure.at(-1);
  if (!last || !unsure.every(({ body }, at) => body === bodies[at])) return undefined;
  return [...unsure, ...chained(last, bodies.slice(unsure.length), sha256)];
}

function oneByOne() {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(run: () => Promise<Answer>): Promise<Answer> => {
    const done = last.then(run, run);
    last = done.catch(() => {});
    return done;
  };
}
