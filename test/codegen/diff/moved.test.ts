import { expect, test } from 'vitest';
import { levelOf } from '../../../codegen/diff/index.js';
import { diffOf, rulesOf } from './catalog.js';

/** A property that one of two schemas names, and the other lets through all the same. */

const file = (result: string, parameters = '{ type: object, properties: {} }') => `
version: 1
name: desk
permissions: { all: { public: true } }
tools:
  ask: { description: Ask, effect: read, permission: all, parameters: ${parameters}${result && `, result: ${result}`} }
`;
const SECRET = '{ type: string, maxLength: 9, redact: true }';
const PLAIN = '{ type: string, maxLength: 9 }';
const object = (properties: string, more = '') =>
  `{ type: object, properties: { ${properties} }${more} }`;
const others = (schema: string) => `, additionalProperties: ${schema}`;

const rows: readonly (readonly [string, string, string, ...string[]])[] = [
  [
    'named, it is no longer redacted as all others are',
    object('', others(SECRET)),
    object(`x: ${PLAIN}`, others(SECRET)),
    'redaction-removed result/x',
    'result-added result/x',
  ],
  [
    'not so where a pattern marks it still',
    `{ type: object, patternProperties: { '^x': ${SECRET} } }`,
    object(`x: ${PLAIN}`, `, patternProperties: { '^x': ${SECRET} }`),
    'result-added result/x',
  ],
  [
    'no longer named, it comes through unredacted',
    object(`x: ${SECRET}`, others('true')),
    object('', others('true')),
    'redaction-removed result/x',
    'result-removed result/x',
  ],
  [
    'also what stands in it',
    object('', others(object(`y: ${SECRET}`))),
    object(`x: ${object(`y: ${PLAIN}`)}`, others(object(`y: ${SECRET}`))),
    'redaction-removed result/x/y',
    'result-added result/x',
  ],
  [
    'as redacted as all others are',
    object('', others(SECRET)),
    object(`x: ${SECRET}`, others(SECRET)),
    'result-added result/x',
  ],
  [
    'no longer let through at all, there is nothing to redact',
    object(`y: ${PLAIN}`, others(SECRET)),
    object(`y: ${PLAIN}`),
    'result-narrowed result',
  ],
  [
    'let through by a pattern still, it is',
    object('', `, patternProperties: { '^x': ${SECRET} }${others(SECRET)}`),
    object('', `, patternProperties: { '^x': ${PLAIN} }`),
    'redaction-removed result/*',
    'result-narrowed result',
  ],
  ['gone from a closed object', object(`x: ${SECRET}`), object(''), 'result-removed result/x'],
  [
    'a result without a schema is not redacted',
    object(`x: ${SECRET}`),
    '',
    'redaction-removed result/x',
    'result-schema-removed result',
  ],
];

test.each(rows)('%s', async (_, old, now, ...said) => {
  expect(rulesOf(await diffOf(file(old), file(now)))).toEqual(said);
});

test('a parameter that is named loses the check of all others', async () => {
  const url = "{ type: string, maxLength: 99, sanitize: [{ url: { hosts: ['a.example'] } }] }";
  const [old, now] = [object('', others(url)), object(`x: ${PLAIN}`, others(url))];
  const said = rulesOf(await diffOf(file('', old), file('', now)));
  expect(said).toContain('sanitizer-removed parameters/x');
});

test('a parameter that is named takes less than the pattern that let it through', async () => {
  const pattern = "patternProperties: { '^x': { type: string } }";
  const [old, now] = [object('', `, ${pattern}`), object(`xa: ${PLAIN}`, `, ${pattern}`)];
  const said = await diffOf(file('', old), file('', now));
  expect(rulesOf(said)).toEqual(['parameter-added parameters/xa', 'parameter-bound parameters/xa']);
  const narrow = object('', `, patternProperties: { '^x': ${PLAIN} }`);
  const more = object('xa: { type: string }', `, patternProperties: { '^x': ${PLAIN} }`);
  expect(rulesOf(await diffOf(file(narrow), file(more)))).toEqual(['result-added result/xa']);
});

test('a new parameter that leads where none did is a new address; where one led before, it is not', async () => {
  const hook = (hosts: string) =>
    `{ type: string, maxLength: 99, sanitize: [{ url: { hosts: [${hosts}] } }] }`;
  const old = file('', object(`x: ${hook("'*.b.example'")}`));
  const now = (hosts: string) => object(`x: ${hook("'*.b.example'")}, y: ${hook(hosts)}`);
  const added = ['parameter-added parameters/y'];
  const both = ['egress-added parameters/y', ...added];
  expect(rulesOf(await diffOf(old, file('', now('a.b.example'))))).toEqual(added);
  expect(rulesOf(await diffOf(old, file('', now('a.example'))))).toEqual(both);
  expect(rulesOf(await diffOf(old, file('', now('c.b.example, a.example'))))).toEqual(both);
  expect(rulesOf(await diffOf(file('', now('a.example')), old))).toEqual([
    'parameter-removed parameters/y',
  ]);
});

test('so is one of a tool that is new', async () => {
  const url = '{ type: string, maxLength: 99, sanitize: [{ url: { hosts: [a.example] } }] }';
  const tool = `  tell: { description: Tell, effect: read, permission: all, parameters: ${object(`y: ${url}`)} }`;
  const said = await diffOf(file(''), `${file('')}${tool}\n`);
  expect(rulesOf(said)).toEqual(['egress-added parameters/y', 'tool-added']);
  expect(said.map((each) => each.tool)).toEqual(['tell', 'tell']);
});

test.each(['redact', 'untrusted'])(
  '%s of a result changes what the model reads of it',
  async (mark) => {
    const plain = file(object(`x: ${PLAIN}`));
    const marked = file(object(`x: { type: string, maxLength: 9, ${mark}: true }`));
    const said = await diffOf(plain, marked);
    expect(rulesOf(said)).toEqual(['result-marked result/x']);
    expect(said.map(levelOf)).toEqual(['PROMPT']);
  },
);

test('what stands in a branch of a tag came with it, and goes with it', async () => {
  const branch = (tag: string, more = '') =>
    object(`k: { const: ${tag} }${more}`, ', required: [k]');
  const union = (...branches: readonly string[]) =>
    object(`q: { oneOf: [${branches.join(', ')}] }`);
  const [a, b] = [branch('a'), branch('b')];
  const url = 'sanitize: [{ url: { hosts: [a.example] } }]';
  const hook = branch('c', `, u: { type: string, maxLength: 99, redact: true, ${url} }`);
  const [few, many] = [file('', union(a, b)), file('', union(hook, b, a))];
  expect(rulesOf(await diffOf(few, many))).toEqual([
    'egress-added parameters/q/(c)/u',
    'parameter-widened parameters/q',
  ]);
  expect(rulesOf(await diffOf(many, few))).toEqual(['parameter-type parameters/q']);
});

test('a default in a branch is the same wherever the branch stands', async () => {
  const branch = (tag: string, value: number) =>
    object(`k: { const: ${tag} }, n: { type: integer, default: ${value} }`, ', required: [k]');
  const union = (...branches: readonly string[]) =>
    file('', object(`q: { oneOf: [${branches.join(', ')}] }`));
  const old = union(branch('a', 1), branch('b', 2));
  const turned = await diffOf(old, union(branch('b', 2), branch('a', 1)));
  expect(rulesOf(turned)).toEqual(['schema-text-changed parameters']);
  const other = await diffOf(old, union(branch('b', 3), branch('a', 1)));
  expect(rulesOf(other)).toEqual(['default-changed parameters/q/(b)/n']);
});
