import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../../codegen/check/index.js';
import { meaning } from '../../../codegen/diagnostics/meaning.js';
import { read } from '../../../codegen/read/index.js';
import { pretty } from '../../../codegen/render/pretty.js';

const load = () => ({ error: 'no includes' });
async function diagnosticsOf(text: string) {
  const { root, diagnostics } = read({ file: 'tools.yaml', text, load });
  return [...diagnostics, ...(root ? await check(root) : [])];
}
const codesOf = async (text: string) => (await diagnosticsOf(text)).map(({ code }) => code);

const root = join(import.meta.dirname, '../../..');
const golden = join(root, 'test/golden/bad');
const codes = readdirSync(golden).filter((code) => code.startsWith('TW3'));

test('every code of meaning has a file that is wrong in this way alone', () => {
  expect(codes.sort()).toEqual(Object.keys(meaning).sort());
});

test.each(codes)('%s', async (code) => {
  const text = readFileSync(join(golden, code, 'tools.yaml'), 'utf8');
  const found = await diagnosticsOf(text);
  expect(new Set(found.map((each) => each.code))).toEqual(new Set([code]));
  expect(found.every(({ place }) => place)).toBe(true);
  const shown = found.map((each) => pretty(each, () => text)).join('\n');
  await expect(shown).toMatchFileSnapshot(join(golden, code, 'expected.txt'));
});

test('the support desk says nothing wrong', async () => {
  expect(await diagnosticsOf(readFileSync(join(root, 'tools.yaml'), 'utf8'))).toEqual([]);
});

/** A desk of one tool; `level` and `tool` are lines of YAML. */
const desk = (level: string, tool: string, rest = '') => `version: 1
name: desk
permissions:
  level: ${level}
${rest}tools:
  get_order:
    description: Read an order
    effect: read
    permission: level
    parameters:
      type: object
      properties:
        id: { type: string, maxLength: 20 }
        amount: { type: number }
        count: { type: integer, default: 2 }
        lines: { type: array, items: { type: object, properties: { sku: { type: string } }, required: [sku] } }
        tenant: { type: string }
      required: [id, amount, lines]
    ${tool}
`;
const signed = '{ authenticated: true }';
const examples = 'examples: [{ id: a, amount: 1.5, lines: [{ sku: x }] }]';

test.each([
  ['{ allow: caller.id == args.id }', []],
  ['{ public: true }', ['TW3066']],
])('the level %s: who may be nobody is asked about', async (level, expected) => {
  expect(await codesOf(desk(level, `forbid: caller.id == "x"\n    ${examples}`))).toEqual(expected);
});

describe('fine', () => {
  test.each([
    ['a public level', '{ public: true }', ''],
    ['scopes alone', '{ scopes: [a] }', ''],
    ['a condition alone', "{ allow: 'has(caller.id)' }", ''],
    [
      'a public tool that looks whether there is a caller',
      '{ public: true }',
      'allow: caller == null || caller.id == "x"',
    ],
    [
      'a grant within bounds',
      '{ authenticated: true, approval: { expires: 1h, grants: { for: 1d, max: 10 } } }',
      '',
    ],
    ['an approval of the tool alone', signed, 'approval: { expires: 1h }'],
    ['a retry of a read', signed, 'retry: { attempts: 2, backoff: 1s }'],
    ['a default that a condition reads', signed, `allow: 10 / args.count > 1\n    ${examples}`],
    [
      'an example that fails on the caller alone',
      signed,
      `allow: args.amount > caller.attributes.most\n    ${examples}`,
    ],
    [
      'the same behind a conversion',
      signed,
      `allow: int(caller.id) > 3 || args.amount > 1\n    ${examples}`,
    ],
    [
      'an example that fails on a bound parameter alone',
      signed,
      `bind: { tenant: caller.tenant }\n    allow: args.tenant == args.id\n    ${examples}`,
    ],
    [
      'a bound value of unknown type',
      signed,
      'bind: { tenant: caller.attributes.tenant, count: caller.attributes.n }',
    ],
    ['int for a number', signed, 'bind: { amount: size(caller.roles) }'],
    [
      'several conditions',
      signed,
      `allow: ['args.amount > 1', caller.id != args.id]\n    ${examples}`,
    ],
    ['an int as a key', signed, `exclusive: args.count\n    ${examples}`],
  ])('%s', async (_, level, tool) => {
    expect(await diagnosticsOf(desk(level, tool))).toEqual([]);
  });
});

