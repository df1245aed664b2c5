import { fullFormats } from 'ajv-formats/dist/formats.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formats } from '../../../src/rules/formats.js';

type Name = keyof typeof formats;

describe('what passes and what does not', () => {
  test.each<[Name, readonly string[], readonly string[]]>([
    [
      'date',
      ['2024-02-29', '2000-02-29', '0001-01-01'],
      ['2026-02-31', '2023-02-29', '1900-02-29', '2024-13-01', '2024-1-01', '24-01-01', ''],
    ],
    [
      'time',
      ['12:00:00Z', '23:59:60Z', '08:30:06.283185+00:20', '15:59:60-08:00'],
      ['24:00:00Z', '12:00:00', '12:00Z', '22:59:60Z', '12:00:00+24:00'],
    ],
    [
      'date-time',
      ['1963-06-19T08:30:06.283185Z', '2024-02-29t12:00:00+02:00'],
      ['2024-01-01 12:00:00Z', '2024-02-30T12:00:00Z', '2024-01-01T12:00:00', '2024-01-01T'],
    ],
    [
      'duration',
      ['P4DT12H30M5S', 'P1W', 'PT36H', 'P1Y2M'],
      ['P', 'PT', 'P1YT', 'P1W2D', '4D', 'P1Y2D3M', 'PT1D'],
    ],
    [
      'email',
      ['ada@example.com', "o'brien+tag@sub.example.co"],
      [
        'ada@example',
        '@example.com',
        'ada@',
        'a b@example.com',
        '.a@example.com',
        'a..b@example.com',
        'a@-x.com',
        `${'a'.repeat(65)}@example.com`,
      ],
    ],
    [
      'hostname',
      ['example.com', 'a', '1.2', 'xn--bcher-kva.example'],
      ['-a.com', 'a-.com', 'a..b', '', 'a_b', `${'a'.repeat(64)}.com`, 'example.com.'],
    ],
    [
      'ipv4',
      ['127.0.0.1', '255.255.255.255'],
      ['256.0.0.1', '01.0.0.1', '1.2.3', '1.2.3.4.5', '1.2.3.4 '],
    ],
    [
      'ipv6',
      ['::', '::1', '2001:db8::ff00:42:8329', '::ffff:192.0.2.1', '1:2:3:4:5:6:7:8'],
      [
        '1::2::3',
        ':::',
        '12345::',
        '1:2:3:4:5:6:7',
        '1.2.3.4::',
        'fe80::1%eth0',
        '1:2:3:4:5:6:7:8:9',
        '::1:',
      ],
    ],
    [
      'uri',
      [
        'https://example.com/a?b#c',
        'urn:isbn:1',
        'mailto:a@b.c',
        'http://[::1]:80/',
        'javascript:alert(1)',
      ],
      [
        'example.com',
        '//example.com',
        'http://a b',
        'http://[1]/',
        'http://a/%zz',
        ':x',
        '1http://x',
        'http://a/{b}',
      ],
    ],
    [
      'uri-reference',
      ['/a/b', '#c', '', '//host/p', '?q', 'a/b:c'],
      ['\\\\host', 'a b', '1:x', '%z'],
    ],
    [
      'uuid',
      ['2EB8AA08-aa98-11ea-b4aa-73b441d16380'],
      ['urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380', '2eb8aa08aa9811eab4aa73b441d16380'],
    ],
    ['json-pointer', ['', '/', '/a~0b/~1', '/ä'], ['a', '/~', '/~2', '#/a']],
  ])('%s', (name, good, bad) => {
    expect(good.filter((text) => !formats[name](text))).toEqual([]);
    expect(bad.filter((text) => formats[name](text))).toEqual([]);
  });
});

/** The same text twice the length takes about twice as long; a quadratic one would not come back from 2 MB. */
describe('hostile texts come back', () => {
  const parts = [
    'a',
    '1',
    '.',
    '-',
    ':',
    '@',
    '/',
    '%',
    '%41',
    'a.',
    'a-',
    '1:',
    '::',
    'P1Y',
    '//',
    '@a',
    '#',
    '?',
    '[',
    '~0',
    ' ',
  ];
  test.each(Object.keys(formats) as Name[])('%s', (name) => {
    for (const part of parts)
      for (const start of ['', 'http://', 'P', '/', 'a@'])
        expect(typeof formats[name](`${start}${part.repeat(2_000_000 / part.length)}!`)).toBe(
          'boolean',
        );
  });
});

describe('they agree with ajv-formats', () => {
  const full = fullFormats as unknown as Record<
    string,
    RegExp | ((text: string) => boolean) | { validate: (text: string) => boolean }
  >;
  const theirs = (name: string, text: string): boolean => {
    const format = full[name];
    if (format instanceof RegExp) return format.test(text);
    return typeof format === 'function' ? format(text) : (format?.validate(text) ?? false);
  };
  const piece = fc.constantFrom(
    '0',
    '1',
    '12',
    '2024',
    '-',
    ':',
    '.',
    'T',
    'Z',
    '+',
    'a',
    'F',
    '::',
    '/',
    '?',
    '#',
    '@',
    '%41',
    'http',
    '[',
    ']',
    'P',
    'D',
    'H',
    '~0',
    '~1',
    ' ',
    'é',
  );
  const text = fc.array(piece, { maxLength: 10 }).map((each) => each.join(''));
  test.each(['date', 'duration', 'ipv4', 'ipv6', 'json-pointer'] as const)('%s', (name) => {
    fc.assert(
      fc.property(text, (value) => {
        expect(formats[name](value), JSON.stringify(value)).toBe(theirs(name, value));
      }),
      { numRuns: 3000, seed: 7 },
    );
  });
});
