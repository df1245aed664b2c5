import { describe, expect, test } from 'vitest';
import { parseInterface, type Type } from '../../../../codegen/emit/types/parse.js';
import { Printer } from '../../../../codegen/emit/types/print.js';
import { typesOf } from '../../../../codegen/emit/types.js';
import type { Json } from '../../../../src/json.js';
import type { Written } from '../../schema/lowered.js';
import { toolOf } from '../../schema/tool.js';
import { compilers, typecheck } from './compiler.js';

const types = (written: Written) => typesOf(toolOf('get_x', written));
const object = (properties: Json, more: object = {}) => ({ type: 'object', properties, ...more });

/** The type of one required property. */
async function typeOf(schema: Json, schemas: Written['schemas'] = {}): Promise<string> {
  const text = await types({ parameters: object({ x: schema }, { required: ['x'] }), schemas });
  return /^ {2}x: ?([\s\S]*?);\n\}/m.exec(text)?.[1] ?? text;
}

test.each(['enum', 'tsType', 'hasOwnProperty', '$ref', 'properties'])(
  'a property may be called %s',
  async (name) => {
    const point = object({ [name]: { type: 'integer' } }, { required: [name] });
    const parameters = object({ [name]: { $ref: '#/schemas/point' } });
    const text = await types({ parameters, schemas: { point } });
    expect(text).toContain(`  ${name}?: GetXPoint;\n`);
    expect(text).toContain(`export interface GetXPoint {\n  ${name}: number;\n}\n`);
  },
);

test('a page of types', async () => {
  const text = await types({
    parameters: object(
      {
        location: { type: 'string', description: 'City name' },
        unit: { enum: ['celsius', 'fahrenheit'], default: 'celsius' },
        tenant_id: { type: 'string' },
        tree: { $ref: '#/schemas/tree-node' },
      },
      { required: ['location'] },
    ),
    result: object(
      { temperature: { type: 'number' } },
      { required: ['temperature'], description: 'The weather' },
    ),
    bound: ['tenant_id'],
    schemas: {
      'tree-node': object({
        name: { type: 'string', default: 'x' },
        kids: { type: 'array', items: { $ref: '#/schemas/tree-node' } },
      }),
    },
  });
  expect(text).toBe(`export interface GetXInput {
  /** City name */
  location: string;
  unit?: 'celsius' | 'fahrenheit';
  tree?: GetXTreeNodeInput;
}

export interface GetXArguments {
  /** City name */
  location: string;
  unit: 'celsius' | 'fahrenheit';
  tenant_id: string;
  tree?: GetXTreeNode;
}

/** The weather */
export interface GetXResult {
  temperature: number;
}

export interface GetXTreeNode {
  name: string;
  kids?: GetXTreeNode[];
}

export interface GetXTreeNodeInput {
  name?: string;
  kids?: GetXTreeNodeInput[];
}
`);
});

test('one type for both where nothing is filled in, and none for a result that is not declared', async () => {
  expect(
    await types({ parameters: object({}) }),
  ).toBe(`export type GetXInput = Record<string, never>;

export type GetXArguments = GetXInput;

export type GetXResult = unknown;
`);
});

