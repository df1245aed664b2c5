import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checks } from '../../../src/sanitize/checks.js';
import { transforms } from '../../../src/sanitize/transforms.js';
import { corpus } from '../../corpora.js';

const cases: readonly (readonly [name: string, from: string, to: string])[] = [
  ['strip_control', 'a\u0000b\u0007c\u001b[0m\u007fd\u0085e', 'abc[0mde'],
  ['strip_control', 'tab\tline\nreturn\r\nstay', 'tab\tline\nreturn\r\nstay'],
  ['trim', ' \t Tokyo\u00a0\ufeff\n', 'Tokyo'],
  ['single_line', 'a\r\nb\nc\rd\te\u2028f\u2029g\u0085h\u000bi', 'a b c d e f g h i'],
  ['single_line', 'a\n\n\tb', 'a b'],
  ['collapse_spaces', 'a  b\u00a0\u2003c d', 'a b c d'],
  ['collapse_spaces', 'a\n\nb', 'a\n\nb'],
  ['lower_case', 'ÄDA@Example.COM', 'äda@example.com'],
  ['nfc', 'e\u0301', '\u00e9'],
  ['strip_invisible', 'is\u200bAdmin\u{e0061}\u202e', 'isAdmin'],
  ['strip_invisible', '👨‍👩‍👧 می‌خواهم', '👨‍👩‍👧 می‌خواهم'],
];
test.each(cases)('%s: %j → %j', (name, from, to) => {
  expect(transforms[name]?.(from)).toBe(to);
});

const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(...'aا0 क한👩🏴漢\u200b\u200c\u200d\u2066\u2069\u202b\u202c\u202e\ufe0f'),
    fc.constantFrom('\u{e0067}', '\u{e0100}', '\u200e', '\u00ad', '\u034f', '\u1160', '\n'),
  ),
  maxLength: 30,
});

describe('every transform', () => {
  test.each(Object.keys(transforms))('%s does the same twice as once', (name) => {
    const transform = transforms[name] as (text: string) => string;
    fc.assert(
      fc.property(anyText, (text) => {
        expect(transform(transform(text))).toBe(transform(text));
      }),
    );
  });

  test('what strip_invisible leaves, the check invisible lets pass', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stripped = transforms.strip_invisible?.(text) ?? '';
        expect(checks.invisible?.run(stripped, { root: '/' })).toEqual({ effect: 'pass' });
      }),
      { numRuns: 2000 },
    );
  });
});

const naughty = corpus('adversarial/blns.json');
test.skipIf(!naughty)('of the naughty strings, strip_control changes three', () => {
  const strings = JSON.parse(readFileSync(naughty as string, 'utf8')) as string[];
  const changed = strings.filter((text) => transforms.strip_control?.(text) !== text);
  // White space of every kind, ANSI colours, and bells with backspaces: each holds control characters.
  expect(changed.map((text) => strings.indexOf(text))).toEqual([51, 273, 274]);
});
