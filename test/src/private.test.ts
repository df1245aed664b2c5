import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutTexts } from '../../src/without-texts.js';
import { cpuMs } from '../fixture/cost.js';
import { bench } from '../fixture/runtime.js';
import { fixtureTool } from '../fixture/tool.js';

const input = { properties: { document: { redact: true }, lines: { redact: true } } } as const;

/** What the log keeps of a call whose handler quotes its private arguments. */
async function causeOf(args: object, quote: () => string): Promise<string> {
  const open = { input: { type: 'object' } };
  const world = bench(
    { act: fixtureTool('act', open, { input }) },
    {
      act: () => {
        throw quote();
      },
    },
  );
  expect(await world.call('act', args)).toMatchObject({ error: { code: 'handler_failed' } });
  return world.of('outcome')[0]?.cause ?? '';
}

describe('a private argument that a handler quotes', () => {
  test.each([5_000, 50_000, 500_000])('of %i characters, is hidden', async (length) => {
    const document = 'aB3('.repeat(length / 4);
    const cause = await causeOf({ document }, () => `bad: ${document}!`);
    expect(cause).not.toContain('aB3(');
    expect(cause).toContain('[redacted]');
  });

  test('is hidden where the cause is cut in its middle', async () => {
    const document = 'hunter2-'.repeat(20);
    const cause = await causeOf({ document }, () => `${'x'.repeat(3_950)}${document}`);
    expect(cause).toBe(`${'x'.repeat(3_950)}[redacted]`);
  });

  test('is hidden behind another that was long', async () => {
    const [document, line] = ['a'.repeat(3_900), 'hunter2-'.repeat(500)];
    const cause = await causeOf({ document, lines: [line] }, () => `${document} ${line}`);
    expect(cause).toBe('[redacted] [redacted]');
  });

  test('is one of thousands', async () => {
    const lines = Array.from({ length: 9_000 }, (_, at) => `hunter2-${at}-${'x'.repeat(60)}`);
    const cause = await causeOf({ lines }, () => `first ${lines[0]}, last ${lines.at(-1)}`);
    expect(cause).toBe('first [redacted], last [redacted]');
  });
});

test('of a refused call what stands under a name that nobody declared is not kept', async () => {
  const shape = {
    declared: ['id', 'login', 'note', 'password'],
    properties: { login: { properties: { password: { redact: true } } } },
  } as const;
  const closed = { input: { type: 'object', properties: { id: {} }, additionalProperties: false } };
  const world = bench({ act: fixtureTool('act', closed, { input: shape }) }, { act: () => null });
  const args = {
    id: 7,
    pwd: 'hunter2',
    constructor: { id: 'hunter2' },
    login: { note: 'n', Password: 'hunter2', pass: ['hunter2'] },
  };
  expect(await world.call('act', args)).toMatchObject({ error: { code: 'invalid_arguments' } });
  expect(world.of('intent')[0]?.args).toEqual({
    id: 7,
    pwd: '[redacted]',
    constructor: '[redacted]',
    login: { note: 'n', Password: '[redacted]', pass: '[redacted]' },
  });
});

describe('a name in a private map that nobody declared', () => {
  const NAME = 'ada/lovelace@example.org';
  const map = { redact: true, declared: ['street'], names: ['invisible_flag'] } as const;
  const shape = { properties: { people: map } } as const;
  const open = { type: 'object', additionalProperties: { type: 'object' } } as const;
  const result = {
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
  };
  const tool = fixtureTool('act', { input: open, result }, { input: shape, result: shape });
  const people = { [NAME]: 1, street: 'Elm', 'hidden\u200bname': 2 };

  test('is hidden in an error, in a log line, in the path of a mark; a declared one is not', async () => {
    const act = (args: object, { log }: { log: (text: string, fields: object) => void }) => {
      log(NAME, { args });
      throw new Error(
        `of ${JSON.stringify(args)}, /people/ada~1lovelace@example.org has no street`,
      );
    };
    const world = bench({ act: tool }, { act: act as never });
    await world.call('act', { people });
    expect(world.of('intent')[0]?.flags).toEqual([
      { path: '/people/[redacted]', reason: 'its name invisible_flag: U+200B' },
    ]);
    expect(world.of('outcome')[0]?.cause).toMatch(
      /people.*\[redacted\].*"street":"\[redacted\]".*has no street/,
    );
    expect(JSON.stringify(world.events)).not.toMatch(/lovelace|Elm|hidden/);
  });

  test('is hidden where a result breaks its schema', async () => {
    const world = bench({ act: tool }, { act: () => ({ people }) });
    expect(await world.call('act', {})).toMatchObject({ error: { code: 'invalid_result' } });
    expect(world.of('outcome')[0]?.cause).toContain('"/people/[redacted]"');
  });
});

