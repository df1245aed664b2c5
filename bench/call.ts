import { readFileSync } from 'node:fs';
import { createRuntime, type EventSink } from 'toolwright';
import { callers } from '../test/fixture/desk.js';
import { order } from '../test/fixture/order.js';
import { built, median, toolsOf } from './built.js';
import { type Call, floor, type HandTool, naive } from './call/by-hand.js';

/**
 * One guarded call (parse to finish, permission, memory limit, two sanitizer steps on every string, two events) over
 * the hand-written floor, and beside it the same steps as one writes them by hand. In one process, in many short rounds
 * of changing order; medians of CPU time, which a busy machine and its other processes disturb least, garbage collection
 * included. Run on the built package: what users run.
 */
const ROUNDS = Number(process.argv[2] ?? 400);
const CALLS = 500;

const run = {
  get_weather: async ({ unit }: { unit: string }) => ({ temperature: 21, unit }),
  place_order: async ({ lines }: { lines: readonly unknown[] }) => ({ id: 'o-1', n: lines.length }),
};
const toolsYaml = readFileSync(new URL('call/tools.yaml', import.meta.url), 'utf8');
const tools = await toolsOf(built('call', toolsYaml));

const byHand = new Map<string, HandTool>();
for (const [name, { contract }] of Object.entries(tools.tools)) {
  const { validators } = await contract.validators();
  byHand.set(name, { validators, run: run[name as keyof typeof run] });
}

const ring: unknown[] = new Array(256);
let events = 0;
const log = (event: unknown): void => {
  ring[events++ & 255] = event;
};
const sink: EventSink = { name: 'ring', write: log };
const runtime = createRuntime({ tools, handlers: run as never, events: [sink] });
const options = { caller: callers.user };

/** A call by itself, and as the one call of a turn, which is how a model's calls come. */
const alone = {
  floor: (call: Call) => floor(byHand, call),
  naive: (call: Call) => naive(byHand, call, callers.user, log),
  guarded: (call: Call) => runtime.run(call, options),
};
const turn = {
  floor: (call: Call) => Promise.all([call].map(alone.floor)),
  naive: (call: Call) => Promise.all([call].map(alone.naive)),
  guarded: (call: Call) => runtime.runAll([call], options),
};
type Way = keyof typeof alone;
type Ways = Readonly<Record<Way, (call: Call) => Promise<unknown>>>;
const names = Object.keys(alone) as Way[];

async function round(work: (call: Call) => Promise<unknown>, call: Call): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < CALLS; index++) await work(call);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

async function compare(title: string, ways: Ways, name: string, args: object): Promise<void> {
  const call = { id: 'call_1', name, arguments: JSON.stringify(args) };
  const said = await Promise.all(names.map((way) => alone[way](call)));
  const answers = new Set(said.map((each) => (typeof each === 'string' ? each : each.text)));
  if (answers.size > 1) throw new Error(`different answers: ${[...answers].join(' ')}`);
  const rounds: Record<Way, number>[] = [];
  for (let index = 0; index < ROUNDS; index++) {
    const times = { floor: 0, naive: 0, guarded: 0 };
    for (let nth = 0; nth < names.length; nth++) {
      const way = names[(index + nth) % names.length] as Way;
      times[way] = await round(ways[way], call);
    }
    rounds.push(times);
  }
  const warm = rounds.slice(ROUNDS / 4);
  const shown = names.map((way) => {
    const us = median(warm.map((times) => times[way])).toFixed(2);
    const ratio = median(warm.map((times) => times[way] / times.floor)).toFixed(2);
    return `${way} ${us.padStart(6)} us ${ratio.padStart(5)}x`;
  });
  const what = `${title} ${String(call.arguments.length).padStart(3)} bytes`;
  console.log(`${what.padEnd(18)} ${shown.join('   ')}`);
}

const weather = { location: 'Tokyo', unit: 'celsius' };
for (const [title, ways] of Object.entries({ call: alone, turn })) {
  await compare(title, ways, 'get_weather', weather);
  await compare(title, ways, 'place_order', order);
}
await runtime.close();
