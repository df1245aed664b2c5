import { expect, test } from 'vitest';
import { diffOf, rulesOf } from './catalog.js';

/** One tool whose every part is written once more, otherwise. */
const file = ({ x = '{ type: string, maxLength: 9 }', level = '', host = '' }) => `
version: 1
name: desk
permissions: { all: { authenticated: true${level} } }
tools:
  ask:
    description: Ask
    effect: read
    permission: all
    parameters:
      type: object
      properties:
        x: ${x}
        url: { type: string, maxLength: 99, sanitize: [{ url: { hosts: [${host || 'a.example'}] } }] }
`;
const said = async (old: Parameters<typeof file>[0], now: Parameters<typeof file>[0]) =>
  rulesOf(await diffOf(file(old), file(now)));

test.each([
  ['exclusiveMinimum: 0', 'minimum: 1'],
  ['minimum: 0.5', 'minimum: 1'],
  ['exclusiveMaximum: 10', 'maximum: 9'],
  ['maximum: 9.5', 'exclusiveMaximum: 10'],
  ['exclusiveMinimum: -0.5', 'minimum: 0'],
])('of whole numbers, %s is %s', async (one, other) => {
  const [a, b] = [{ x: `{ type: integer, ${one} }` }, { x: `{ type: integer, ${other} }` }];
  expect(await said(a, b)).toEqual(['schema-text-changed parameters']);
  expect(await said(b, a)).toEqual(['schema-text-changed parameters']);
  const numbers = await said(
    { x: `{ type: number, ${one} }` },
    { x: `{ type: number, ${other} }` },
  );
  expect(numbers).not.toEqual(['schema-text-changed parameters']);
});

test('the edge of whole numbers that is really another is told', async () => {
  const [a, b] = [
    '{ type: integer, exclusiveMinimum: 0 }',
    '{ type: integer, exclusiveMinimum: 1 }',
  ];
  expect(await said({ x: a }, { x: b })).toEqual(['parameter-bound parameters/x']);
  expect(await said({ x: b }, { x: a })).toEqual(['parameter-widened parameters/x']);
});

test('a forbidding condition that became a permitting one lets nobody in', async () => {
  const forbid = { level: `, forbid: '"banned" in caller.roles'` };
  const allow = { level: `, allow: '!("banned" in caller.roles)'` };
  expect(await said(forbid, allow)).toEqual(['permission-equal permission']);
  expect(await said(forbid, {})).toContain('forbid-removed forbid');
});

test('hosts that differ in capitals are the same hosts', async () => {
  expect(await said({ host: 'A.Example' }, { host: 'a.example' })).toEqual(['contract-rewritten']);
  expect(await said({ host: "'*.Example'" }, { host: 'a.example' })).toEqual([
    'control-added parameters/url',
  ]);
});
