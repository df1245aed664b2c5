import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/json.js';
import { checks } from '../../../src/sanitize/checks.js';
import { transforms } from '../../../src/sanitize/transforms.js';
import { idleOnPlain, isPlain } from '../../../src/text/plain.js';

const texts = (value: Json): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flat().flatMap(texts);
};
const ascii = fc.string({ unit: 'grapheme-ascii' });
const odd = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });

describe('a plain JSON text', () => {
  test('holds printable ASCII alone', () => {
    const unit = fc.oneof({ arbitrary: fc.constantFrom(...'ab ~:'), weight: 20 }, odd);
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: unit as never }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(isPlain(text));
        for (const each of texts(JSON.parse(text))) expect(each).toMatch(/^[ -~]*$/);
      }),
    );
  });
  test.each([
    '"\\u0000"',
    '"\\u200b"',
    '"\u200b"',
    '"\u007f"',
    '"\\n"',
    '"é"',
    '"\ud800"',
    '\u0000',
  ])('%j is none', (text) => {
    expect(isPlain(text)).toBe(false);
  });
  test.each(['', '{}', ' {\t"a"\r\n: [1, "~ !"] }'])('%j is one', (text) => {
    expect(isPlain(text)).toBe(true);
  });
});

describe('a step that is idle on plain text', () => {
  const named = [...idleOnPlain] as string[];
  test.each(named)('%s leaves printable ASCII as it is, and finds nothing in it', (name) => {
    fc.assert(
      fc.property(ascii, (text) => {
        if (transforms[name]) expect(transforms[name](text)).toBe(text);
        else expect(checks[name]?.run(text, { root: '/' })).toEqual({ effect: 'pass' });
      }),
      { numRuns: 1000 },
    );
  });
  test.each(Object.keys(transforms))('what %s makes of printable ASCII is the same', (name) => {
    fc.assert(
      fc.property(ascii, (text) => {
        expect(transforms[name]?.(text)).toMatch(/^[ -~]*$/);
      }),
    );
  });
});
