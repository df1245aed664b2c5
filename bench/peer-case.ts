import { join } from 'node:path';
import { createRuntime, type EventSink } from 'toolwright';
import { callers } from '../test/fixture/desk.js';
import { median, root, toolsOf } from './built.js';
import { floor } from './call/by-hand.js';
import { type Peer, peerOf, schemaOf, type Tool, zodOf } from './peers/peer.js';

/** One case of bench/peers.ts: prints the microseconds of CPU time that a call takes, less the turn around it. */
const [name = 'floor', toolName = 'get_weather', args = '{}'] = process.argv.slice(2);
const CALLS = 10;
const ROUNDS = 15;
/** CPU time is told in steps; a shorter round would be told as nothing. */
const ROUND_US = 30_000;

const run: Readonly<Record<string, (args: never) => Promise<unknown>>> = {
  get_weather: async ({ unit }: { unit: string }) => ({ temperature: 21, unit }),
  place_order: async ({ lines }: { lines: readonly unknown[] }) => ({ id: 'o-1', n: lines.length }),
};
const toolset = await toolsOf(join(root, 'bench/out/peers/generated'));
const { validators } = (await toolset.tools[toolName]?.contract.validators()) ?? {};
if (!validators) throw new Error(`no validators of ${toolName}`);
const tool: Tool = {
  name: toolName,
  description: toolName,
  schema: await schemaOf(toolset, toolName),
  zod: zodOf[toolName as keyof typeof zodOf],
  validate: (value) => validators.input(value) === true,
  run: run[toolName] as Tool['run'],
};

const byHand = new Map([[toolName, { validators, run: tool.run }]]);
const floorOf: Peer = (calls) => Promise.all(calls.map((call) => floor(byHand, call)));

function ours(): Peer {
  const ring: unknown[] = new Array(256);
  let events = 0;
  const write: EventSink['write'] = (event) => {
    ring[events++ & 255] = event;
  };
  const sinks = [{ name: 'ring', write }];
  const runtime = createRuntime({ tools: toolset, handlers: run as never, events: sinks });
  return async (calls) => {
    const said = await runtime.runAll(calls, { caller: callers.user });
    return said.map(({ text }) => text);
  };
}

const own: Readonly<Record<string, () => Peer>> = { floor: () => floorOf, toolwright: ours };
const peer = own[name]?.() ?? (await peerOf(name, tool));
const ids = Array.from({ length: CALLS }, (_, index) => `call_${index}`);
const calls = ids.map((id) => ({ id, name: toolName, arguments: args }));
const [said, wanted] = [await peer(calls), await floorOf(calls)];
if (JSON.stringify(said) !== JSON.stringify(wanted))
  throw new Error(`${name} answers ${said[0]}, not ${wanted[0]}`);

async function timed(turn: readonly (typeof calls)[number][], turns: number): Promise<number> {
  const before = process.cpuUsage();
  for (let count = 0; count < turns; count++) await peer(turn);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / turns;
}

await timed(calls, 100);
await timed([], 100);
const turns = Math.ceil(ROUND_US / (await timed(calls, 100)));
const times: number[] = [];
for (let round = 0; round < ROUNDS; round++)
  times.push(((await timed(calls, turns)) - (await timed([], turns))) / CALLS);
console.log(median(times.slice(ROUNDS / 3)));
process.exit(0);
