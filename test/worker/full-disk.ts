/**
 * A service whose files may not grow any more, until it lifts that limit itself: `ulimit -f` fails a write half-way,
 * as a full disk does. Prints what it was told.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createRuntime } from '../../src/index.js';
import { jsonlAudit, sqliteLedger } from '../../src/node/index.js';
import type { Context } from '../../src/tool.js';
import { callers } from '../fixture/desk.js';
import { fixtureTool, levels, toolset } from '../fixture/tool.js';

const [folder = '', on_outage] = process.argv.slice(2);
const write = fixtureTool('write', {}, { effect: 'write', permission: levels.write });
const tools = toolset({ read: fixtureTool('read'), write });
let ran = 0;
const act = (_: unknown, { log }: Context) => {
  ran += 1;
  log('x'.repeat(10_000));
};
const copy = jsonlAudit(join(folder, 'audit.jsonl'));
const ledger = sqliteLedger(join(folder, 'ledger.db'));
const runtime = createRuntime({
  tools,
  handlers: { read: act, write: act } as never,
  ledger,
  audit: { on_outage: on_outage as 'deny' | 'allow' },
  events: [copy],
});
const told = async (name: string) => {
  const outcome = await runtime.run({ id: 'c', name, arguments: '{}' }, { caller: callers.agent });
  return outcome.status === 'failed' ? outcome.error.code : outcome.status;
};

let completed = 0;
while (completed < 1000 && (await told('write')) === 'completed') completed += 1;
// Where reads go on, their copies fill up the other file.
const before = ran;
const full = {
  write: await told('write'),
  healthy: runtime.healthy,
  ran: ran - before,
  read: await told('read'),
};
for (let reads = 0; on_outage === 'allow' && reads < 50; reads += 1) await told('read');
const copied = await copy.flush?.().catch((error: NodeJS.ErrnoException) => error.code);
spawnSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited']);
for (let tries = 0; tries < 100 && (await told('write')) !== 'completed'; tries += 1);
const after = { healthy: runtime.healthy, write: await told('write') };
await runtime.close();
await ledger.close();
console.log(JSON.stringify({ completed, full, copied, after, ran }));
