import { expect, test } from 'vitest';
import { strangers } from '../../../codegen/cel/stranger.js';
import { compile } from '../../../src/rules/cel/compile.js';

const parameters = {
  type: 'object',
  properties: {
    mode: { $ref: '#/$defs/Mode' },
    maybe: { type: ['string', 'null'], enum: ['a', null] },
    either: { anyOf: [{ const: 'a' }, { enum: ['b', 'c'] }] },
    open: { anyOf: [{ const: 'a' }, { type: 'string' }] },
    pair: { type: 'array', prefixItems: [{ const: 'a' }], items: { const: 'b' } },
    shape: {
      oneOf: [
        { type: 'object', properties: { kind: { const: 'circle' } } },
        { type: 'object', properties: { kind: { const: 'square' } } },
      ],
    },
    node: { $ref: '#/$defs/Node' },
    n: { enum: [1, 2] },
    modes: { type: 'array', items: { $ref: '#/$defs/Mode' } },
    byName: { type: 'object', additionalProperties: { $ref: '#/$defs/Mode' } },
    parts: { type: 'array', items: { properties: { mode: { $ref: '#/$defs/Mode' } } } },
  },
  $defs: {
    Mode: { enum: ['fast', 'slow'] },
    Node: { properties: { next: { $ref: '#/$defs/Node' }, mode: { $ref: '#/$defs/Mode' } } },
  },
};

test.each([
  ['args.mode == "fast" || args["mode"] == "slow"'],
  ['args.mode == "fast" || args.mode in ["slow"]'],
  ['args.maybe == "a" || args.maybe == null'],
  ['args.either == "a" || args.either == "c"'],
  ['args.open == "anything"'],
  ['"b" in args.pair'],
  ['args.shape.kind == "circle" || args.shape.kind == "square"'],
  ['args.node.next.next.mode == "fast"'],
  ['args.n == 3'],
  ['args.mode == caller.attributes.mode'],
  ['caller.id == "nowhere"'],
  ['["x"].exists(v, v == "y")'],
  ['args.modes.exists(m, m == "fast" || m == "slow")'],
  ['args.modes.exists(m, ["x"].exists(m, m == "y"))'],
  ['args.byName.exists(key, key == "line")'],
  ['args.pair.exists(p, p == "c")'],
  ['args.parts.exists(p, cel.bind(p, p.mode, p == "fast" || p == "slow"))'],
  ['args.modes.map(m, "x").exists(m, m == "x")'],
])('may be: %s', (source) => {
  expect(strangers(compile(source, undefined).ast, parameters)).toEqual([]);
});

test.each([
  ['args.mode != "fats"', 'fats'],
  ['"fats" == args["mode"]', 'fats'],
  ['!(args.mode in ["fast", "x", "y"])', 'x', 'y'],
  ['args.maybe == "b"', 'b'],
  ['args.either == "d" || args.mode == "fast"', 'd'],
  ['args.shape.kind == "line"', 'line'],
  ['args.node.next.mode == "line"', 'line'],
  ['args.modes.exists(m, m == "line")', 'line'],
  ['args.modes[0] == "line"', 'line'],
  ['args.parts.filter(p, p.mode != "line").all(p, p.mode in ["fast", "fats"])', 'line', 'fats'],
  ['cel.bind(m, args.mode, m == "line")', 'line'],
  ['["x"].exists(x, args.modes.exists(m, m == "line"))', 'line'],
])('can never be: %s', (source, ...values: string[]) => {
  const found = strangers(compile(source, undefined).ast, parameters);
  expect(found.map((fault) => fault.kind === 'value' && fault.value)).toEqual(values);
});