test('a text that quotes more than can be looked for is hidden whole', () => {
  const hidden = ['hunter2'.repeat(10_000)];
  expect(withoutTexts(`it was ${hidden[0]}`, hidden)).toBe('[redacted]');
  expect(withoutTexts('it was another', hidden)).toBe('it was another');
});

const KEY = 'pä"s\\wör/d +1 &<';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const json = JSON.stringify;
const ascii = (text: string) =>
  text.replace(/[^ -~]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
const percent = (text: string) =>
  Buffer.from(text)
    .toString('hex')
    .replace(/../g, (byte) => `%${byte}`);

test.each([
  ['as it is', KEY, '[redacted]'],
  ['in capitals', KEY.toUpperCase(), '[redacted]'],
  ['in JSON', json({ key: KEY }), '{"key":"[redacted]"}'],
  ['in JSON of ASCII', ascii(json([KEY])), '["[redacted]"]'],
  ['in JSON in JSON', json([json([KEY])]), '["[\\"[redacted]\\"]"]'],
  ['in JSON in JSON in JSON', json(json(json(KEY))), /^"\\"[\\"]*\[redacted\][\\"]*\\""$/],
  ['in a pointer', '/a/pä"s\\wör~1d +1 &</b', '/a/[redacted]/b'],
  ['in a URL', `/${encodeURIComponent(KEY)}/x`, '/[redacted]/x'],
  ['in a form', `a=1&${new URLSearchParams({ q: KEY })}&b=2`, 'a=1&q=[redacted]&b=2'],
  ['in percent alone', `a ${percent(KEY)} b`, 'a [redacted] b'],
  ['beside a byte of another encoding', `%e9${percent(KEY)}%e9`, '[redacted]'],
  ['in HTML', 'a pä&quot;s\\wör/d +1 &amp;&#60;', 'a [redacted]'],
  ['in base64', `key ${base64(KEY)}.`, 'key [redacted].'],
  ['in base64 of URLs', base64(KEY).replaceAll('+', '-').replaceAll('/', '_'), '[redacted]'],
  ['in a URL in base64', encodeURIComponent(base64(KEY)), '[redacted]'],
  [
    'behind a user in base64',
    `Basic ${base64(`ada:${KEY}`)}`,
    /^Basic \S{5,6}\[redacted\]\S{0,4}$/,
  ],
  ['within base64', `Basic ${base64(`ab:${KEY}!`)}`, /^Basic \S{4}\[redacted\]\S{0,4}$/],
  ['between others in base64', base64(`a:${KEY}!!`), /^\S{2,3}\[redacted\]\S{0,6}$/],
])('a private text is hidden %s', (_, text, expected) => {
  const told = withoutTexts(text, [KEY]);
  if (typeof expected === 'string') expect(told).toBe(expected);
  else expect(told).toMatch(expected);
});

test('where two are joined, both are hidden', () => {
  expect(withoutTexts('an abcdef%20g too', ['abcdef', 'def g'])).toBe('an [redacted] too');
});

test.each([
  ['an der STRASSE 5', 'Straße', 'an der [redacted] 5'],
  ['ßß an der Straße 5', 'strasse', 'ßß an der [redacted] 5'],
  ['ŉ \u{10428}ﬁx', '\u{10400}FI', 'ŉ [redacted]x'],
])('in %j the letters of %s are found that are two in other case', (text, hidden, expected) => {
  expect(withoutTexts(text, [hidden])).toBe(expected);
});

test.each([
  ['aXaXaXa', 'aXaXa', '[redacted]'],
  ['xabababy', 'abab', 'x[redacted]y'],
  ['abcab abcabcab', 'abcab', '[redacted] [redacted]'],
  [`${'a'.repeat(300_000)}b`, 'a'.repeat(5_000), '[redacted]b'],
])('one that begins again before it ends is hidden to its last end', (text, hidden, expected) => {
  expect(withoutTexts(text, [hidden])).toBe(expected);
});

test('a short text is no part of a word in base64, and escapes of others stay as they are', () => {
  expect(withoutTexts('Y2F0cw== "a\\nb" %41', ['cat'])).toBe('Y2F0cw== "a\\nb" %41');
});

test('whatever stands around a text, and however it is escaped, it is not seen', () => {
  const around = fc.string({ unit: 'binary', maxLength: 9 });
  const ways = fc.array(fc.constantFrom(json, encodeURIComponent, ascii), { maxLength: 3 });
  fc.assert(
    fc.property(around, around, ways, (before, after, through) => {
      const text = through.reduce((made, way) => way(made), `${before}${KEY}${after}`);
      expect(withoutTexts(text, [KEY])).not.toMatch(/wör|w\\+u00f6r|w%C3%B6r|w%25C3/i);
      expect(withoutTexts(base64(text), [KEY])).toMatch(
        through.length === 0 ? /\[redacted\]/ : /./,
      );
    }),
  );
});

test.each(['C:\\new "x"', '%41"bcd', `it's%20\\n`, '<&amp;> ~1z'])(
  'what is %s as it is, and means another by its own escapes, is hidden behind more of them',
  (key) => {
    const html = key.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);
    const inJson = json(key).slice(1, -1);
    for (const text of [key, html, inJson, encodeURI(key), encodeURIComponent(inJson), json(html)])
      expect(withoutTexts(`(${text})`, [key])).toMatch(/^\("?\[redacted\]"?\)$/);
  },
);

