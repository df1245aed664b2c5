import { withDeadline } from '../../deadline.js';
import type { Env } from '../../env.js';
import { chained, GENESIS, type Head, type Sha256, type Signer, sealed } from '../chain.js';
import type { AuditRow, Ledger } from '../ledger.js';
import { type Change, insertAudit, insertAuditWith, sqlAuditReader } from './audit.js';
import type { Row, Statements } from './statement.js';

/** A checkpoint follows this many rows. */
const CHECKPOINT_EVERY = 1000;
/** A key may be kept far away, and what is appended waits for its signature. */
const SIGN_MS = 5_000;
/** Rows of one statement: databases take no statement with any number of values. */
const MOST_ROWS = 500;
/** Inserts that may still be made again: as many as runtimes share a ledger, and some. */
const MOST_UNSURE = 8;

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
  readonly env: Pick<Env, 'now' | 'id' | 'after'>;
  readonly sign?: Signer;
}

const unsigned = () => new Error(`the signature of a checkpoint took longer than ${SIGN_MS} ms`);

/** One writer's chain, grown in the order `append` was called. */
export function auditWriter(query: Statements, { sha256, env, sign }: Parts): AuditWriter {
  const { heads } = sqlAuditReader(query);
  let head: Head | undefined;
  const unsure = new Unsure(sha256);
  let left = CHECKPOINT_EVERY;
  const inOrder = oneByOne();
  const next = (bodies: readonly string[]) =>
    chained(head ?? { writer: env.id(), seq: 0, hash: GENESIS }, bodies, sha256);

  async function write(rows: readonly AuditRow[]): Promise<void> {
    head = undefined;
    await insertAudit(query, rows);
    head = rows.at(-1);
    left -= rows.length;
  }

  async function writeWith(change: Change, body: string): Promise<readonly Row[]> {
    const before = head;
    const [row] = next([body]) as [AuditRow];
    head = undefined;
    const rows = await insertAuditWith(query, change, row);
    head = rows.length > 0 ? row : before;
    left -= rows.length;
    return rows;
  }

  async function checkpoint(cut?: readonly Head[]): Promise<void> {
    const said = { at: env.now(), heads: await heads(), ...(cut && { cut }) };
    await write(next([await withDeadline(sealed(said, sign), SIGN_MS, env, unsigned)]));
    left = CHECKPOINT_EVERY;
  }

  async function writeAll(bodies: readonly string[]): Promise<void> {
    for (let from = 0; from < bodies.length; from += MOST_ROWS) {
      const some = bodies.slice(from, from + MOST_ROWS);
      await unsure.store(unsure.again(some) ?? next(some), write);
    }
    if (left > 0) return;
    // The rows are stored: that a checkpoint is not fails nobody, and after as many, or at the end, it is tried again.
    left = CHECKPOINT_EVERY - 1;
    await checkpoint().catch(() => {});
  }

  return {
    append: (bodies) => inOrder(() => writeAll(bodies)),
    appendWith: (change, body) => inOrder(() => writeWith(change, body)),
    checkpoint: (cut) => inOrder(() => checkpoint(cut)),
    close: () => inOrder(async () => (left < CHECKPOINT_EVERY ? await checkpoint() : undefined)),
  };
}

/**
 * Nobody knows whether an insert that failed was stored after all, or will be. Made again, its rows are the same rows,
 * and are there once; the chain of one that is not made again ends. Each runtime on the ledger may have one.
 */
class Unsure {
  readonly #sha256: Sha256;
  #inserts: readonly (readonly AuditRow[])[] = [];

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** The rows of the insert that begins with these bodies, and those that follow; undefined where it is another. */
  again(bodies: readonly string[]): readonly AuditRow[] | undefined {
    const made = this.#inserts.find((rows) => rows.every(({ body }, at) => body === bodies[at]));
    if (!made) return undefined;
    this.#remove(made);
    return [...made, ...chained(made.at(-1) as Head, bodies.slice(made.length), this.#sha256)];
  }

  async store(
    rows: readonly AuditRow[],
    write: (rows: readonly AuditRow[]) => Promise<void>,
  ): Promise<void> {
    this.#inserts = [...this.#inserts, rows].slice(-MOST_UNSURE);
    await write(rows);
    this.#remove(rows);
  }

  #remove(rows: readonly AuditRow[]): void {
    this.#inserts = this.#inserts.filter((each) => each !== rows);
  }
}

function oneByOne() {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(run: () => Promise<Answer>): Promise<Answer> => {
    const done = last.then(run, run);
    last = done.catch(() => {});
    return done;
  };
}
