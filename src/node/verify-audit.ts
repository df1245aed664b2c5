import { createPublicKey, verify as isSignature, type KeyObject } from 'node:crypto';
import { SetupError } from '../error.js';
import type { Head } from '../ledger/chain.js';
import type { VerifySignature } from '../ledger/claims.js';
import type { Ledger } from '../ledger/ledger.js';
import { rowsOf } from '../ledger/rows.js';
import { type AuditReport, verify } from '../ledger/verify.js';
import { readAudit } from './read-audit.js';
import { sha256 } from './sha256.js';

type AuditLog = Pick<Ledger, 'audit' | 'heads'>;

/** What a log is checked against besides itself. */
export interface VerifyAuditOptions {
  /** Heads from an earlier report. */
  readonly known?: readonly Head[];
  /** Ed25519 public keys as PEM text: every checkpoint must be signed by one of them, in base64. */
  readonly keys?: readonly string[];
}

/**
 * Checks the chains of an audit log: of a ledger, of a SQLite file or of a `postgres://` address, which are opened for
 * reading alone. Throws `SetupError`: `audit_unreadable` where there is no audit log, `key_unreadable`.
 */
export async function verifyAudit(
  log: string | AuditLog,
  { known = [], keys = [] }: VerifyAuditOptions = {},
): Promise<AuditReport> {
  const trusted = keys.length === 0 ? undefined : trusting(keys.map(publicKey));
  if (typeof log !== 'string')
    return foundTwice(() => verify(() => rowsOf(log), sha256, known, trusted));
  const reader = await readAudit(log);
  try {
    // Nobody prunes between the first reading and the second.
    await reader.freeze();
    return await verify(() => rowsOf(reader), sha256, known, trusted);
  } finally {
    await reader.close();
  }
}

/**
 * Rows that are pruned while a log is read look hidden. What is gone by the end of one reading was told by a checkpoint
 * before the next begins: a fault that is found again, at its place, is one.
 */
async function foundTwice(read: () => Promise<AuditReport>): Promise<AuditReport> {
  let before: string | undefined;
  for (;;) {
    const report = await read();
    const found = report.fault && JSON.stringify(report.fault);
    if (found === undefined || found === before) return report;
    before = found;
  }
}

const trusting =
  (keys: readonly KeyObject[]): VerifySignature =>
  (text, { value }) =>
    keys.some((key) => isSignature(null, Buffer.from(text), key, Buffer.from(value, 'base64')));

function publicKey(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw new SetupError('key_unreadable', 'The key is no public key in PEM.', { cause });
  }
  throw new SetupError('key_unreadable', 'The key is no Ed25519 key.');
}