test('a run of percent that is cut within a character hides nothing', () => {
  const text = percent(`секрет${'ж'.repeat(300)}`);
  for (let most = 1; most < 9; most++)
    expect(withoutTexts(text, ['секрет'], most)).toBe('[redacted]');
});

test.each([
  ['as often as it fits', 'abc'.repeat(300_000), ['abc'], 'abc'],
  ['between as many escapes', '\\n\\nabc'.repeat(60_000), ['abc'], 'abc'],
  [
    'as one of thousands that begin alike',
    `${'ID-0 '.repeat(200_000)}ID-000777`,
    Array.from({ length: 10_000 }, (_, at) => `ID-${String(at).padStart(6, '0')}`),
    'ID-000777',
  ],
])('in a long text a private one is found %s', (_, text, hidden, found) => {
  const look = () => expect(withoutTexts(text, hidden).includes(found)).toBe(false);
  expect(cpuMs(look)).toBeLessThan(10_000);
});

test('a text is cut where it is to be, and one without anything private stays', () => {
  expect(withoutTexts('abcdef', [], 3)).toBe('abc');
  expect(withoutTexts('abcdef', ['xyz'], 3)).toBe('abc');
  expect(withoutTexts('ab secret, secret', ['SECRET'], 5)).toBe('ab [redacted]');
});

test.each([
  '{"document": hunter2}',
  '{"document": "hunter2"} hunter2',
  'hunter2',
  '{"document": "hunter2", "document": "hunter2"}',
  '{"document": "hunter2", "a": 1e999}',
])('of %s, which is not taken, nothing is kept', async (text) => {
  const tool = fixtureTool('act', { input: { type: 'object' } }, { input });
  const world = bench({ act: tool }, { act: () => 'done' });
  expect(await world.call('act', text)).toMatchObject({ error: { code: 'invalid_json' } });
  expect(world.of('outcome')[0]?.cause).toMatch(/^(Is|This) .+\.$/);
  expect(JSON.stringify(world.events)).not.toContain('hunter2');
});

test.each(['documnet', 'Document', 'the_document', 'document_', 'dokument', 'docment'])(
  'under %s, which the tool does not take, a private argument is private',
  async (name) => {
    const properties = { document: { type: 'string' } };
    const closed = { input: { type: 'object', properties, additionalProperties: false } };
    const world = bench({ act: fixtureTool('act', closed, { input }) }, { act: () => 'done' });
    const outcome = await world.call('act', { [name]: 'hunter2', deep: [{ [name]: 'hunter2' }] });
    expect(outcome).toMatchObject({ error: { code: 'invalid_arguments' } });
    expect(JSON.stringify(world.events)).not.toContain('hunter2');
  },
);

test.each([
  '{"document": "hunter2"}',
  ' [{"other": 1, "Document" : "hunter2"}]',
  '{"input": "{\\"document\\": \\"hunter2\\"}"}',
])('in arguments that are sent as the text %s, a private one is private', async (text) => {
  const properties = { document: { type: 'string' } };
  const closed = { input: { type: 'object', properties, additionalProperties: false } };
  const world = bench({ act: fixtureTool('act', closed, { input }) }, { act: () => 'done' });
  const outcome = await world.call('act', { input: text });
  expect(outcome).toMatchObject({ error: { code: 'invalid_arguments' } });
  expect(JSON.stringify(world.events)).not.toContain('hunter2');
});

test('of more names than can be compared, what the rest holds is not kept', async () => {
  const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`x${at}`, `v${at}`]));
  const tool = fixtureTool('act', {}, { input });
  const world = bench({ act: tool }, { act: () => 'done' });
  await world.call('act', many);
  const [intent] = world.of('intent');
  expect(intent?.args).toMatchObject({ x0: 'v0', x2999: '[redacted]' });
});
