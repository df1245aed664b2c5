import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { read } from '../../../codegen/read/index.js';
import type { SourceNode } from '../../../codegen/source.js';

const own = readFileSync('tools.yaml', 'utf8').slice(0, 3000);
const lines = own.split('\n').length;

/** Reads everything a pass could read. */
function touch(node: SourceNode): void {
  expect(node.place.line).toBeGreaterThan(0);
  expect(node.place.column).toBeGreaterThan(0);
  expect(node.place.length).toBeGreaterThan(0);
  for (const [, member] of node.entries()) touch(member);
  for (const item of node.items()) touch(item);
}

function check(text: string): void {
  const { root, diagnostics } = read({ file: 'tools.yaml', text, load: () => ({ text }) });
  expect(root === undefined ? diagnostics.length : 1).toBeGreaterThan(0);
  for (const { place } of diagnostics) {
    expect(place?.line).toBeGreaterThan(0);
    expect(place?.column).toBeGreaterThan(0);
  }
  if (root) touch(root);
  JSON.stringify(root?.json);
}

const indicators = fc.constantFrom(
  ...[
    '[',
    ']',
    '{',
    '}',
    ',',
    ': ',
    '- ',
    '? ',
    '&a ',
    '*a ',
    '!x ',
    '!!str ',
    '|\n',
    '>\n',
    '"',
    "'",
    '#',
  ],
  ...[
    '\n',
    '\n ',
    '\n  ',
    '\t',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
    '<<: ',
    '\\',
    '\r\n',
    'a',
    '1',
    '~',
    '\uFEFF',
  ],
);

test('random YAML marks never make it throw', () => {
  fc.assert(
    fc.property(fc.array(indicators, { maxLength: 60 }), (parts) => check(parts.join(''))),
    { numRuns: 1500 },
  );
});

test('random text never makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check), { numRuns: 500 });
});

test('a real file with something put in, taken out or doubled never makes it throw', () => {
  const edit = fc.tuple(fc.nat(own.length), fc.nat(40), fc.array(indicators, { maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      let text = own;
      for (const [at, cut, parts] of edits)
        text = text.slice(0, at) + parts.join('') + text.slice(at + cut);
      check(text);
    }),
    { numRuns: 150 },
  );
});

test('the places of a real file are in it', () => {
  const { root } = read({
    file: 'tools.yaml',
    text: own.slice(0, own.lastIndexOf('tools:')),
    load: () => ({ error: '' }),
  });
  for (const [, node] of root?.entries() ?? []) expect(node.place.line).toBeLessThanOrEqual(lines);
});
