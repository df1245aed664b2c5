import { generateKeyPairSync, sign } from 'node:crypto';
import type { AuditRow } from '../../../src/ledger/ledger.js';
import { rowsOf } from '../../../src/ledger/rows.js';
import type { Signer, SqlLedger } from '../../../src/node/index.js';
import type { VirtualEnv } from '../../../src/testing/virtual-env.js';

/** A key pair: how checkpoints are signed, and by what that is checked. */
export function keyPair(keyId: string): { readonly pem: string; readonly signer: Signer } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const signed = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64');
  return { pem, signer: { keyId, sign: signed } };
}

export const WRITERS = 8;
const DAY = 86_400_000;
let events = 0;
const event = (at: number) => {
  events += 1;
  return JSON.stringify({ type: 'log', at, n: events, text: '"checkpoint" \u202e\ud800' });
};

/** A log of eight writers, as ledgers write it; `pruned` twice, by two of them. The last row is a checkpoint. */
export async function honestLog(
  open: () => SqlLedger,
  env: VirtualEnv,
  pruned: boolean,
): Promise<AuditRow[]> {
  const writers = Array.from({ length: WRITERS }, open);
  const round = async (least: number) => {
    for (const [n, writer] of writers.entries())
      await writer.append(Array.from({ length: least + (n % 3) }, () => event(env.now())));
    await env.advance(DAY);
  };
  await round(2);
  if (pruned) await writers[2]?.prune({ before: env.now() - DAY / 2 });
  await round(1);
  if (pruned) await writers[5]?.prune({ before: env.now() - DAY / 2 });
  await round(2);
  for (const writer of writers.slice(0, 3)) await writer.close();
  writers.splice(0, 3);
  await round(1);
  const [last, ...others] = writers;
  for (const writer of others) await writer.close();
  const rows: AuditRow[] = [];
  await last?.append([event(env.now())]);
  const log = open();
  await last?.close();
  for await (const row of rowsOf(log)) rows.push(row);
  await log.close();
  return rows;
}