describe('what json-schema-to-typescript gets wrong by itself', () => {
  test.each<[string, Json, string]>([
    [
      'prefixItems, closed',
      {
        type: 'array',
        prefixItems: [{ type: 'string' }, { type: 'number' }],
        items: false,
        minItems: 2,
      },
      '[string, number]',
    ],
    [
      'prefixItems, open',
      {
        type: 'array',
        prefixItems: [{ type: 'string' }],
        items: { type: ['boolean', 'null'] },
        minItems: 1,
      },
      '[string, ...(boolean | null)[]]',
    ],
    [
      '$ref with siblings',
      { $ref: '#/schemas/A', properties: { extra: { type: 'integer' } } },
      '{ extra?: number; a: string }',
    ],
    ['not', { type: ['string', 'integer'], not: { type: 'string' } }, 'string | number'],
    [
      'branches that only narrow',
      { ...object({ a: {}, b: {} }), anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      '{ a?: unknown; b?: unknown }',
    ],
    [
      'allOf of closed objects',
      { allOf: [{ $ref: '#/schemas/A' }, object({ b: { type: 'integer' } })] },
      '{ a: string; b?: number }',
    ],
    [
      'titles',
      object({ a: { title: 'string', type: 'string' }, b: { title: 'Address', ...object({}) } }),
      '{ a?: string; b?: Record<string, never> }',
    ],
    ['minItems', { type: 'array', items: { type: 'string' }, minItems: 100 }, 'string[]'],
    ['maxItems', { type: 'array', items: { type: 'string' }, maxItems: 20 }, 'string[]'],
    [
      'names beside a map',
      object({ a: { type: 'string' } }, { additionalProperties: { type: 'integer' } }),
      '{ a?: string; [name: string]: number | string | undefined }',
    ],
    [
      'patterns',
      { type: 'object', patternProperties: { '^x': { type: 'integer' } } },
      '{ [name: string]: number | undefined }',
    ],
    ['true and false', object({ a: true, b: false }), '{ a?: unknown; b?: never }'],
    ['a union with anything', { anyOf: [{ type: 'string' }, {}] }, 'unknown'],
    [
      'a type that a union shares',
      { type: 'object', oneOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }] },
      '{ a: string }',
    ],
    ['nulls', { enum: ['a', 1, null, true] }, "'a' | 1 | null | true"],
    ['a scalar by reference', { $ref: '#/schemas/Id' }, 'string'],
    ['a choice by reference', { $ref: '#/schemas/Unit' }, 'GetXUnit'],
  ])('%s', async (_, schema, text) => {
    const A = object({ a: { type: 'string' } }, { required: ['a'] });
    expect(await typeOf(schema, { A, Id: { type: 'string' }, Unit: { enum: ['c', 'f'] } })).toBe(
      text,
    );
  });

  test('what a shared schema that is written out says is said where it is used, unless the use says more', async () => {
    const schemas = {
      Id: { type: 'string', description: 'An id', deprecated: true },
      UserId: { $ref: '#/schemas/Id', description: 'A user' },
    };
    const text = await types({
      parameters: object({
        a: { $ref: '#/schemas/Id' },
        b: { $ref: '#/schemas/UserId' },
        c: { $ref: '#/schemas/UserId', description: 'own' },
        d: { anyOf: [{ $ref: '#/schemas/Id' }, { type: 'null' }] },
      }),
      result: { $ref: '#/schemas/Id' },
      schemas,
    });
    const said = (words: string) =>
      `  /**\n   * ${words}\n   * @deprecated Marked so in tools.yaml.\n   */\n`;
    expect(text).toContain(`${said('An id')}  a?: string;\n`);
    expect(text).toContain(`${said('A user')}  b?: string;\n`);
    expect(text).toContain(`${said('own')}  c?: string;\n  d?: string | null;\n`);
    expect(text).toMatch(/An id\n \* @deprecated .*\n \*\/\nexport type GetXResult/);
  });

  test('a description beside $ref is of the property, not of the shared type', async () => {
    const schemas = { Unit: { enum: ['c', 'f'], description: 'shared' } };
    const text = await types({
      parameters: object({
        a: { $ref: '#/schemas/Unit', description: 'own' },
        b: { $ref: '#/schemas/Unit' },
      }),
      schemas,
    });
    expect(text).toContain('  /** own */\n  a?: GetXUnit;\n  b?: GetXUnit;\n');
    expect(text).toContain("/** shared */\nexport type GetXUnit = 'c' | 'f';\n");
  });
});

describe('long types are broken as a formatter would', () => {
  const long = Array.from({ length: 12 }, (_, at) => `a_longer_value_${at}`);
  test('a choice', async () => {
    expect(await typeOf({ enum: long })).toBe(`\n    | '${long.join("'\n    | '")}'`);
  });
  test('a list of a choice', async () => {
    expect(await typeOf({ type: 'array', items: { enum: long } })).toBe(
      `(\n    | '${long.join("'\n    | '")}'\n  )[]`,
    );
  });
  test('a branch with a comment', async () => {
    const branch = (kind: string) =>
      object(
        { kind: { const: kind }, n: { type: 'string', description: 'No.' } },
        { required: ['kind'] },
      );
    expect(await typeOf({ oneOf: [branch('a'), { type: 'null' }] })).toBe(
      "\n    | {\n        kind: 'a';\n        /** No. */\n        n?: string;\n      }\n    | null",
    );
  });
});

