import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { body } from '../../../../codegen/emit/validators/body.js';
import { validatorModule, validators } from '../../../../codegen/emit/validators.js';
import type { Catalog } from '../../../../codegen/ir.js';
import { Memory } from '../../../../codegen/memory.js';
import { validatorOf } from '../../../../codegen/schema/compile.js';
import type { Json } from '../../../../src/json.js';
import { lowerOne } from '../../schema/lowered.js';
import { toolOf } from '../../schema/tool.js';
import { load } from './load.js';

const object = (properties: Json, more: object = {}) => ({ type: 'object', properties, ...more });
const passes = (schema: Json, value: unknown) => load(lowerOne(schema))(value);
const root = join(import.meta.dirname, '../../../..');

const hostile = [
  '*/ process.exit(1) /*',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to be taken for one.
  '`${process.exit(1)}`',
  '"; process.exit(1); "',
  "'; process.exit(1); '",
  '\u2028process.exit(1)\u2029',
  'require("fs")',
  '</script>',
  '\u202e\u200b\u{e0041}',
  '\\',
  'line\nbreak',
  'schema0',
];

/** Everything at once: every import, a bound parameter, a result, recursion, and hostile names and values. */
const everything = toolOf('delete', {
  parameters: object(
    {
      text: { type: 'string', minLength: 1, maxLength: 50 },
      day: { type: 'string', format: 'date' },
      slow: { type: 'string', pattern: '^(a+)+$', maxLength: 100 },
      list: { type: 'array', items: {}, uniqueItems: true, maxItems: 5 },
      tree: { $ref: '#/schemas/Node' },
      tenant: { type: 'string', maxLength: 9 },
      choice: { enum: hostile },
      ...Object.fromEntries(hostile.map((name) => [name, { const: name }])),
    },
    { required: ['text'] },
  ),
  result: object({ ok: { type: 'boolean' } }, { required: ['ok'] }),
  bound: ['tenant'],
  schemas: { Node: object({ kids: { type: 'array', items: { $ref: '#/schemas/Node' } } }) },
});

