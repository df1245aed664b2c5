/**
 * A process that runs a batch of eight writes, and dies in the handler that acts as the `fatal`-th. Another that comes
 * later runs the same batch, its clock an hour ahead. Prints what each call came to.
 */
import { appendFileSync } from 'node:fs';
import { systemEnv } from '../../src/env.js';
import { createRuntime } from '../../src/index.js';
import { openLedger, type StoreName } from '../faults/stores-of.js';
import { callers } from '../fixture/desk.js';
import { noteTools } from '../proofs/processes/tools.js';

const [store = '', place = '', effects = '', fatal = '0', aheadMs = '0'] = process.argv.slice(2);
const env = { ...systemEnv, now: () => systemEnv.now() + Number(aheadMs) };
let acted = 0;
const note = ({ id }: { readonly id: string }) => {
  appendFileSync(effects, `${id}\n`);
  acted += 1;
  if (acted === Number(fatal)) process.kill(process.pid, 'SIGKILL');
  return { done: id };
};
const ledger = await openLedger[store as StoreName](place, env);
const runtime = createRuntime({ tools: noteTools, handlers: { note } as never, ledger, env });
const batch = Array.from({ length: 8 }, (_, index) => ({
  id: `call_${index}`,
  name: 'note',
  arguments: JSON.stringify({ id: String(index) }),
}));
const outcomes = await runtime.runAll(batch, { caller: callers.user, run: 'run', turn: 0 });
await runtime.close();
console.log(JSON.stringify(outcomes.map(({ text }) => text)));
process.exit();
