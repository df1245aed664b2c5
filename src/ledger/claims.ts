import { isObject } from '../json.js';
import { type Checkpoint, type Head, type Sha256, type Signature, signedText } from './chain.js';
import type { AuditRow } from './ledger.js';

/** Whether a key that is trusted made this signature over the text. */
export type VerifySignature = (text: string, signature: Signature) => boolean;
export type Rows = AsyncIterable<AuditRow> | Iterable<AuditRow>;

/** Where two claims differ, one is false, and no row can be what both say. */
const CONTRADICTED = '';

/** What the checkpoints of a log say of its chains. */
export interface Claims {
  /** Of each writer the hash of its row at a place. */
  readonly hashes: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Of each writer the last rows that pruning cut off. */
  readonly cuts: ReadonlyMap<string, readonly Head[]>;
  readonly checkpoints: number;
  readonly signed: number;
  /** By the hash of their rows: checkpoints that are not believed. */
  readonly refused: ReadonlyMap<string, 'unsigned' | 'forged'>;
  /** The first row that is not what was written and may have said where chains were cut. */
  readonly damaged?: Pick<AuditRow, 'writer' | 'seq'>;
}

/** Reads them all. With `trusted`, only those are believed that carry a signature which it accepts. */
export async function claimsOf(
  rows: Rows,
  sha256: Sha256,
  known: readonly Head[] = [],
  trusted?: VerifySignature,
): Promise<Claims> {
  const hashes = new Map<string, Map<number, string>>();
  const cuts = new Map<string, Head[]>();
  const refused = new Map<string, 'unsigned' | 'forged'>();
  let [checkpoints, signed] = [0, 0];
  let damaged: AuditRow | undefined;
  const note = ({ writer, seq, hash }: Head) => {
    const heads = hashes.get(writer) ?? new Map<number, string>();
    const said = heads.get(seq) ?? hash;
    hashes.set(writer, heads.set(seq, said === hash ? hash : CONTRADICTED));
  };
  for await (const row of rows) {
    const checkpoint = checkpointOf(row, sha256);
    if (!checkpoint && mayHaveCut(row, sha256)) damaged ??= row;
    if (!checkpoint) continue;
    checkpoints += 1;
    const problem = trusted && refusal(checkpoint, trusted);
    if (problem) refused.set(row.hash, problem);
    if (problem) continue;
    if (checkpoint.signature) signed += 1;
    for (const head of checkpoint.heads) note(head);
    for (const head of checkpoint.cut ?? []) {
      note(head);
      cuts.set(head.writer, [...(cuts.get(head.writer) ?? []), head]);
    }
  }
  known.forEach(note);
  return { hashes, cuts, checkpoints, signed, refused, ...(damaged && { damaged }) };
}

/** Damage may have hit one of the words. */
const mayHaveCut = ({ prev, hash, body }: AuditRow, sha256: Sha256): boolean =>
  (body.includes('"cut"') || body.includes('"checkpoint"')) && sha256(prev + body) !== hash;

export const greatest = (heads: readonly Head[] = []): Head | undefined =>
  heads.reduce<Head | undefined>(
    (most, head) => (head.seq > (most?.seq ?? 0) ? head : most),
    undefined,
  );

function refusal(checkpoint: Checkpoint, trusted: VerifySignature) {
  if (!checkpoint.signature) return 'unsigned';
  try {
    return trusted(signedText(checkpoint), checkpoint.signature) ? undefined : 'forged';
  } catch {
    // Whoever can write the log can put anything there: what cannot be looked at was signed by nobody.
    return 'forged';
  }
}

/** The checkpoint in a row, if it is one and whole: a changed one must not speak against others. */
function checkpointOf({ prev, hash, body }: AuditRow, sha256: Sha256): Checkpoint | undefined {
  if (!body.includes('"checkpoint"') || sha256(prev + body) !== hash) return undefined;
  const value = parsed(body);
  if (!isObject(value) || value.type !== 'checkpoint' || !areHeads(value.heads)) return undefined;
  if (value.cut !== undefined && !areHeads(value.cut)) return undefined;
  // Its fields were just looked at; a signature may be anything, and one that is none is not accepted.
  return value as unknown as Checkpoint;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const areHeads = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (head) =>
      isObject(head) &&
      typeof head.writer === 'string' &&
      typeof head.seq === 'number' &&
      typeof head.hash === 'string',
  );
