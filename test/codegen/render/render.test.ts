import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../codegen/diagnostic.js';
import { frame } from '../../../codegen/render/frame.js';
import { github, pretty } from '../../../codegen/render/index.js';

const diagnostic: Diagnostic = {
  code: 'TW1101',
  severity: 'error',
  message: 'tool `a` has an unknown key `ratelimit`',
  why: 'A key that is not known would be ignored.',
  help: 'did you mean `rate_limit`?',
  place: { file: 'tools.yaml', line: 2, column: 3, length: 9 },
};
const text = 'a:\n  ratelimit: { limit: 1 }\nb: 1\n';

test('pretty shows the line and marks the place', () => {
  expect(
    pretty(diagnostic, () => text),
  ).toBe(`error[TW1101]: tool \`a\` has an unknown key \`ratelimit\`
 --> tools.yaml:2:3
  |
2 |   ratelimit: { limit: 1 }
  |   ^^^^^^^^^
  = why: A key that is not known would be ignored.
  = help: did you mean \`rate_limit\`?
`);
});

test('pretty shows related places', () => {
  const related = [
    { message: 'it stands here first', place: { file: 'x.yaml', line: 120, column: 1, length: 1 } },
  ];
  const other = `${'\n'.repeat(119)}b: 1`;
  const shown = pretty({ ...diagnostic, related }, (file) => (file === 'x.yaml' ? other : text));
  expect(shown).toContain(`   --> tools.yaml:2:3
    |
  2 |   ratelimit: { limit: 1 }
    |   ^^^^^^^^^
   ::: x.yaml:120:1
    |
120 | b: 1
    | - it stands here first
    = why`);
});

test('pretty without a text or a place shows the rest', () => {
  expect(pretty(diagnostic, () => undefined)).toContain('--> tools.yaml:2:3\n  = why');
  const { place: _, ...nowhere } = diagnostic;
  expect(pretty(nowhere, () => text).split('\n')).toHaveLength(4);
});

test('colours only when asked', () => {
  expect(pretty(diagnostic, () => text, true)).toContain('\x1b[1;31merror[TW1101]\x1b[0m');
  expect(pretty(diagnostic, () => text)).not.toContain('\x1b');
});

describe('frame', () => {
  const marked = (line: string, part: string) => {
    const shown = frame(line, line.indexOf(part) + 1, part.length);
    return `${shown.line}\n${shown.indent}${'^'.repeat(shown.width)}`;
  };
  test.each([
    ['ascii', 'a: bad # x', 'bad', 'a: bad # x\n   ^^^'],
    ['a tab', '\ta: bad', 'bad', '    a: bad\n       ^^^'],
    ['wide characters', '東京: bad', 'bad', '東京: bad\n      ^^^'],
    ['a wide marked part', 'a: 東京', '東京', 'a: 東京\n   ^^^^'],
    ['an emoji', '😀: bad', 'bad', '😀: bad\n    ^^^'],
    ['a combining accent', 'e\u0301: bad', 'bad', 'e\u0301: bad\n   ^^^'],
    ['a control character', 'a\u001b[31m: bad', 'bad', 'a<U+001B>[31m: bad\n               ^^^'],
    ['an override of direction', '\u202ea: bad', 'bad', '<U+202E>a: bad\n           ^^^'],
    ['a character of no width', 'a: b\u200bd', 'b\u200bd', 'a: b<U+200B>d\n   ^^^^^^^^^^'],
    ['CRLF is no part of a line', 'a: bad', 'bad', 'a: bad\n   ^^^'],
  ])('%s', (_, line, part, expected) => expect(marked(line, part)).toBe(expected));

  test('a long line is cut around the place', () => {
    const shown = marked(`${'x'.repeat(5000)}BAD${'y'.repeat(5000)}`, 'BAD');
    const [line = '', mark = ''] = shown.split('\n');
    expect(line.length).toBeLessThan(110);
    expect(line).toMatch(/^… x+BADy+ …$/);
    expect(mark.length).toBe(line.indexOf('BAD') + 3);
  });

  test('never throws, never wider than the bound, never sends a control character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.nat(400),
        fc.nat(400),
        (line, at, length) => {
          const shown = frame(line, at + 1, length);
          expect(shown.line).not.toMatch(/\p{Cc}|\p{Cf}/u);
          expect(shown.width).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('what a person wrote is escaped in sentences as well', () => {
  const shown = pretty({ ...diagnostic, message: 'key `\u001b[2J\nx`' }, () => text);
  expect(shown.split('\n')[0]).toBe('error[TW1101]: key `<U+001B>[2J<U+000A>x`');
});

test('github escapes data and properties', () => {
  const place = { file: 'a,b:c%.yaml', line: 1, column: 2, length: 3 };
  expect(github({ ...diagnostic, message: '100%\n::error::x\x1b[2J', place })).toBe(
    '::error file=a%2Cb%3Ac%25.yaml,line=1,col=2,endColumn=5,title=TW1101::' +
      '100%25%0A::error::x<U+001B>[2J%0AA key that is not known would be ignored.%0Adid you mean `rate_limit`?\n',
  );
});
