import { join } from 'node:path';
import type { ToolEvent } from 'toolwright';
import { sqliteLedger, verifyAudit } from 'toolwright/node';
import { newestEvents } from './audit.js';
import { print } from './print.js';

/** What happened, by tool, as the audit log of a closed service tells it, and whether its chains hold. */
export async function printAudit(folder: string): Promise<void> {
  const file = join(folder, 'ledger.db');
  const ledger = sqliteLedger(file);
  const events = await newestEvents(ledger, 'acme');
  await ledger.close();
  const outcomes = events.filter((event) => event.type === 'outcome');
  print.scene('The audit log');
  for (const tool of [...new Set(outcomes.map((event) => event.tool))].sort())
    print.note(`${tool.padEnd(18)} ${tally(outcomes.filter((event) => event.tool === tool))}`);
  await printVerdict(file);
}

async function printVerdict(file: string): Promise<void> {
  const { valid, writers } = await verifyAudit(file);
  const rows = writers.reduce((sum, writer) => sum + writer.rows, 0);
  const extent = `${rows} records by ${writers.length} writers, each in a hash chain of its own`;
  if (valid) print.done(`chains verified: ${extent}`);
  else print.refused(`a chain is broken: ${extent}`);
}

function tally(outcomes: readonly (ToolEvent & { type: 'outcome' })[]): string {
  const counts = new Map<string, number>();
  for (const { status, code = status } of outcomes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
}
