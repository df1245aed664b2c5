import { expect, test } from 'vitest';
import { corpusRows } from '../../corpora.js';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool, levels } from '../../fixture/tool.js';
import { random } from '../random.js';

/**
 * Row 39 of the requirements: "output guard: … handler errors, stack traces and connection strings never reach the
 * model: 0 of 200 seeded leaks." Schemas, sizes and marks: test/src/stage/finish.test.ts; text that looks like a call:
 * spoken.test.ts beside this. What spans and metrics hold: test/src/otel/otel.test.ts.
 */
const LEAKS = 200;

const choose = random(39);
const found = corpusRows<{ readonly b64: string }>('secrets/gitleaks_cases.jsonl').map(({ b64 }) =>
  Buffer.from(b64, 'base64').toString('utf8'),
);
const made = (n: number) => [
  `postgres://admin:hunter-${n}@10.0.0.3/desk`,
  `Bearer token-${n}-abcdef`,
  `/srv/desk/handlers/secret-${n}.ts:12:7`,
];
const leakOf = (n: number) =>
  (found.length > 0 ? `${choose.pick(found)} ` : '') + choose.pick(made(n));

/** Ways for a text to leave a handler that are no result. */
const ways: ((leak: string) => unknown)[] = [
  (leak) => Promise.reject(new Error(leak)),
  (leak) => Promise.reject(new Error('failed', { cause: new Error(leak) })),
  (leak) => Promise.reject(Object.assign(new Error(leak), { code: leak, name: leak, stack: leak })),
  (leak) => Promise.reject(new AggregateError([new Error(leak)], leak)),
  (leak) => Promise.reject(leak),
  (leak) => Promise.reject({ message: leak, toString: () => leak, toJSON: () => leak }),
  (leak) => {
    throw new TypeError(leak);
  },
  (leak) => ({ [leak]: leak, n: leak }),
  (leak) => [leak],
  (leak) => leak,
  (leak) => ({ toJSON: () => ({ n: leak }) }),
  (leak) => ({
    get n(): never {
      throw new Error(leak);
    },
  }),
];
const result = {
  type: 'object',
  properties: { n: { type: 'number' } },
  required: ['n'],
  additionalProperties: false,
} as const;
const tools = {
  read: fixtureTool('read', { result }),
  write: fixtureTool('write', { result }, { effect: 'write', permission: levels.write }),
};

test(`0 of ${LEAKS} leaks of handlers reach what the model reads`, async () => {
  const reached: string[] = [];
  let leak = '';
  let way = ways[0] as (typeof ways)[number];
  const handler = () => way(leak);
  const { call } = bench(tools, { read: handler, write: handler });
  for (let n = 0; n < LEAKS; n += 1) {
    leak = leakOf(n);
    way = ways[n % ways.length] as typeof way;
    const outcome = await call(n % 2 === 0 ? 'read' : 'write');
    expect(outcome.status).toBe('failed');
    const model = `${outcome.text}\n${JSON.stringify(outcome.content)}`;
    const program = outcome.status === 'failed' ? JSON.stringify(outcome.error) : '';
    const pieces = [leak, JSON.stringify(leak).slice(1, -1), `hunter-${n}@`, `token-${n}-`];
    if (pieces.some((piece) => model.includes(piece) || program.includes(piece)))
      reached.push(leak);
  }
  expect(reached).toEqual([]);
});