describe('rules at their edges', () => {
  test.each<[string, string, string, readonly string[]]>([
    [
      'idempotent is no matter of reads',
      signed,
      'retry: { attempts: 2, backoff: 1s }\n    idempotent: true',
      [],
    ],
    [
      'a level shared by nobody still must parse',
      "{ authenticated: true, allow: 'args.x >' }",
      '',
      ['TW3060'],
    ],
    [
      'what one example does, another does not',
      signed,
      `allow: args.lines[1].sku == "x"\n    ${examples}`,
      ['TW3073'],
    ],
    [
      'an overflow of what a condition computes',
      signed,
      `exclusive: args.count * 9007199254740991\n    ${examples}`,
      ['TW3073'],
    ],
    [
      'args in a list literal in bind',
      signed,
      'bind: { tenant: "string([args.id][0])" }',
      ['TW3067'],
    ],
    ['a limit whose key may be nobody', '{ public: true }', 'rate_limit: [own]', ['TW3066']],
    [
      'conditions that are too many parts together',
      signed,
      `allow: [${Array(60).fill("\"args.id in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n']\"").join(', ')}]\n    ${examples}`,
      ['TW3060'],
    ],
    ['an example that is no object', signed, 'examples: [3]', ['TW1103']],
  ])('%s', async (_, level, tool, expected) => {
    const rest = tool.includes('own')
      ? 'rate_limits:\n  own: { limit: 1, per: 1m, by: caller.id }\n'
      : '';
    expect(await codesOf(desk(level, tool, rest))).toEqual(expected);
  });

  test('an example is normalised as a call is: defaults of branches, and of what a list or a map holds', async () => {
    const card = (tag: string) =>
      `{ type: object, properties: { kind: { const: ${tag} }, n: { type: integer, default: 1 } }, required: [kind] }`;
    const item =
      '{ type: object, properties: { n: { type: integer, default: 1 } }, required: [n] }';
    const more = [
      `card: { oneOf: [${card('a')}, ${card('b')}] }`,
      `map: { type: object, additionalProperties: ${item} }`,
      `pair: { type: array, prefixItems: [${item}], items: false, minItems: 1 }`,
      'word: { type: string, maxLength: 3, sanitize: trim }',
    ].join('\n        ');
    const said = (word: string) =>
      `amount: 1.5, lines: [], card: { kind: b }, map: { x: {} }, pair: [{}], word: ${word}`;
    const condition =
      'allow: args.card.n + args.map.x.n == 2 && args.pair[0].n == 1.0 && args.word == "abc"';
    const text = (word: string) =>
      desk(signed, `${condition}\n    examples: [{ id: a, ${said(word)} }]`)
        .replace('tenant:', `${more}\n        tenant:`)
        .replace('lines]', 'lines, card, map, pair, word]');
    expect(await codesOf(text('" abc "'))).toEqual([]);
    expect(await codesOf(text('" abcd "'))).toEqual(['TW3075']);
  });

  test('a level that several tools share is told once, with the first of them', async () => {
    const text = desk('{ authenticated: true, allow: args.nope == 1 }', '');
    const second = text.slice(text.indexOf('  get_order:')).replace('get_order', 'get_other');
    const found = await diagnosticsOf(text + second);
    expect(found.map(({ code }) => code)).toEqual(['TW3063']);
    expect(found[0]?.related?.[0]?.message).toBe('used by tool `get_order`');
  });

  test('a condition is held against every tool that uses its level', async () => {
    const text = desk("{ authenticated: true, allow: 'args.amount > 1' }", examples);
    const second = text
      .slice(text.indexOf('  get_order:'))
      .replace('get_order', 'get_other')
      .replace('amount: { type: number }', 'amount: { type: string }')
      .replace('amount: 1.5', 'amount: a');
    const found = await diagnosticsOf(text + second);
    expect(found.map(({ code }) => code)).toEqual(['TW3061']);
    expect(found[0]?.related?.[0]?.message).toBe('used by tool `get_other`');
  });
});

