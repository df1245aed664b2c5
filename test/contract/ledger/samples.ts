import { canonical } from '../../../src/json.js';
import type { Grant, Intent, Ledger, Redemption } from '../../../src/ledger/ledger.js';

export const intent: Intent = {
  key: 'key-1',
  run: 'run-1',
  tenant: 'acme',
  caller: 'ada',
  tool: 'send',
  contractHash: 'c'.repeat(64),
  args: '{"to":"\u{1f600} \\u0000"}',
  timeoutMs: 1000,
};

export const proposal: Parameters<Ledger['propose']>[0] = {
  id: 'approval-1',
  tenant: 'acme',
  caller: 'ada',
  run: 'run-1',
  key: 'key-1',
  call: { id: 'call_1', name: 'send_email' },
  tool: 'send_email',
  contractHash: 'c'.repeat(64),
  level: 'write_requires_approval',
  proposed: { to: 'Ada@Example.com', cc: null },
  effective: { to: 'ada@example.com', subject: 'Hi', body: '\u202e😀' },
  preview: '{ "to": "ada@example.com" }',
};

export const redemptionOf = (approval: typeof proposal): Redemption => ({
  id: approval.id,
  tenant: approval.tenant,
  caller: approval.caller,
  run: approval.run,
  key: approval.key,
  tool: approval.tool,
  contractHash: approval.contractHash,
  args: canonical(approval.effective),
});

/** A standing grant, as it comes to be: with an approval. */
export async function give(
  ledger: Ledger,
  grant: Omit<Grant, 'used' | 'expiresAt'>,
  forMs: number,
): Promise<void> {
  const { id, max, by, ...scope } = grant;
  const asked = { ...proposal, ...scope, id: `for ${id}`, key: `for ${id}` };
  await ledger.propose(asked, forMs);
  const decision = { status: 'approved', by, note: null, grant: { id, max, forMs } } as const;
  await ledger.decide(asked.id, decision);
}
