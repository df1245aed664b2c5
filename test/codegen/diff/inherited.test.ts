import { expect, test } from 'vitest';
import { mayBe } from '../../../codegen/diff/fit.js';
import { diffOf } from './catalog.js';

/** A tool whose parameter, error and conditions have a name. */
const file = (name: string) => `
version: 1
name: desk
permissions:
  some:
    authenticated: true
    approval: { expires: 1h, when: 'args.${name} == "much"' }
tools:
  ask:
    description: Ask
    effect: write
    permission: some
    allow: args.${name} != "x"
    errors: { other: Something else., ${name}: It is too much. }
    parameters:
      type: object
      properties:
        ${name}: { type: string, maxLength: 9 }
        n: { type: integer }
      required: [${name}, n]
    examples: [{ ${name}: little, n: 1 }]
`;

// Of names that every object has, each side has one, whether it says so or not.
test.each(['valueOf', 'toString'])('%s is a name as any other', async (name) => {
  const edits: readonly (readonly [string, string])[] = [
    [`, ${name}: It is too much.`, ''],
    ['"much"', '"more"'],
    [`args.${name} != "x"`, 'args.n > 5'],
    [`allow: args.${name} != "x"`, 'timeout: 3s'],
  ];
  for (const [part, instead] of edits) {
    const text = file(name);
    expect(text).toContain(part);
    const plain = (each: string) => each.replaceAll(name, 'amount');
    const other = text.replace(part, instead);
    for (const [old, now] of [[text, other] as const, [other, text] as const]) {
      const said = JSON.stringify(await diffOf(old, now));
      expect(plain(said)).toBe(JSON.stringify(await diffOf(plain(old), plain(now))));
    }
  }
});

test('a condition that does not know a parameter does not say that it may be anything', () => {
  const expression = (types: object) => ({ source: '', usesArgs: true, types: { ...types } });
  const expressions = [expression({ valueOf: 'string' }), expression({ n: 'int' })];
  const against = { expressions, inputs: [{ properties: {} }] };
  expect(mayBe(against, 'args.valueOf', 'x')).toBe(true);
  expect(mayBe(against, 'args.valueOf', 5)).toBe(false);
});
