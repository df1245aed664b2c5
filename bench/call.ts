import { createRuntime, type EventSink, type JsonObject } from '../src/index.js';
import type { AnyTool, Validator } from '../src/tool.js';
import { callers, getWeather } from '../test/fixture/desk.js';
import { order, placeOrder } from '../test/fixture/order.js';
import { toolset } from '../test/fixture/tool.js';

/**
 * One guarded call (parse, validate, two sanitizers, permission, memory limit, two events) over the hand-written floor:
 * look the tool up, JSON.parse, the same validator, the handler, JSON.stringify into an answer. Side by side in one
 * process, in many short rounds of changing order; the median round counts.
 */
const ROUNDS = 300;
const CALLS = 1_000;

interface Call {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}
type Run = (args: never) => Promise<unknown>;

const unlimited = (tool: AnyTool): AnyTool => ({
  ...tool,
  contract: {
    ...tool.contract,
    limits: (tool.contract.limits ?? []).map((limit) => ({ ...limit, limit: 1e6, perMs: 1000 })),
  },
});
const run: Readonly<Record<string, Run>> = {
  get_weather: async ({ unit }: { unit: string }) => ({ temperature: 21, unit }),
  place_order: async ({ lines }: { lines: readonly unknown[] }) => ({ id: 'o-1', n: lines.length }),
};
const tools = { get_weather: unlimited(getWeather), place_order: unlimited(placeOrder) };

const byHand = new Map<string, { readonly validate: Validator; readonly run: Run }>();
for (const [name, { contract }] of Object.entries(tools)) {
  const { validators } = await contract.validators();
  byHand.set(name, { validate: validators.input, run: run[name] as Run });
}

async function floor(call: Call): Promise<string> {
  const tool = byHand.get(call.name);
  if (!tool) throw new Error('unknown tool');
  const args = JSON.parse(call.arguments);
  if (!tool.validate(args)) throw new Error('invalid arguments');
  const result = await tool.run(args as never);
  const answer = { role: 'tool', tool_call_id: call.id, content: JSON.stringify(result) };
  return answer.content;
}

const ring: unknown[] = new Array(256);
let events = 0;
const sink: EventSink = {
  name: 'ring',
  write(event) {
    ring[events++ & 255] = event;
  },
};
const runtime = createRuntime({
  tools: toolset(tools),
  handlers: run as never,
  events: [sink],
});
const options = { caller: callers.user };
const guarded = async (call: Call): Promise<string> => (await runtime.run(call, options)).text;

async function round(work: (call: Call) => Promise<string>, call: Call): Promise<number> {
  const start = process.hrtime.bigint();
  for (let index = 0; index < CALLS; index++) await work(call);
  return Number(process.hrtime.bigint() - start) / CALLS;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

async function compare(name: string, args: JsonObject): Promise<void> {
  const call = { id: 'call_1', name, arguments: JSON.stringify(args) };
  if ((await guarded(call)) !== (await floor(call))) throw new Error(await guarded(call));
  const figures: { floor: number; guarded: number }[] = [];
  for (let index = 0; index < ROUNDS; index++) {
    const first = index % 2 === 0 ? await round(floor, call) : undefined;
    const ours = await round(guarded, call);
    figures.push({ floor: first ?? (await round(floor, call)), guarded: ours });
  }
  const warm = figures.slice(ROUNDS / 5);
  const ns = (value: number) => `${(value / 1000).toFixed(2).padStart(6)} us`;
  const ratio = median(warm.map((each) => each.guarded / each.floor));
  const at = (key: 'floor' | 'guarded') => ns(median(warm.map((each) => each[key])));
  const left = `${name.padEnd(12)} ${String(call.arguments.length).padStart(4)} bytes`;
  console.log(`${left}  floor ${at('floor')}  guarded ${at('guarded')}  ratio ${ratio.toFixed(2)}`);
}

await compare('get_weather', { location: 'Tokyo', unit: 'celsius' });
await compare('place_order', order);
