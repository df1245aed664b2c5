import { canonical, type JsonObject } from '../json.js';
import type { AuditRow } from './ledger.js';

/** What the first row of a chain follows. */
export const GENESIS = '0'.repeat(64);

/** The last row of one writer's chain: keep it elsewhere, and a log that was cut or computed anew shows it. */
export interface Head {
  /** The id of a ledger connection. */
  readonly writer: string;
  /** Its place in the chain, from 1. */
  readonly seq: number;
  /** SHA-256, in hex. */
  readonly hash: string;
}

/**
 * The body of a checkpoint: a row of a chain that says how far every chain had come. Each chain of which rows are there
 * takes some 135 bytes of it, and every connection that wrote is a chain: where a thousand short-lived processes wrote,
 * each further one ends with 135 kB. Pruning takes what is old out of the heads; where it cut is told on, by pruning
 * alone.
 */
export interface Checkpoint {
  readonly type: 'checkpoint';
  readonly v: 1;
  readonly at: number;
  readonly heads: readonly Head[];
  /** Where pruning cut: of each writer the last row that is gone. */
  readonly cut?: readonly Head[];
  /** Over the canonical JSON (RFC 8785) of all the rest. */
  readonly signature?: Signature;
}

export interface Signature {
  readonly keyId: string;
  readonly value: string;
}

/** Signs checkpoints, so that whoever can write the log cannot compute all of it anew. */
export interface Signer {
  /** Names the key, for the day when there are several. */
  readonly keyId: string;
  /** The signature over the text's UTF-8 bytes, as text: base64 for `toolwright audit verify --key`. */
  sign(text: string): string | Promise<string>;
  /**
   * Whether this key, or one before it, made the signature. With it, pruning takes no other checkpoint's word for what
   * is gone, and refuses a log that holds one; without it, a forged note of what was pruned is told on, and signed.
   */
  verify?(text: string, signature: Signature): boolean;
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

/** The body of a checkpoint's row. */
export async function sealed(
  { at, heads, cut }: Pick<Checkpoint, 'at' | 'heads' | 'cut'>,
  signer?: Signer,
): Promise<string> {
  const body = {
    ...{ type: 'checkpoint', v: 1, at, heads: heads.map(plain) },
    ...(cut && { cut: cut.map(plain) }),
  } as const;
  const text = canonical(body);
  if (!signer) return text;
  const signature = { keyId: signer.keyId, value: await signer.sign(text) };
  return canonical({ ...body, signature });
}

/** What a checkpoint's signature is over. */
export function signedText(checkpoint: Checkpoint): string {
  const { signature: _, ...rest } = checkpoint as unknown as JsonObject;
  return canonical(rest);
}

const plain = ({ writer, seq, hash }: Head) => ({ writer, seq, hash });
