import { expect, test } from 'vitest';
import { check } from '../../../codegen/check/index.js';
import { read } from '../../../codegen/read/index.js';

interface Parts {
  readonly [part: string]: string;
}
const file = (broken: Parts) => {
  const parts: Parts = {
    id: '{ type: string, maxLength: 9 }',
    price: "{ $ref: '#/schemas/Money' }",
    count: '{ type: integer, default: 1 }',
    tags: '{ type: array, maxItems: 9, items: { type: string }, default: [] }',
    required: '[id, price]',
    type: 'object',
    more: '',
    money: '{ type: object, properties: { amount: { type: number } }, required: [amount] }',
    effect: 'read',
    ...broken,
  };
  return `
version: 1
name: desk
permissions: { all: { authenticated: true, allow: 'args.price.amount > 1.0' } }
schemas: { Money: ${parts.money} }
tools:
  buy:
    description: Buy it
    effect: ${parts.effect}
    permission: all
    allow: 'args.id == caller.id && args.count > 1 && args.tags.all(t, t != "x")'
    exclusive: args.id
    retry: { attempts: 2, backoff: 1s }
    parameters:
      type: ${parts.type}
      properties: { id: ${parts.id}, price: ${parts.price}, count: ${parts.count}, tags: ${parts.tags} }
      required: ${parts.required}
      ${parts.more}
`;
};

async function found(broken: Parts): Promise<string[]> {
  const { root, diagnostics } = read({
    file: 'tools.yaml',
    text: file(broken),
    load: () => ({ error: 'none' }),
  });
  if (!root) throw new Error('not read');
  const all = [...diagnostics, ...(await check(root))];
  return all.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

test('the file is sound', async () => expect(await found({})).toEqual([]));

test.each([
  [{ id: '{ typ: string }' }, 'TW2001'],
  [{ id: '{ type: strin }' }, 'TW2005'],
  [{ id: 'text' }, 'TW2004'],
  [{ count: '{ type: integer, defalt: 1 }' }, 'TW2001'],
  [{ count: '{ type: integer, default: one }' }, 'TW2033'],
  [{ tags: '{ type: array, items: [{ type: string }] }' }, 'TW2002'],
  [{ price: "{ $ref: '#/schemas/Mony' }" }, 'TW2010'],
  [{ price: '{ type: object, propertis: {} }' }, 'TW2001'],
  [
    { money: '{ type: object, propertis: { amount: { type: number } }, required: [amount] }' },
    'TW2001',
  ],
  [
    { money: '{ type: object, properties: { amount: { type: number } }, required: [amont] }' },
    'TW2022',
  ],
  [{ required: 'id' }, 'TW2003'],
  [{ required: '[id, pric]' }, 'TW2022'],
  [{ type: 'array' }, 'TW2007'],
  [{ more: 'requird: [x]' }, 'TW2001'],
  [{ effect: 'wrote' }, 'TW1105'],
] as const)('%j: what depends on it is not said as well', async (broken, code) => {
  expect(new Set(await found(broken))).toEqual(new Set([code]));
});

test.each([
  [{ id: '{ typ: string }', count: '{ type: string, default: a }' }, ['TW2001', 'TW3061']],
  [{ id: '{ typ: string }', required: '[id]' }, ['TW2001', 'TW3065']],
  [{ id: '{ typ: string }', required: '[id, price, x]' }, ['TW2001', 'TW2022']],
  [
    {
      id: '{ typ: string }',
      more: 'dependentRequired: { idd: [id] }',
      count: '{ type: boolean, default: true }',
    },
    ['TW2001', 'TW2028', 'TW3061'],
  ],
  [{ required: '[id, price, x]', count: '{ type: integer, default: one }' }, ['TW2022', 'TW2033']],
  [
    {
      money: '{ type: object, properties: { amount: { type: number } }, required: [amont] }',
      count: '{ type: integer, default: one }',
    },
    ['TW2022', 'TW2033'],
  ],
  [
    {
      effect: 'wrote',
      id: '{ typ: string }',
      tags: '{ type: array, items: { type: integer }, default: [] }',
    },
    ['TW1105', 'TW2001', 'TW3061'],
  ],
] as const)('%j: what does not depend on each other is said at once', async (broken, codes) => {
  expect([...new Set(await found(broken))].sort()).toEqual(codes);
});