describe('P1: the module stands alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'validators-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const text = validatorModule(everything);

  test('it imports our leaves and nothing else, and calls no require', () => {
    const imports = [...text.matchAll(/^import .* from '(.*)';$/gm)].map(([, from]) => from);
    expect(imports).toEqual([
      'toolwright/define',
      'toolwright/rules/formats',
      'toolwright/rules/pattern',
      'toolwright/rules/validation',
    ]);
    expect(text).not.toMatch(/^(?!.*enum).*\brequire\("/m);
    expect(text.split('\n')[1]).toMatch(/^\/\/ @ts-nocheck/);
  });

  test('it runs from a real module with code generation disabled', async () => {
    const { outputFiles } = await build({
      stdin: { contents: text, loader: 'ts', resolveDir: root },
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      conditions: ['toolwright-source'],
      mainFields: ['module', 'main'],
      write: false,
    });
    writeFileSync(join(folder, 'validators.mjs'), outputFiles[0]?.text ?? '');
    writeFileSync(
      join(folder, 'run.mjs'),
      `import { validators } from './validators.mjs';
       const { input, bound, result } = validators;
       console.log(JSON.stringify([
         input({ text: 'a', day: '2024-02-29', slow: 'aaa', list: [1, {}], tree: { kids: [{}] } }),
         input({ text: 'a', day: '2026-02-31' }), input.errors[0].instancePath,
         input({ text: 'a', slow: 'a'.repeat(99) + '!' }),
         input({ text: 'a', list: [{ a: 1 }, { a: 1 }] }),
         input({ text: 'a', tenant: 't' }), bound.tenant('t'), bound.tenant(5),
         result({ ok: true }), result({}),
       ]));`,
    );
    const flags = ['--disallow-code-generation-from-strings', 'run.mjs'];
    const out = execFileSync(process.execPath, flags, { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(out)).toEqual([
      true,
      false,
      '/day',
      false,
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  test('a module that Ajv would require and we do not know ends the generation', () => {
    const code = '"use strict";\nexport const validate = validate0;\nexport default validate0;\n';
    expect(() => body(`${code}const func0 = require("ajv/dist/runtime/uri").default;\n`)).toThrow(
      'ajv/dist/runtime/uri',
    );
    expect(() => body(`${code}if(require("x")){}\n`)).toThrow('calls require');
    expect(() => body('export const other = 1;')).toThrow('does not begin');
  });
});

describe('P2: one tool never changes the text of another', () => {
  const tools = ['a', 'b', 'c'].map((name) =>
    toolOf(name, { parameters: object({ [name]: { type: 'string', maxLength: 3 } }) }),
  );
  const emitted = async (list: typeof tools) => {
    const files = await validators.emit({ tools: list } as unknown as Catalog, new Memory());
    return new Map(files.map(({ path, text }) => [path, text]));
  };
  test('nor does the order', async () => {
    const all = await emitted(tools);
    const reversed = await emitted([...tools].reverse());
    const alone = await emitted(tools.slice(1, 2));
    for (const each of [reversed, alone])
      expect(each.get('validators/b.ts')).toBe(all.get('validators/b.ts'));
  });
});

test('P3: the name of a tool is no name in the module', () => {
  const text = (name: string) => validatorModule({ ...everything, name });
  expect(text('default')).toBe(text('delete'));
  expect(text('delete')).toMatch(/^export const validators: Validators = \{$/m);
});

describe('P4: the first fault ends it', () => {
  test('maxLength shields a pattern', () => {
    const validate = load(lowerOne({ type: 'string', maxLength: 10, pattern: '^b' }));
    expect([
      validate('a'.repeat(100)),
      validate.errors?.length,
      validate.errors?.[0]?.keyword,
    ]).toEqual([false, 1, 'maxLength']);
  });
  test('a million bad items are one error', () => {
    const validate = load(lowerOne({ type: 'array', items: { type: 'string' } }));
    expect([validate(Array.from({ length: 1_000_000 }, () => 1)), validate.errors?.length]).toEqual(
      [false, 1],
    );
  });
});

test.each([
  [0.01, 19.99, true],
  [0.01, 0.29, true],
  [0.01, 9.11, true],
  [0.01, 9756634.52, true],
  [0.01, 1e-12, false],
  [0.01, Number.NaN, false],
  [2, 2e21, true],
  [2, 1.5, false],
  [0.01, 0.005, false],
  [0.1, 0.35, false],
  [1, 3.0000000001, false],
  [3, 9, true],
])('P5: multipleOf %d of %d: %s', (multipleOf, value, right) => {
  expect(passes({ type: 'number', multipleOf }, value)).toBe(right);
});

test.each(['__proto__', 'constructor', 'a'])('among unique texts %s stands once', (text) => {
  const schema = { type: 'array', items: { type: 'string' }, uniqueItems: true, maxItems: 3 };
  for (const takes of [load(lowerOne(schema)), validatorOf(lowerOne(schema))]) {
    expect(takes([text, 'b', text])).toBe(false);
    expect(takes([text, 'b'])).toBe(true);
  }
});

test.each(['const indices0 = {};', '(missing0 = "")'])(
  '%s in a schema is a text as any',
  (text) => {
    const schema = lowerOne({
      ...{ type: 'object', properties: { [text]: { const: text } } },
      required: [text],
    });
    for (const takes of [load(schema), validatorOf(schema)]) {
      expect(takes({ [text]: text })).toBe(true);
      expect(takes({ [text]: 'a' })).toBe(false);
    }
  },
);

test('a required name may be empty', () => {
  const two = { '': {}, a: {} };
  for (const rule of [
    { required: [''] },
    { required: ['a', ''] },
    { dependentRequired: { a: [''] } },
  ]) {
    expect(passes(object(two, rule), { a: 1 })).toBe(false);
    expect(validatorOf(lowerOne(object(two, rule)))({ a: 1 })).toBe(false);
    expect(passes(object(two, rule), { '': 1, a: 1 })).toBe(true);
  }
});

test.each(['toString', 'constructor', 'hasOwnProperty', 'valueOf'])(
  'P6: nobody inherits %s',
  (name) => {
    const schema = object({ [name]: {} }, { required: [name] });
    expect(passes(schema, {})).toBe(false);
    expect(passes(schema, { [name]: 1 })).toBe(true);
    expect(passes(object({ a: { type: 'string' } }), Object.create({ a: 5 }))).toBe(true);
  },
);

describe('P10: a tag gives one error, of the branch that is meant', () => {
  const branch = (kind: string, type: string) =>
    object({ kind: { const: kind }, v: { type } }, { required: ['kind', 'v'] });
  const branches = ['string', 'integer', 'boolean', 'array', 'null'].map((type) =>
    branch(`k_${type}`, type),
  );
  test.each(['oneOf', 'anyOf'])('%s', (keyword) => {
    const validate = load(lowerOne({ [keyword]: branches }));
    expect(validate({ kind: 'k_integer', v: 'x' })).toBe(false);
    expect(validate.errors?.map(({ instancePath }) => instancePath)).toEqual(['/v']);
    expect(validate({ kind: 'other' })).toBe(false);
    expect(validate.errors?.map(({ keyword: by }) => by)).toEqual(['discriminator']);
    expect(validate({ kind: 'k_null', v: null })).toBe(true);
  });
  test('a tag may be called what every object has', () => {
    const validate = load(lowerOne({ oneOf: [branch('toString', 'string'), branch('b', 'null')] }));
    expect(validate({ kind: 'toString', v: 'x' })).toBe(true);
    expect(validate({ kind: 'toString', v: null })).toBe(false);
    expect(validate({ kind: 'valueOf', v: null })).toBe(false);
  });
  test('by references', () => {
    const schemas = { A: branches[0] as Json, B: branches[1] as Json };
    const validate = load(
      lowerOne(
        { oneOf: [{ $ref: '#/schemas/A' }, { $ref: '#/schemas/B', description: 'x' }] },
        schemas,
      ),
    );
    expect([
      validate({ kind: 'k_integer', v: 1 }),
      validate({ kind: 'k_integer', v: '1' }),
    ]).toEqual([true, false]);
    expect(validate.errors?.[0]?.instancePath).toBe('/v');
  });
});

test.each<[string, unknown]>([
  ['integer', null],
  ['integer', '0x10'],
  ['integer', true],
  ['boolean', 'false'],
  ['string', null],
  ['string', 5],
  ['array', 'x'],
])('P11: nothing becomes a %s that is none: %j', (type, value) => {
  expect(passes({ type, ...(type === 'array' && { items: {} }) }, value)).toBe(false);
});

test.each([
  ['date', '2026-02-31'],
  ['date-time', '2026-01-01 00:00:00Z'],
  ['email', 'ä@example.com'],
])('P12: a format is what its RFC says: %s %s', (format, value) => {
  expect(passes({ type: 'string', format }, value)).toBe(false);
});

test.each(hostile)('hostile text is text: %j', (text) => {
  const schema = object(
    { [text]: { enum: [text] }, p: { type: 'string' } },
    { required: [text], additionalProperties: { const: text } },
  );
  const validate = load(lowerOne(schema));
  expect(validate({ [text]: text, other: text })).toBe(true);
  expect(validate({ [text]: `${text}!` })).toBe(false);
  expect(validate({})).toBe(false);
  const module = validatorModule(toolOf('t', { parameters: schema }));
  expect(module).not.toMatch(/[\u2028\u202e\u200b]|\u{e0041}/u);
});

describe('thousands of parts in one place are neither too deep to write nor too deep to load', () => {
  const many = <Part>(part: (at: number) => Part) =>
    Array.from({ length: 2000 }, (_, at) => part(at));
  const named = (part: (at: number) => Json) =>
    Object.fromEntries(many((at) => [`p${at}`, part(at)])) as Json;
  const a = (schema: Json) => object({ a: schema });

  test.each([
    ['properties', object(named(() => ({ type: 'string' }))), { p1900: 'x' }, { p1900: 1 }],
    ['names', object(named(() => ({ type: 'string' }))), {}, { p2000: 'x' }],
    [
      'prefixItems',
      a({
        type: 'array',
        prefixItems: many((at) => ({ const: at })),
        minItems: 2000,
        items: false,
      }),
      { a: many((at) => at) },
      { a: [...many((at) => at).slice(0, -1), 'x'] },
    ],
    [
      'anyOf',
      a({ anyOf: many((at) => ({ type: 'integer', multipleOf: 2001 + at })) }),
      { a: 3999 },
      { a: 2000 },
    ],
    [
      'allOf',
      a({ type: 'integer', allOf: many((at) => ({ not: { const: at } })) }),
      { a: 2000 },
      { a: 1999 },
    ],
    [
      'dependentRequired',
      object(
        named(() => true),
        { dependentRequired: named(() => ['p0']) },
      ),
      { p1900: 1, p0: 1 },
      { p1900: 1 },
    ],
  ])('%s', (_, schema, good, bad) => {
    const validate = load(lowerOne(schema));
    expect([validate(good), validate(bad)]).toEqual([true, false]);
  });

  test('what is missing is told before what is wrong, as in a small object', () => {
    const first = (schema: Json) => {
      const validate = load(lowerOne(schema));
      validate({ p0: 1 });
      return validate.errors?.[0]?.keyword;
    };
    const text = { type: 'string' };
    const required = { required: ['p1'] };
    expect(first(object({ p0: text, p1: text }, required))).toBe('required');
    expect(
      first(
        object(
          named(() => text),
          required,
        ),
      ),
    ).toBe('required');
  });

  test('a tagged union whose branches are so large is still told apart', () => {
    const branch = (tag: string) =>
      object({ ...(named(() => ({ type: 'string' })) as object), tag: { const: tag } } as Json, {
        required: ['tag'],
      });
    const validate = load(lowerOne(a({ oneOf: [branch('x'), branch('y')] })));
    expect(['x', 'y', 'z'].map((tag) => validate({ a: { tag, p7: 'x' } }))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
