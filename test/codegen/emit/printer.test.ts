import { describe, expect, test } from 'vitest';
import { doc, freeNames, importLine } from '../../../codegen/emit/printer.js';

describe('doc', () => {
  test.each([
    ['', ''],
    [' \n ', ''],
    ['Short', '/** Short */\n'],
    ['a */ b', '/** a *\\/ b */\n'],
    ['@ts-ignore', '/** \\@ts-ignore */\n'],
    ['one\nline', '/** one line */\n'],
    ['a\n\nb\n\n\n\nc', '/**\n * a\n *\n * b\n *\n * c\n */\n'],
    ['a\u2028b\u202e', '/** a b\\u202e */\n'],
  ])('%j', (text, want) => expect(doc(text)).toBe(want));

  test('says what is deprecated, and why', () => {
    expect(doc('Look', 'Use other.')).toBe('/**\n * Look\n * @deprecated Use other.\n */\n');
    expect(doc('', 'x */ @see y', '  ')).toBe('  /** @deprecated x *\\/ @see y */\n');
  });

  test('wraps at 100 columns, and begins no line with a tag', () => {
    const text = doc(`${'word '.repeat(40)}@deprecated ${'word '.repeat(40)}`, undefined, '  ');
    for (const line of text.split('\n')) {
      expect(line.length).toBeLessThanOrEqual(100);
      expect(line).not.toMatch(/^\s*\*\s*@/);
    }
  });
});

test('imports are escaped', () => {
  expect(importLine('a', "./it's.js")).toBe('import a from "./it\'s.js";\n');
});

test('names that are taken get a number', () => {
  expect(freeNames(['a', 'a', 'b'], ['b', 'a2'])).toEqual(['a', 'a3', 'b2']);
});
