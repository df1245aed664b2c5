import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/error.js';
import type { Json, JsonObject } from '../../../src/json.js';
import { parse } from '../../../src/stage/parse.js';
import { isPlain } from '../../../src/text/plain.js';
import { corpus, corpusRows } from '../../corpora.js';
import { cpuMs } from '../../fixture/cost.js';
import { resolved } from './received.js';

const read = (args: string | JsonObject, emptyAllowed = true): JsonObject =>
  parse(resolved(args, undefined, { emptyAllowed })).proposed;

/** The code and the first issue of the refusal; undefined where it is taken. */
function refused(args: unknown, emptyAllowed = true): string | undefined {
  try {
    read(args as string, emptyAllowed);
    return undefined;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Refusal);
    const { code, detail } = thrown as Refusal;
    expect(code).toBe('invalid_json');
    const [issue] = detail.issues ?? [];
    expect(issue?.message, 'a sentence').toMatch(/^[A-Z].*\.$/);
    return `${issue?.path} ${issue?.message}`;
  }
}

describe('takes a plain object', () => {
  test.each([
    '{}',
    ' {"a":1}\n',
    '{"a":{"b":[1,2.5,-0,true,null,"x"]}}',
    '{"a":"\\ud83d\\ude00 \\"quoted\\" : , { ["}',
    '{"constructor":1,"prototype":2,"toString":3}',
    '{"n":123e45,"m":1E22}',
    `{"a":${'['.repeat(31)}${']'.repeat(31)}}`,
  ])('%s', (text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });
});

describe('refuses, with a pointer', () => {
  test.each([
    ['{"to":"me","to":"evil"}', '/to This key stands twice.'],
    ['{"a":{"b":1,"\\u0062":2}}', '/a/b This key stands twice.'],
    ['{"a":{"x":1},"a":2}', '/a This key stands twice.'],
    ['{"a":[{"k":1},{"k":1,"k":2}]}', '/a/1/k This key stands twice.'],
    ['{"__proto__":{"admin":true}}', '/__proto__ This key is not allowed.'],
    ['{"a":{"\\u005f_proto__":1}}', '/a/__proto__ This key is not allowed.'],
    ['{"id":9007199254740993}', '/id This integer is beyond'],
    ['{"id":-9007199254740993.0}', '/id This integer is beyond'],
    ['{"a~b":{"c/d":[1e400]}}', '/a~0b/c~1d/0 This number is too large.'],
    ['{"a":"\\ud800"}', '/a Holds a NUL character or half'],
    ['{"a":"\\udc00\\ud800"}', '/a Holds a NUL character or half'],
    ['{"a":"\ud800"}', '/a Holds a NUL character or half'],
    ['{"a":"x\\u0000"}', '/a Holds a NUL character or half'],
    ['{"\\u0000":1}', '/\u0000 Holds a NUL character or half'],
    ['{"a":1}{"b":2}', ' Is not valid JSON.'],
    ['{"a":1} trailing', ' Is not valid JSON.'],
    ["{'a':1}", ' Is not valid JSON.'],
    ['{"a":1,}', ' Is not valid JSON.'],
    ['{"a":NaN}', ' Is not valid JSON.'],
    ['{"a":"\n"}', ' Is not valid JSON.'],
    ['```json\n{}\n```', ' Is not valid JSON.'],
    ['{"a":1', ' Ends too early'],
    ['{"a":"x', ' Ends too early'],
    ['[1]', ' Is valid JSON, but no object.'],
    ['"{}"', ' Is valid JSON, but no object.'],
    ['null', ' Is valid JSON, but no object.'],
    [`{"a":${'['.repeat(32)}${']'.repeat(32)}}`, ' Is nested more than 32 levels deep.'],
    [`{"a":[${'1,'.repeat(10_000)}1]}`, ' Holds more than 10000 values.'],
    [`{"a":"${'x'.repeat(1_048_576)}"}`, ' Is longer than 1048576 characters.'],
  ])('%.60s', (text, message) => {
    expect(refused(text)).toContain(message);
  });
});