describe('what an earlier pass found broken is left alone, all the rest is looked at', () => {
  test('a broken schema of one tool', async () => {
    const text = desk(signed, 'allow: args.nope == 1').replace('maxLength: 20', 'maxLength: many');
    expect(new Set(await codesOf(text))).toEqual(new Set(['TW2003', 'TW3063']));
    const more = await codesOf(text.replace('permission: level', 'permission: lvel'));
    expect(new Set(more)).toEqual(new Set(['TW2003', 'TW3001', 'TW3063']));
    const about = text.replace(/args\.nope == 1/, 'args.amount == 1');
    expect(await codesOf(about)).not.toContain('TW3061');
  });

  test('parameters of which nothing is known', async () => {
    const conditions = `allow: 'args.amount >'\n    exclusive: args.nope + caller.nope`;
    const text = desk(signed, conditions).replace('type: object', 'type: objct');
    expect(await codesOf(text)).toEqual(['TW2005', 'TW3060', 'TW3063']);
  });

  test('a broken level', async () => {
    const text = desk('{ authenticatd: true }', `allow: 'args.amount >'\n    ${examples}`);
    expect(await codesOf(text)).toEqual(['TW1101', 'TW3060']);
  });

  test.each([
    ['text where a map is meant', 'tools: nonsense'],
    ['a list where a map is meant', 'tools: [a, b]'],
    ['nothing', 'tools:'],
    ['numbers everywhere', 'permissions: 3\ntools: { a: 3 }'],
    [
      'wrong kinds deep inside',
      'permissions: { a: { allow: 3, approval: [] } }\nrate_limits: { b: 4 }\nsanitizers: { c: 5 }\ntools: { d: { bind: [], examples: 3, errors: x, retry: 1, rate_limit: 9, permission: [a], allow: {} } }',
    ],
    [
      'everything empty',
      'permissions: {}\nrate_limits: {}\nsanitizers: {}\nschemas: {}\ndefaults: {}\ntools: {}',
    ],
  ])('%s: diagnostics, and no exception', async (_, text) => {
    const found = await diagnosticsOf(`version: 1\nname: x\n${text}\n`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ code }) => !code.startsWith('TW3'))).toBe(true);
  });
});

test('diagnostics stand in the order of the file', async () => {
  const found = await diagnosticsOf(desk('{ roles: [], allow: args.nope }', 'allow: args.nope'));
  const lines = found.map(({ place }) => place?.line ?? 0);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
});

test('a name that means nothing is found where no tool uses the limit or the level', async () => {
  const rest = `  unused: { authenticated: true, allow: nowhere.x > 1 }
rate_limits: { few: { limit: 3, per: 1h, by: usr } }
`;
  const found = await diagnosticsOf(desk(signed, '', rest));
  expect(found.map(({ code, place, help }) => [code, place?.line, help])).toEqual([
    ['TW3064', 5, 'only `args` and `caller` can be looked at; quote a text: "…"'],
    ['TW3064', 6, 'did you mean `user`?'],
  ]);
});

test('a field that callers do not have is found where no tool uses the level; of arguments nothing is known', async () => {
  const rest = `  unused: { authenticated: true, allow: 'caller.idd == args.whatever && args.n > 1' }
`;
  const found = await diagnosticsOf(desk(signed, '', rest));
  expect(found.map(({ code, place, help }) => [code, place?.line, help])).toEqual([
    ['TW3063', 5, 'did you mean `id`?'],
  ]);
});