describe('definitions of the same name do not merge', () => {
  test('those of parameters and of the result', async () => {
    const root = (type: string) => ({
      ...object({ x: { $ref: '#/$defs/Node' } }),
      $defs: { Node: object({ [type]: { type } }) },
    });
    const text = await types({ parameters: root('string'), result: root('integer') });
    expect(text).toContain('export interface GetXNode {\n  string?: string;\n}');
    expect(text).toContain('export interface GetXNodeResult {\n  integer?: number;\n}');
  });
  test('nor those that are called like the roots', async () => {
    const schemas = {
      input: object({ a: { type: 'string' } }),
      Input: object({ b: { type: 'string' } }),
    };
    const text = await types({
      parameters: object({ x: { $ref: '#/schemas/Input' }, y: { $ref: '#/schemas/input' } }),
      schemas,
    });
    expect([...text.matchAll(/^export \w+ (\w+)/gm)].map(([, name]) => name)).toEqual([
      'GetXInput',
      'GetXArguments',
      'GetXResult',
      'GetXInput2',
      'GetXInput3',
    ]);
  });
});

const hostile = [
  '*/ import("fs"); /*',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to be taken for one.
  '`${x}`',
  "'; x",
  '"; x',
  '\u2028x\u2029',
  'a\nb',
  '\\',
  '</script>',
  '\u202e\u{e0041}',
  '@ts-ignore',
  '__proto__x',
  'Date; }; import("fs"); interface X {',
  'note0',
  'Ref0',
  '[k: string]',
  '',
];

describe('hostile text injects nothing', () => {
  const schemas = Object.fromEntries(
    hostile.filter(Boolean).map((text) => [text, { enum: [text, 'x'], description: text }]),
  );
  const refs = Object.keys(schemas).map((name) => ({
    $ref: `#/schemas/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
  }));
  const parameters = object(
    {
      ...Object.fromEntries(
        hostile.map((text) => [text, { enum: [text], description: text, title: text }]),
      ),
      tuple: { type: 'array', prefixItems: refs, minItems: refs.length, items: false },
    },
    { description: hostile.join('\n\n') },
  );
  test.each(compilers)('%s reads only our declarations', async (compiler) => {
    const text = await types({ parameters, schemas });
    expect(text).not.toMatch(/[\u2028\u2029\u202e]|\u{e0041}/u);
    const bare = text
      .replace(/\/\*\*(?:[^*]|\*(?!\/))*\*\//g, '')
      .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
    expect(bare.replace(/[\w$'?:;|[\]{}=,. \n]/g, '')).toBe('');
    const names = [...bare.matchAll(/^(export \w+) /gm)].map(([, head]) => head);
    expect(new Set(names)).toEqual(new Set(['export interface', 'export type']));
    expect(names.length).toBe(3 + refs.length);
    const value = Object.fromEntries(hostile.map((name) => [name, name]));
    expect(
      typecheck(compiler, {
        'x.ts': `${text}export const x: GetXInput = ${JSON.stringify(value)};\n`,
      }),
    ).toBe('');
  });

  test.each([
    'export interface A { x: Date() }',
    'export interface A { x: a`b` }',
    'export interface A {} import "fs"',
    'type A = 1',
  ])('what is no type of ours ends the generation: %s', (code) => {
    expect(() => parseInterface(code)).toThrow();
  });
});

test('what has a comment inside is broken over lines wherever it stands', async () => {
  const noted = object({ a: { type: 'string', description: 'A note' } }, { required: ['a'] });
  const either = { anyOf: [noted, { type: 'null' }] };
  const tuple = { type: 'array', prefixItems: [{ const: 1 }], items: either, minItems: 1 };
  expect(await typeOf(tuple)).toBe(`[
    1,
    ...(
      | {
          /** A note */
          a: string;
        }
      | null
    )[],
  ]`);
});

test('an intersection binds tighter than a union, and looser than a list', () => {
  const word = (text: string) => ({ kind: 'word', text }) as const;
  const note = { name: 'a', optional: false, type: word('string'), note: 'note0' };
  const noted = { kind: 'object', members: [note] } as const;
  const either = { kind: 'union', of: [word('A'), word('B')] } as const;
  const print = (...of: readonly Type[]) =>
    new Printer({
      type: (text) => text,
      note: (_, indent) => `${indent}// a note\n`,
      key: (text) => text,
    }).declaration('X', { kind: 'array', of: { kind: 'intersection', of } });
  expect(print(either, word('C'))).toBe('export type X = ((A | B) & C)[];\n');
  expect(print(either, noted)).toBe(
    'export type X = ((A | B) & {\n  // a note\n  a: string;\n})[];\n',
  );
});
