import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validatorOf } from '../../../codegen/schema/compile.js';
import { linearPattern, patternProblem } from '../../../codegen/schema/pattern/index.js';
import { parsePattern } from '../../../codegen/schema/pattern/parse.js';
import { toRe2 } from '../../../codegen/schema/pattern/re2.js';
import { linear } from '../../../src/rules/pattern.js';
import { lowerOne } from './lowered.js';
import { toolOf } from './tool.js';

const engine = (source: string): string =>
  patternProblem(source)?.problem ?? (linearPattern(source) === undefined ? 'built-in' : 'RE2');

describe('P13: a pattern compiles under u', () => {
  test.each(['^\\-a$', '(?i)abc', '[z-a]', '(', 'a{2,1}'])('%s', (source) => {
    expect(patternProblem(source)?.code).toBe('TW2042');
  });
});

describe('a pattern that nothing can make slow runs on the built-in engine', () => {
  test.each([
    '^usr_[0-9]{1,12}$',
    '^[a-z]+(-[a-z]+)*$',
    '^(tkt|usr)_\\d+$',
    '^(order|offer)_\\d+$',
    '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2})?$',
    '^#([0-9a-f]{3}|[0-9a-f]{6})$',
    '^\\s*\\w+\\s*$',
    '^.{1,4000}$',
    'foo',
    '^$',
  ])('%s', (source) => {
    expect(engine(source)).toBe('built-in');
  });
});

describe('a pattern that could stall it runs on the linear one', () => {
  const slow = [
    '^(a+)+$',
    '^(a*)*$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '^(a?){30}a{30}$',
    '^((a*|b*)c)*$',
    '^(.*)*x$',
    '(x+x+)+y',
    'a+$',
    '^[^@]+@[^@]+\\.[^@]+$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
  ];
  const hostile = ['a', 'x', 'ac', 'c', '@', 'ab'].map((part) => `${part.repeat(50_000)}!`);
  test.each(slow)('%s', (source) => {
    expect(engine(source)).toBe('RE2');
    const { test: matches } = linear(linearPattern(source) ?? '');
    for (const text of hostile) expect(typeof matches(text)).toBe('boolean');
  });
});

describe('what neither can do is refused', () => {
  test.each([
    ['^(?=.*a)', 'it looks ahead or behind'],
    ['(?<!a)b', 'it looks ahead or behind'],
    ['(a)\\1', 'it refers back to a group'],
    ['(?<n>a)\\k<n>', 'it refers back to a group'],
    ['^(.+){1,2000}$', 'it repeats more than 1000 times; use maxLength'],
    ['^(\\p{Script_Extensions=Greek}+)+$', 'RE2 has no \\p{Script_Extensions=Greek}'],
  ])('%s', (source, problem) => {
    expect(patternProblem(source)).toEqual({ code: 'TW2043', problem });
  });
});

describe('both engines mean the same', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '\\d',
    '\\w',
    '\\s',
    '\\S',
    '[ab]',
    '[^a]',
    '\\u00e9',
    '\\u{1F600}',
    '\\.',
    '[\\d_]',
    '\\p{L}',
    '\\b',
    '$',
    '^',
  );
  const { pattern } = fc.letrec<{ pattern: string; term: string }>((tie) => ({
    term: fc.oneof(
      { weight: 4, arbitrary: atom },
      { weight: 1, arbitrary: tie('pattern').map((each) => `(?:${each})`) },
    ),
    pattern: fc
      .array(fc.tuple(tie('term'), fc.constantFrom('', '', '', '*', '+', '?', '{1,2}', '+?')), {
        minLength: 1,
        maxLength: 4,
      })
      .map((terms) =>
        terms.map(([term, times]) => (/^(\\b|\$|\^)$/.test(term) ? term : term + times)).join(''),
      ),
  }));
  const sources = fc.array(pattern, { minLength: 1, maxLength: 3 }).map((each) => each.join('|'));
  const text = fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        'z',
        '1',
        ' ',
        '\n',
        '\u2028',
        '\u00a0',
        '\u00e9',
        '\u{1F600}',
        '_',
        '.',
        '-',
      ),
      { maxLength: 8 },
    )
    .map((each) => each.join(''));

  test('RE2 and RegExp', () => {
    const check = fc.property(sources, text, (source, value) => {
      const native = new RegExp(source, 'u').test(value);
      expect(
        linear(toRe2(parsePattern(source))).test(value),
        `${source} on ${JSON.stringify(value)}`,
      ).toBe(native);
    });
    fc.assert(check, { numRuns: 3000, seed: 7 });
  });
});

describe('nor does a text of the file stall the compiler', () => {
  const slow = '^(a+)+$';
  const text = `${'a'.repeat(60)}!`;

  test('an example, a default, a name among patterns', () => {
    const schema = lowerOne({
      type: 'object',
      properties: { [text]: { type: 'string' }, x: { type: 'string', pattern: slow } },
      patternProperties: { [slow]: { type: 'string' } },
    });
    expect(validatorOf(schema)({ x: text, [text]: 'b' })).toBe(false);
    expect(validatorOf(schema)({ x: 'aa', [text]: 'b' })).toBe(true);
    const marked = { properties: { [text]: {} }, patternProperties: { [slow]: { redact: true } } };
    expect(toolOf('a', { parameters: { type: 'object', ...marked } }).inputShape).toBeDefined();
  });
});
