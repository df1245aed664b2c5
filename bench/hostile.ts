import { readdirSync } from 'node:fs';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { transformSteps } from '../codegen/sanitize/steps.js';
import { formatNames } from '../codegen/schema/refused.js';
import { createRuntime } from '../src/index.js';
import type { Json } from '../src/json.js';
import { path } from '../src/rules/path.js';
import { patterns } from '../src/rules/regex.js';
import { redactSecrets } from '../src/rules/secrets.js';
import { url } from '../src/rules/url.js';
import { load } from '../test/codegen/emit/validators/load.js';
import { lowerOne } from '../test/codegen/schema/lowered.js';
import { corpus, corpusRows } from '../test/corpora.js';
import { callers } from '../test/fixture/desk.js';
import { fixtureTool, toolset } from '../test/fixture/tool.js';

/**
 * What hostile input costs. One: the slowest text of 64 KiB that each kind of schema can be given, beside JSON.parse of
 * the same text. Two: how long the event loop stands still while the attack strings of the corpora, and these texts,
 * go through the pipeline with every check. Three: what `redactSecrets` adds to the barest call there is.
 * `npx tsx --conditions=toolwright-source bench/hostile.ts`
 */
const SIZE = 65_536;
const fill = (part: string): string => part.repeat(Math.ceil(SIZE / part.length)).slice(0, SIZE);
const list = (part: string): Json => JSON.parse(`[${fill(`${part},`).replace(/,[^,]*$/, '')}]`);
const texts = [
  'a',
  'a!',
  'a-',
  '1',
  '.',
  'a.',
  ':',
  'ab',
  '\\u0000',
  'é',
  '<',
  '%25',
  '2026-01-01T',
  'P1Y',
];
const strings: Json[] = texts.map((part) => fill(part));
const lists: Json[] = ['1', '"a"', '[]', '{}', '{"k":"a"}', '{"k":"b","v":[]}', '[[[[]]]]'].map(
  list,
);
const maps: Json[] = [
  Object.fromEntries(Array.from({ length: 8_000 }, (_, at) => [`k${at}`, at % 10])),
  Object.fromEntries(Array.from({ length: 400 }, (_, at) => [fill(`${at}`).slice(0, 150), {}])),
];
const deep = JSON.parse(`${'{"n":['.repeat(15)}${'}'.replace('}', '')}${']}'.repeat(15)}`) as Json;
const values = [...strings, ...lists, ...maps, deep];

const tree = {
  type: 'object',
  properties: { n: { type: 'array', items: { $ref: '#/schemas/T' } } },
};
const cases = Array.from({ length: 50 }, (_, at) => ({
  type: 'object',
  properties: { k: { const: `c${at}` }, v: { type: 'array', items: { type: 'string' } } },
  required: ['k'],
}));
const schemas: Record<string, Json> = {
  ...Object.fromEntries(
    formatNames.map((format) => [`format ${format}`, { type: 'string', format }]),
  ),
  'nested quantifiers': { type: 'string', pattern: '^(a+)+$' },
  'overlapping branches': { type: 'string', pattern: '^(a|a.|[a-z])*!$' },
  polynomial: { type: 'string', pattern: 'a*a*a*b' },
  'a plain pattern': { type: 'string', pattern: '^[a-z.-]+$' },
  lengths: { type: 'string', minLength: 1, maxLength: 60_000 },
  'a long enum': { enum: Array.from({ length: 1_000 }, (_, at) => `value ${at}`) },
  'unique items': { type: 'array', items: {}, uniqueItems: true, maxItems: 100 },
  'a union': { type: 'array', items: { oneOf: cases } },
  'any of': { type: 'array', items: { anyOf: cases } },
  'a map': { type: 'object', additionalProperties: { type: 'string', pattern: '^(a+)+$' } },
  'a tree': tree,
};

const ms = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};
const best = (work: () => unknown) => Math.min(...Array.from({ length: 5 }, () => ms(work)));

let worst = 0;
for (const [name, schema] of Object.entries(schemas)) {
  const validate = load(lowerOne(schema, { T: tree }));
  const times = values.map((value) => {
    const text = JSON.stringify(value);
    return { spent: best(() => validate(value)), parse: best(() => JSON.parse(text)) };
  });
  const slowest = times.reduce((a, b) => (b.spent > a.spent ? b : a));
  worst = Math.max(worst, slowest.spent);
  console.log(
    `${name.padEnd(22)} ${slowest.spent.toFixed(2).padStart(7)} ms, JSON.parse ${slowest.parse.toFixed(2)} ms`,
  );
}
console.log(`slowest validation of 64 KiB: ${worst.toFixed(1)} ms\n`);

const input = { type: 'object', additionalProperties: true } as const;
const list_ = [
  '<script',
  'union\\s+select',
  '\\bdrop\\s+table',
  '\\.\\./',
  'ignore (all )?previous',
];
const checks = [
  ...['invisible', 'email', 'html', 'identifier'],
  ...[path({ root: 'reports' }), url({ schemes: ['http', 'https'] })],
  patterns({ name: 'list', patterns: list_, effect: 'flag' }),
];
const steps = [...transformSteps, 'strip_invisible'];
const shape = { properties: { text: { transforms: steps, checks } } };
const tools = { echo: fixtureTool('echo', { input }, { input: shape }) };
const sink = { name: 'none', write: () => {} };
const world = (redact?: typeof redactSecrets) =>
  createRuntime({
    ...{ tools: toolset(tools), handlers: { echo: () => 'ok' } as never, events: [sink] },
    ...(redact && { redact }),
  });
const caller = callers.agent;
const call = (text: unknown) => ({ id: '1', name: 'echo', arguments: JSON.stringify({ text }) });

const folder = corpus('adversarial/attack');
const rows = (folder ? readdirSync(folder) : []).flatMap((name) =>
  corpusRows<{ text: string }>(`adversarial/attack/${name}`).map(({ text }) => text),
);
const runtime = world(redactSecrets);
await runtime.run(call('warm'), { caller });
const held = createHistogram();
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
for (const text of [...rows, ...values]) {
  const took = ms(() => void runtime.run(call(text), { caller }));
  held.record(Math.max(1, Math.round(took * 1_000)));
  await new Promise((resolve) => setImmediate(resolve));
}
loop.disable();
const p = (at: number) => (held.percentile(at) / 1_000).toFixed(2);
console.log(
  `${rows.length} attack strings and ${values.length} texts of 64 KiB, every check: CPU at a stretch ` +
    `p50 ${p(50)} p99.9 ${p(99.9)} max ${p(100)} ms; loop delay p99.9 ${(loop.percentile(99.9) / 1e6).toFixed(1)} ms\n`,
);

const order = {
  customer: 'usr_777',
  order: 'ord_1004',
  note: 'The parcel arrived broken.',
  amount: 12.5,
};
const ways = { plain: world(), redacting: world(redactSecrets) };
const ratios: number[] = [];
for (let round = 0; round < 200; round++) {
  const spent = { plain: 0, redacting: 0 };
  for (const way of round % 2
    ? (['plain', 'redacting'] as const)
    : (['redacting', 'plain'] as const)) {
    const before = process.cpuUsage();
    for (let at = 0; at < 300; at++)
      await ways[way].run({ id: '1', name: 'echo', arguments: JSON.stringify(order) }, { caller });
    const { user, system } = process.cpuUsage(before);
    spent[way] = user + system;
  }
  ratios.push(spent.redacting / spent.plain);
}
ratios.sort((a, b) => a - b);
console.log(`a call with redactSecrets over one without: ${ratios[100]?.toFixed(3)}x`);
