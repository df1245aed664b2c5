import { expect, test } from 'vitest';
import { argsType } from '../../codegen/cel/type.js';
import { diff } from '../../codegen/diff/index.js';
import { generate } from '../../codegen/generate.js';
import { layout } from './emit/catalog.js';

/** Schemas that would be endless if they were written out where they are used: a kilobyte of them, and no more made of it. */

type Schemas = Readonly<Record<string, unknown>>;
const ref = (at: number) => ({ $ref: `#/schemas/S${at}` });
const count = (length: number) => Array.from({ length }, (_, at) => at);
const each = (length: number, schema: (at: number) => unknown): Schemas =>
  Object.fromEntries(count(length).map((at) => [`S${at}`, schema(at)]));
const object = (properties: Schemas) => ({ type: 'object', properties });
const text = { type: 'string', maxLength: 5 };

const cases: Readonly<Record<string, Schemas>> = {
  'forty that each hold the next one twice': {
    ...each(40, (at) => object({ a: ref(at + 1), b: ref(at + 1) })),
    S40: text,
  },
  'thirty that each are the next one, twice': {
    ...each(30, (at) => ({ allOf: [ref(at + 1), ref(at + 1)] })),
    S30: object({ q: text }),
  },
  'thirty that are one of the next two': {
    ...Object.fromEntries(
      count(60).map((at) => [
        `S${at}`,
        { anyOf: [ref(at - (at % 2) + 2), ref(at - (at % 2) + 3)] },
      ]),
    ),
    S60: text,
    S61: { type: 'integer' },
  },
  'a dozen that all hold each other': each(12, () =>
    object(Object.fromEntries(count(12).map((at) => [`s${at}`, ref(at)]))),
  ),
};

const made = new Map<Schemas, ReturnType<typeof generated>>();
/** As it is meant, made once for both tests. */
function right(schemas: Schemas): ReturnType<typeof generated> {
  const known = made.get(schemas) ?? generated(schemas, 'args.n == 1');
  made.set(schemas, known);
  return known;
}

function generated(schemas: Schemas, allow: string) {
  const tool = {
    description: 'Keeps a record',
    effect: 'read',
    permission: 'open',
    parameters: { ...object({ x: ref(0), n: { type: 'integer' } }), required: ['n'] },
    allow,
    examples: [{ n: 1 }],
  };
  const permissions = { open: { public: true } };
  const document = { version: 1, name: 'growth', permissions, schemas, tools: { keep: tool } };
  const load = () => ({ error: 'none' });
  return generate({ file: 'tools.yaml', text: JSON.stringify(document), load }, layout);
}

test.each(Object.entries(cases))('%s', async (_, schemas) => {
  const { diagnostics, files = [] } = await right(schemas);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(files.length).toBeGreaterThan(5);
  expect(files.map(({ text }) => text).join('').length).toBeLessThan(500_000);
  // What a condition sees beside them has its type still.
  const { diagnostics: wrong } = await generated(schemas, 'args.n == "one"');
  expect(wrong.filter(({ severity }) => severity === 'error')).not.toEqual([]);
});

test.each(Object.entries(cases))('what changed in %s', async (_, schemas) => {
  const { catalog: old } = await right(schemas);
  const other = JSON.parse(
    JSON.stringify(schemas).replace('"maxLength":5', '"maxLength":6').replace('"s7"', '"s77"'),
  );
  const { catalog: now } = await generated(other, 'args.n == 1');
  if (!old || !now) throw new Error('nothing was made');
  expect(diff(old, old)).toEqual([]);
  const changes = diff(old, now);
  expect(changes.length).toBeGreaterThan(0);
  expect(changes.length).toBeLessThan(2_000);
});

/** Each was joined to all before it, and each member asked of a list for each: some thousand took minutes. */
test.each(['allOf', 'oneOf'])('thousands of objects in one %s are one type', (keyword) => {
  const parts = count(1_900).map((at) => ({ type: 'object', properties: { [`p${at}`]: text } }));
  const parameters = object({ a: { [keyword]: parts } });
  const { a } = argsType(JSON.parse(JSON.stringify(parameters)), undefined, []).object;
  expect(Object.keys(Object(a).object)).toHaveLength(1_900);
  expect(Object(a).optional).toHaveLength(1_900);
});
