import { describe, expect, test } from 'vitest';
import { code, prose, table } from '../../../codegen/emit/markdown.js';
import { typeWords } from '../../../codegen/emit/type-words.js';
import { approval, asked, bytes, duration, limit, who } from '../../../codegen/emit/wording.js';
import type { ExpressionIr, LevelIr, LimitIr } from '../../../codegen/ir.js';
import type { JsonObject } from '../../../src/json.js';

const bare = (text: string) => text;
const cel = (source: string): ExpressionIr => ({ source, usesArgs: true, types: {} });
const level = (rest: Partial<LevelIr>): LevelIr => ({
  ...{ name: 'x', public: false, authenticated: false, shadow: false },
  ...rest,
});

describe('in words:', () => {
  test.each([
    [1, '1 millisecond'],
    [1500, '1500 milliseconds'],
    [1000, '1 second'],
    [90_000, '90 seconds'],
    [3_600_000, '1 hour'],
    [86_400_000, '1 day'],
    [129_600_000, '36 hours'],
  ])('%i ms is %s', (ms, want) => expect(duration(ms)).toBe(want));

  test.each([
    [1, '1 byte'],
    [999, '999 bytes'],
    [1500, '1.5 kB'],
    [1234, '1234 bytes'],
    [32_000, '32 kB'],
    [2_000_000, '2 MB'],
  ])('%i bytes is %s', (size, want) => expect(bytes(size)).toBe(want));

  test.each([
    [{ public: true }, 'anybody'],
    [{ authenticated: true }, 'anybody signed in'],
    [{ authenticated: true, roles: ['a', 'b', 'c'] }, 'role a, b or c'],
    [
      { scopes: ['x', 'y'], allow: [cel('p')], forbid: [cel('q')] },
      'scope x and y; if p; never if q',
    ],
    [{ authenticated: true, shadow: true }, 'anybody signed in; recorded, not enforced'],
    [{}, 'nobody'],
  ])('%j may be called by %s', (rest, want) => expect(who(level(rest), bare)).toBe(want));

  test.each([
    [{ expiresMs: 1000, distinct: false }, 'by anybody of the same tenant, within 1 second'],
    [
      { expiresMs: 60_000, distinct: true, by: { roles: ['a'], scopes: ['x'] }, when: cel('p') },
      'by role a and scope x, never their own call, when p, within 1 minute',
    ],
    [
      { expiresMs: 60_000, distinct: false, grants: { forMs: 3_600_000, max: 5 } },
      'by anybody of the same tenant, within 1 minute, or for 5 calls within 1 hour at once',
    ],
    [
      { expiresMs: 60_000, distinct: false, grants: { forMs: 60_000, max: 5, when: cel('p') } },
      'by anybody of the same tenant, within 1 minute, or for 5 calls within 1 minute at once, of those where p',
    ],
  ])('%j is decided %s', (rule, want) => expect(approval(rule, bare)).toBe(want));

  test.each([
    [false, undefined, 'by role a, within 1 second'],
    [true, undefined, 'by role a, within 1 second; recorded, not enforced'],
    // A tool's own approval on a level in shadow is asked for all the same.
    [true, true, 'by role a, within 1 second'],
  ] as const)(
    'in shadow %j, enforced %j: an approval is asked for %s',
    (shadow, enforced, want) => {
      const rule = { expiresMs: 1000, distinct: false, by: { roles: ['a'] } };
      const made = level({ shadow, approval: { ...rule, ...(enforced && { enforced }) } });
      expect(asked(made, bare)).toBe(want);
      expect(asked(level({ shadow }), bare)).toBe('');
    },
  );

  test.each([
    [{ limit: 10_000, perMs: 1000, by: 'global' }, '10 000 per second for everybody together'],
    [
      { limit: 1, perMs: 300_000, by: 'tenant', burst: 2, cost: 3 },
      '1 per 5 minutes for each tenant, at most 2 at once, a call costs 3',
    ],
    [{ limit: 1, perMs: 1000, by: cel('caller.id'), cost: 1 }, '1 per second for each caller.id'],
  ])('%j is %s', (of, want) => {
    expect(limit({ name: 'x', onOutage: 'deny', ...of } as LimitIr, bare)).toBe(want);
  });

  const root = {
    $defs: {
      Loop: { type: 'array', items: { $ref: '#/$defs/Loop' } },
      Id: { type: 'string', maxLength: 3 },
    },
  };
  test.each([
    [{ type: 'string' }, 'text'],
    [
      { type: 'string', format: 'date-time', minLength: 2, maxLength: 2 },
      'date-time, 2 characters',
    ],
    [{ type: 'string', minLength: 0, maxLength: 9 }, 'text, 0 to 9 characters'],
    [{ type: 'integer', minimum: 0 }, 'whole number, at least 0'],
    [
      { type: 'number', exclusiveMinimum: 0, maximum: 10_000 },
      'number, more than 0, at most 10 000',
    ],
    [{ enum: ['a', 1, null] }, 'one of a, 1, null'],
    [{ const: 'x' }, 'always x'],
    [{ type: ['string', 'null'] }, 'text, or null'],
    [{ oneOf: [{ type: 'boolean' }, { type: 'object' }] }, 'true or false, or object'],
    [
      { type: 'array', items: { type: 'object', properties: { a: {} } }, maxItems: 3 },
      'list of objects (a), at most 3 items',
    ],
    [
      { type: 'array', items: { type: 'array', items: { type: 'integer' } } },
      'list of lists of whole numbers',
    ],
    [{ $ref: '#/$defs/Id' }, 'text, at most 3 characters'],
    [{ $ref: '#/$defs/Loop' }, 'list of lists of lists of lists of …'],
    [{}, 'any value'],
  ] as [JsonObject, string][])('%j is %s', (schema, want) => {
    expect(typeWords(schema, root as JsonObject, bare)).toBe(want);
  });
});

describe('Markdown', () => {
  test.each([
    ['a | b', 'a \\| b'],
    ['<b>&amp;', '\\<b\\>&amp;amp;'],
    ['*a* _b_ snake_case `c`', '\\*a\\* \\_b\\_ snake_case \\`c\\`'],
    ['# no\nheading', '\\# no heading'],
    ['1. no list', '1\\. no list'],
    ['- no list', '\\- no list'],
    ['1 apple', '1 apple'],
    ['[x](javascript:alert)', '\\[x\\](javascript:alert)'],
    ['a\u202eb', 'a\\\\u202eb'],
  ])('%j as text: %s', (text, want) => expect(prose(text)).toBe(want));

  test.each([
    ['a', '`a`'],
    ['', '`""`'],
    ['a | b', '`a | b`'],
    ['a ` b', '`` a ` b ``'],
    ['a\nb', '`a b`'],
  ])('%j as code: %s', (text, want) => expect(code(text)).toBe(want));

  test('a bar ends no cell', () => {
    expect(table(['A'], [[code('a | b')], [prose('a | b')]])).toBe(
      '| A |\n| --- |\n| `a \\| b` |\n| a \\| b |\n',
    );
  });

  test('a table leaves out columns that say nothing', () => {
    expect(
      table(
        ['A', 'B', 'C'],
        [
          ['1', '', '2'],
          ['3', '', ''],
        ],
      ),
    ).toBe('| A | C |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |\n');
  });
});
