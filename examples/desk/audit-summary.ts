import { join } from 'node:path';
import type { ToolEvent } from 'toolwright';
import { verifyAudit } from 'toolwright/node';
import { newestEvents } from './audit.js';
import { print } from './print.js';
import type { Service } from './service.js';

/** What happened, by tool, from the audit log, and whether its chains hold. */
export async function printAudit({ desk, runtime }: Service, folder: string): Promise<void> {
  await runtime.ledger?.now();
  const events = await newestEvents(desk.ledger, 'acme');
  const outcomes = events.filter((event) => event.type === 'outcome');
  print.scene('The audit log');
  for (const tool of [...new Set(outcomes.map((event) => event.tool))].sort())
    print.note(`${tool.padEnd(18)} ${tally(outcomes.filter((event) => event.tool === tool))}`);
  const verdict = await verifyAudit(desk.ledger);
  print.note(JSON.stringify(verdict));
  print.note(join(folder, 'ledger.db'));
}

function tally(outcomes: readonly (ToolEvent & { type: 'outcome' })[]): string {
  const counts = new Map<string, number>();
  for (const { status, code = status } of outcomes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
}
