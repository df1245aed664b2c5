import fc from 'fast-check';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { Call, Code, flat, type Literal, literal } from '../../../codegen/emit/literal.js';

const evaluate = (text: string): unknown => new Function(`'use strict'; return (${text});`)();
/** Text made of what breaks printers: quotes, escapes, line separators, comment and markup ends, lone surrogates. */
const hostile = fc
  .array(
    fc.constantFrom(
      ...["'", '"', '`', '\\', '\n', '\r', '\u2028', '\u2029', '\0', '\ud800', '\udc00', '\u202e'],
      ...[
        '*/',
        '/*',
        '//',
        '</script>',
        '<!--',
        '$' + '{1}',
        "');x();('",
        '\ufeff',
        '😀',
        'ab ',
        'Zoë ',
      ],
      ...['__proto__', 'constructor', '\u{e0041}', '\u200d', '1', '-'],
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }) as fc.Arbitrary<Literal>;
const nested = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    hostile,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(null),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(hostile, tie('value'), { maxKeys: 5 }),
  ),
})).value as fc.Arbitrary<Literal>;

const isJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('literal', () => {
  test.each([
    [{ a: 1, 'b-c': [true, null] }, "{ a: 1, 'b-c': [true, null] }"],
    [3_600_000, '3_600_000'],
    [9999, '9999'],
    [-12345, '-12_345'],
    [0.25, '0.25'],
    [1e21, '1e+21'],
    [-0, '-0'],
    ['it is', "'it is'"],
    ["it's", '"it\'s"'],
    [`"it's"`, `'"it\\'s"'`],
    ['a\nb', "'a\\nb'"],
    ['</script>', "'<\\/script>'"],
    ['a\u202eb\u{e0041}\u200d', "'a\\u202eb\\u{e0041}\\u200d'"],
    [[], '[]'],
    [{}, '{}'],
    [{ gone: undefined, here: 1 }, '{ here: 1 }'],
    [JSON.parse('{"__proto__":1,"class":2}'), "{ ['__proto__']: 1, class: 2 }"],
    [new Call('cel', 'm', ['args.a', { a: 'int' }]), "cel('args.a', { a: 'int' })"],
    [new Code('() => 1'), '() => 1'],
  ] as [Literal, string][])('prints %j as %s', (value, want) => expect(literal(value)).toBe(want));

  test('breaks what does not fit, one member a line, and long texts after spaces', () => {
    const words = 'word '.repeat(30).trim();
    expect(literal({ short: [1, 2], text: words, list: [words] })).toMatchInlineSnapshot(`
      "{
        short: [1, 2],
        text:
          'word word word word word word word word word word word word word word word word word word ' +
          'word word word word word word word word word word word word',
        list: [
          'word word word word word word word word word word word word word word word word word word ' +
            'word word word word word word word word word word word word',
        ],
      }"
    `);
    expect(
      literal({
        hugged: new Call('cel', 'm', ['x'.repeat(70), { args: { a: 1 } }]),
        call: new Call('cel', 'm', ['x'.repeat(90), { args: {} }]),
      }),
    ).toMatchInlineSnapshot(`
      "{
        hugged: cel('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', {
          args: { a: 1 },
        }),
        call: cel(
          'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
          { args: {} },
        ),
      }"
    `);
  });

  test('no line is longer than 100 where there is a space to cut at', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a ', 'be ', "it's ", 'longer word ')), (words) => {
        const text = literal({ some_key: { inner: words.join(''), list: [words.join('')] } });
        for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['random JSON', json],
    ['hostile text', nested],
  ])('reads back as the same value: %s', (_name, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        expect(evaluate(literal(value))).toEqual(value);
        expect(evaluate(flat(value))).toEqual(value);
        expect(isJson(evaluate(literal(value)))).toEqual(isJson(value));
      }),
      { numRuns: 300 },
    );
  });

  test('is one expression, with nothing invisible in it', () => {
    fc.assert(
      fc.property(nested, (value) => {
        const text = `const x = ${literal(value)};`;
        const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022) as ts.SourceFile & {
          parseDiagnostics: readonly unknown[];
        };
        expect(file.parseDiagnostics).toEqual([]);
        expect(file.statements).toHaveLength(1);
        expect(text).not.toMatch(/[\u2028\u2029\u202e\p{Cs}]|<\/|[^\n\P{Cc}]/u);
      }),
      { numRuns: 200 },
    );
  });
});