describe('nothing at all', () => {
  // Also arguments that are left out: a program without types may hand on what a provider did not send.
  test.each(['', '  \n ', '\t', undefined])('%j is {} only where nothing is required', (text) => {
    expect(read(text as string)).toEqual({});
    expect(refused(text, false)).toContain('Is empty.');
  });
  test.each(['\0', '\u0001', '\v', ' \f ', '\u001f', '\u00a0', '\ufeff', '\u2028'])(
    '%j is no white space of JSON, and not {}',
    (text) => {
      expect(refused(text)).toContain('Is not valid JSON.');
      expect(refused(text, false)).toContain('Is not valid JSON.');
    },
  );
});

describe('an object from a provider that parses itself', () => {
  test('is copied: nobody changes it later', () => {
    const given = { a: { b: [1] } };
    const proposed = read(given);
    given.a.b.push(2);
    expect(proposed).toEqual({ a: { b: [1] } });
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const wide = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [index, 1]));
  test.each([
    ['a cycle', cyclic, 'nested more than 32'],
    ['a date', { at: new Date(0) }, '/at This is no plain JSON object.'],
    ['undefined', { a: undefined }, '/a This is no JSON value but a undefined.'],
    ['a function', { a: { toJSON: () => 1 } }, '/a/toJSON This is no JSON value'],
    ['a BigInt', { a: 1n }, '/a This is no JSON value'],
    ['NaN', { a: [Number.NaN] }, '/a/0 This number is too large.'],
    ['an unsafe integer', { a: 2 ** 53 }, 'This integer is beyond'],
    ['a lone surrogate', { '\ud800': 1 }, 'half of a surrogate pair'],
    ['__proto__', JSON.parse('{"a":{"__proto__":1}}'), '/a/__proto__ This key is not allowed.'],
    ['too many values', wide, 'Holds more than 10000 values.'],
    ['an array', [1], 'but no object'],
    ['null', null, 'but no object'],
    ['a number', 7, 'but no object'],
    ['a class', new (class Row {})(), 'no plain JSON object'],
    ['a sparse array', { a: new Array(2) }, '/a/0 This is no JSON value'],
  ])('%s', (_, value, message) => {
    expect(refused(value)).toContain(message);
  });
});

test('what JSON.stringify writes is read back, and is the same', () => {
  const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 6 }));
  fc.assert(
    fc.property(json, (value) => {
      const text = JSON.stringify(value);
      const outcome = refused(text);
      const fit = !text.includes('\\u0000') && !text.includes('"__proto__":');
      const unsafe = /This integer/.test(outcome ?? '');
      if (fit && !unsafe) expect(read(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 300 },
  );
});

test('any text is read as JSON.parse reads it, or refused', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"a"',
    '"',
    '\\',
    '1',
    '-',
    'e9',
    '.5',
    'null',
    ' ',
    '\\u0041',
    '"__proto__"',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join('');
      let value: Json | undefined;
      try {
        value = read(text, false);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Refusal);
      }
      if (value !== undefined) expect(value).toEqual(JSON.parse(text));
    }),
    { numRuns: 2000 },
  );
});

test('plain is what has nothing but printable ASCII', () => {
  const unit = fc.oneof(
    fc.constantFrom(...'ab ~'),
    fc.constantFrom('\\', '"', '\u007f', '\u200b', 'é'),
  );
  const json = fc.dictionary(fc.string({ unit }), fc.string({ unit }), { maxKeys: 3 });
  fc.assert(
    fc.property(json, (value) => {
      fc.pre(!Object.hasOwn(value, '__proto__'));
      const text = JSON.stringify(value);
      expect(parse(resolved(text)).plain).toBe(isPlain(text));
    }),
  );
});

describe.each([4_000, 4_096, 4_097, 12_000, 300_000])('a text of %i characters', (length) => {
  test.each(['x', 'é', '\uffff', '\u{1f600}'])('of %j', (character) => {
    const rest = '"a":2}';
    const start = '{"a":"';
    const filling = character.repeat((length - start.length - 2 - rest.length) / character.length);
    expect(refused(`${start}${filling}",${rest}`)).toContain('/a This key stands twice.');
    const whole = `${start}${filling}"}`;
    expect(read(whole)).toEqual(JSON.parse(whole));
    expect(parse(resolved(whole)).plain).toBe(character === 'x');
    expect(refused(`${start}${filling}\ud800"}`)).toContain('/a Holds a NUL character or half');
  });
});

