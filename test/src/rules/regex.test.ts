import { describe, expect, test } from 'vitest';
import { patterns } from '../../../src/rules/regex.js';
import { cpuMs } from '../../fixture/cost.js';

const context = { root: '/' };
const dangerous = ['; *rm\\s+-rf', ';\\s*DROP\\s+TABLE', '<script>'];

describe('patterns', () => {
  const flag = patterns({ name: 'dangerous_patterns', patterns: dangerous, effect: 'flag' });
  const reject = patterns({ name: 'dangerous_patterns', patterns: dangerous, effect: 'reject' });

  test.each([
    ['x; rm -rf /', '; *rm\\s+-rf'],
    ['1; drop table users--', ';\\s*DROP\\s+TABLE'],
    ['a <SCRIPT>; rm -rf', '; *rm\\s+-rf and <script>'],
  ])('finds %s', (value, reason) => {
    expect(flag.run(value, context)).toEqual({ effect: 'flag', reason });
    expect(reject.run(value, context)).toEqual({
      effect: 'reject',
      message: 'must not hold what the rule dangerous_patterns looks for',
    });
  });

  test.each(['', 'the farm -rf', 'drop by the table', 'script'])('lets %j pass', (value) => {
    expect(flag.run(value, context)).toEqual({ effect: 'pass' });
  });

  test('takes time linear in the value, whatever the pattern', () => {
    const evil = patterns({ name: 'evil', patterns: ['^(a+)+$', '(.*)*x'], effect: 'flag' });
    const time = (length: number) => {
      const value = `${'a'.repeat(length)}!`;
      return cpuMs(() => evil.run(value, context));
    };
    time(10);
    // A backtracking engine needs 2^60 steps for the first; this bound leaves room for a slow machine.
    expect(time(60)).toBeLessThan(200);
    expect(time(20_000)).toBeLessThan(2000);
  });

  test('a pattern that is none throws when first used, so the call is refused', () => {
    const broken = patterns({ name: 'broken', patterns: ['(?<=a)b(?R)'], effect: 'flag' });
    expect(() => broken.run('ab', context)).toThrow();
  });
});
