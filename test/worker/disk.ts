/** A service on a disk that is looked at: every handler that starts leaves its key in the file `begun`. */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createRuntime } from '../../src/index.js';
import { sqliteLedger } from '../../src/node/index.js';
import type { Context } from '../../src/tool.js';
import { callers } from '../fixture/desk.js';
import { fixtureTool, levels, toolset } from '../fixture/tool.js';

const [folder = '', calls = '0'] = process.argv.slice(2);
const tools = toolset({
  write: fixtureTool('write', {}, { effect: 'write', permission: levels.write }),
});
const begun = openSync(join(folder, 'begun'), 'w');
let at = 0;
const write = (_: unknown, { key }: Context) => {
  // With a position, so that it is a `pwrite` as the database's own are.
  at += writeSync(begun, `${key}\n`, at);
};
const ledger = sqliteLedger(join(folder, 'ledger.db'));
const runtime = createRuntime({ tools, handlers: { write } as never, ledger });
const told: string[] = [];
for (let left = Number(calls); left > 0; left -= 1) {
  const call = { id: 'c', name: 'write', arguments: '{}' };
  const outcome = await runtime.run(call, { caller: callers.agent });
  const code = outcome.status === 'failed' ? outcome.error.code : outcome.status;
  told.push(`${code} ${runtime.healthy}`);
}
await runtime.close();
await ledger.close();
console.log(JSON.stringify(told));
