import { expect, test } from 'vitest';
import { lintFile } from '../../../codegen/lint/index.js';
import { fileOf } from '../../../codegen/lower/file.js';
import { lower } from '../../../codegen/lower/index.js';
import { read } from '../../../codegen/read/index.js';

const file = (condition: string) => `
version: 1
name: desk
schemas:
  Few: { type: array, maxItems: 10, items: { type: string, maxLength: 9 } }
permissions: { all: { authenticated: true } }
tools:
  ask:
    description: Ask the desk
    effect: read
    permission: all
    bind: { mine: caller.roles }
    allow: '${condition}'
    parameters:
      type: object
      required: [a, b, few, some, tree, map, either, mine, closed]
      properties:
        a: { type: array, items: { type: string, maxLength: 9 } }
        b: { type: array, items: { type: string, maxLength: 9 } }
        few: { $ref: '#/schemas/Few' }
        some: { type: array, maxItems: 300, items: { type: string, maxLength: 9 } }
        tree: { type: array, items: { type: object, properties: { parts: { type: array, items: { type: string, maxLength: 9 } } }, required: [parts] } }
        map: { type: object, additionalProperties: { type: string, maxLength: 9 } }
        either: { anyOf: [{ $ref: '#/schemas/Few' }, { type: array, maxItems: 20, items: { type: string, maxLength: 9 } }] }
        mine: { type: array, items: { type: string } }
        closed: { type: object, properties: { x: { type: string, maxLength: 9 } } }
`;

function found(condition: string): string[] {
  const text = file(condition);
  const { root } = read({ file: 'tools.yaml', text, load: () => ({ error: 'none' }) });
  if (!root) throw new Error('not read');
  const tokenizer = { name: 'none', count: () => 0, exact: true };
  const about = { file: fileOf(root), catalog: lower(root), tokenizer, recheck: undefined };
  const { findings } = lintFile(about, () => text);
  return findings.filter(({ code }) => code === 'TW6013').map(({ message }) => message);
}

test.each([
  [
    'args.a.exists(x, args.b.exists(y, x == y))',
    '`args.b` inside of `args.a` takes any number of steps',
  ],
  [
    'args.a.exists(x, args.a.exists(y, x == y))',
    '`args.a` inside of `args.a` takes any number of steps',
  ],
  ['args.a.all(x, x in args.b)', '`args.b` inside of `args.a` takes any number of steps'],
  ['args.some.exists(x, args.some.exists(y, args.few.exists(z, z == x)))', 'up to 900000 steps'],
  ['args.a.filter(x, x != "").exists(x, args.b.exists(y, x == y))', '`args.b` inside of'],
  ['args["a"].exists(x, args.few.exists(y, x == y))', '`args.few` inside of'],
  ['cel.bind(l, args.b, args.a.exists(x, l.exists(y, x == y)))', '`l` inside of `args.a`'],
  ['args.tree.exists(t, args.tree.exists(u, t.parts == u.parts))', 'any number of steps'],
  ['args.a.exists(x, args.map.exists(k, k == x))', '`args.map` inside of `args.a`'],
  ['true || args.a.exists(x, (args.b + args.few).exists(y, x == y))', 'any number of steps'],
])('%s', (condition, said) => {
  expect(found(condition).join()).toContain(said);
});

test.each([
  'args.a.exists(x, x == "y") && args.b.exists(x, x == "y")',
  'args.some.exists(x, args.some.exists(y, x == y))',
  'args.few.exists(x, args.either.exists(y, args.some.exists(z, x == y)))',
  'args.tree.exists(t, t.parts.exists(x, x == "y"))',
  'args.a.exists(x, x in caller.roles)',
  'args.a.exists(x, args.mine.exists(y, x == y))',
  'args.a.exists(x, ["p", "q"].exists(y, x == y))',
  'args.a.exists(x, x in args.closed)',
  'args.a.exists(x, x in args.map)',
  'size(args.a) < size(args.b)',
])('%s is let pass', (condition) => {
  expect(found(condition)).toEqual([]);
});
