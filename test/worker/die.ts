/**
 * A process that goes through the script of `test/faults/desk.ts` and kills itself at a point of it, such as
 * `begin#2:after`. Without one it prints the points it passed.
 */
import { steps, take } from '../faults/desk.js';
import { faultyRuntime, steadyEnv } from '../faults/process.js';
import { openLedger, type StoreName } from '../faults/stores-of.js';

const [store = 'sqlite', place = '', effects = '', aheadMs = '0', fatal = ''] =
  process.argv.slice(2);
const env = steadyEnv(Number(aheadMs));
const passed = new Map<string, number>();
const points: string[] = [];

const ledger = await openLedger[store as StoreName](place, env);
const runtime = faultyRuntime(ledger, env, effects, visit);

function visit(operation: string, moment: string): void {
  const count = (passed.get(`${operation}:${moment}`) ?? 0) + 1;
  passed.set(`${operation}:${moment}`, count);
  const point = `${operation}#${count}:${moment}`;
  points.push(point);
  if (point !== fatal) return;
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

for (const step of steps) await take(runtime, step);
await runtime.close();
console.log(JSON.stringify(points));
process.exit();