test('what a program puts on Object.prototype is no argument', () => {
  Object.assign(Object.prototype, { polluted: () => 1 });
  try {
    expect(refused('{"a":{"b":1},"a":2}')).toContain('/a This key stands twice.');
    expect(Object.keys(read('{"a":{"b":1}}'))).toEqual(['a']);
    expect(Object.keys(read({ a: 1 }))).toEqual(['a']);
  } finally {
    delete (Object.prototype as { polluted?: unknown }).polluted;
  }
});

test('Object.prototype stays as it is', () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  refused('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  read('{"constructor":{"prototype":{"polluted":1}}}');
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

describe('hostile sizes are refused at once', () => {
  test.each([
    ['10^6 deep', '['.repeat(1_000_000)],
    ['10^6 deep, short enough', `{"a":${'['.repeat(500_000)}`],
    ['100 MB', `{"a":"${'x'.repeat(100_000_000)}"}`],
    ['a million members', `{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
  ])('%s', (_, text) => {
    // A verdict in a few milliseconds; the bound leaves room for a slow machine.
    expect(cpuMs(() => expect(refused(text)).toBeDefined())).toBeLessThan(500);
  });
});

describe.skipIf(!corpus('json/jsontestsuite.jsonl'))(
  'JSONTestSuite (needs ../shared/corpora)',
  () => {
    interface Row {
      readonly name: string;
      readonly expect: 'accept' | 'reject' | 'either';
      readonly b64?: string;
      /** Too long to be stored: these characters, over and over. */
      readonly repeat?: string;
      readonly length?: number;
    }
    /** Valid JSON that I-JSON (RFC 7493) leaves out. */
    const outside = new Set([
      'y_object_duplicated_key.json',
      'y_object_duplicated_key_and_value.json',
      'y_object_escaped_null_in_key.json',
      'y_string_null_escape.json',
    ]);
    const rows = corpusRows<Row>('json/jsontestsuite.jsonl');
    const textOf = ({ b64, repeat, length = 0 }: Row) =>
      b64 === undefined
        ? (repeat ?? '').repeat(length).slice(0, length)
        : Buffer.from(b64, 'base64').toString('utf8');
    // Bytes that are no UTF-8 never reach the runtime: a text was decoded before.
    const decodable = (row: Row) => !textOf(row).includes('\ufffd');

    test.each(rows.filter(({ expect }) => expect === 'reject'))('refuses $name', (row) => {
      if (decodable(row)) expect(refused(`{"value":${textOf(row)}}`)).toBeDefined();
      expect(refused(textOf(row), false)).toBeDefined();
    });
    test.each(rows.filter(({ expect }) => expect === 'accept'))('accepts $name', (row) => {
      const text = `{"value":${textOf(row)}}`;
      if (outside.has(row.name)) expect(refused(text)).toBeDefined();
      else expect(read(text)).toEqual(JSON.parse(text));
    });
    test.each(rows.filter(({ expect }) => expect === 'either'))('has a verdict on $name', (row) => {
      refused(`{"value":${textOf(row)}}`);
    });
  },
);

describe.skipIf(!corpus('json/llm_malformed.jsonl'))(
  'JSON as models garble it (needs ../shared/corpora)',
  () => {
    interface Row {
      readonly text: string;
      readonly strict_json: boolean;
    }
    test('is never guessed', () => {
      for (const { text, strict_json } of corpusRows<Row>('json/llm_malformed.jsonl')) {
        const verdict = refused(text, false);
        if (!strict_json) expect(verdict, text).toBeDefined();
        if (verdict === undefined) expect(read(text, false)).toEqual(JSON.parse(text));
      }
    });

    interface Shape {
      readonly shape: string;
      readonly arguments: string;
      readonly expect: string;
    }
    test.each(corpusRows<Shape>('json/field_argument_shapes.jsonl'))('$shape', (row) => {
      if (row.expect.startsWith('reject')) expect(refused(row.arguments)).toBeDefined();
      else if (row.expect === 'empty_object') expect(read(row.arguments)).toEqual({});
      else expect(read(row.arguments)).toEqual(JSON.parse(row.arguments));
    });

    test('naughty strings come out as they went in', () => {
      const file = corpus('adversarial/blns.json') as string;
      const strings = JSON.parse(readFileSync(file, 'utf8')) as string[];
      for (const text of strings) {
        const sent = JSON.stringify({ text });
        if (text.includes('\0') || /\p{Surrogate}/u.test(text)) expect(refused(sent)).toBeDefined();
        else expect(read(sent)).toEqual({ text });
      }
    });
  },
);
