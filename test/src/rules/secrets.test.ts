import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { issued } from '../../../src/rules/secrets/formats.js';
import { namedSecrets } from '../../../src/rules/secrets/names.js';
import { redactSecrets } from '../../../src/rules/secrets.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { corpus, corpusRows } from '../../corpora.js';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool, levels } from '../../fixture/tool.js';

const hex = (length: number) =>
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c'.repeat(4).slice(0, length);
const drawn = (length: number) => 'k3Jx9QmZr7TgW2bVn8Lc5YpHs4DfA6eU'.repeat(8).slice(0, length);

const webToken = (claims: string) =>
  `${['{"alg":"HS256"}', claims].map((part) => Buffer.from(part).toString('base64url')).join('.')}.${drawn(43)}`;

test.each([
  [`aws_secret_access_key = ${drawn(40)}`, 'aws_secret_access_key = [secret]'],
  [`the key is ghp_${drawn(36)}, keep it`, 'the key is [secret], keep it'],
  [`{"password":"correct horse"}`, '{"password":"[secret]"}'],
  ['{"password":"hunter22"}', '{"password":"[secret]"}'],
  ['postgres://desk:hunter2@10.0.0.3/desk', 'postgres://desk:[secret]@10.0.0.3/desk'],
  ['redis://:hun@ter@2@10.0.0.3:6379/0', 'redis://:[secret]@10.0.0.3:6379/0'],
  ['smtp://ada@a.org:hunter2@mail.org', 'smtp://ada@a.org:[secret]@mail.org'],
  ['postgres://desk:hun/ter/2@10.0.0.3/desk', 'postgres://desk:[secret]@10.0.0.3/desk'],
  ['amqp://desk:/hunter2@host', 'amqp://desk:[secret]@host'],
  ['https://a:b@host/x?to=c@d.org', 'https://a:[secret]@host/x?to=c@d.org'],
  ['https://a:b@host?to=c@d.org', 'https://a:[secret]@host?to=c@d.org'],
  ['{"passwords": ["hunter22", "correct horse"]}', '{"passwords": [[secret]]}'],
  ['passwords: [hunter22, sword1]', 'passwords: [[secret]]'],
  ['the PIN: 4071, keep it', 'the PIN: [secret], keep it'],
  ['userPin: 4071 and cardPIN=40711', 'userPin: [secret] and cardPIN=[secret]'],
  ['{"card_pin":4071}', '{"card_pin":[secret]}'],
  [`Authorization: Bearer ${drawn(40)}`, 'Authorization: Bearer [secret]'],
  [`curl -u ada:lovelace1 https://example.com`, 'curl -u ada:[secret] https://example.com'],
  [`stripe: sk_live_${drawn(24)}\nnext line`, 'stripe: [secret]\nnext line'],
  [`token=${hex(32)}&page=2`, 'token=[secret]&page=2'],
  [`npm_${drawn(36)}`, '[secret]'],
  [`xoxb-${'1234567890'.split('').reverse().join('')}-9876543211-${drawn(24)}`, '[secret]'],
  [webToken('{"sub":"ada"}'), '[secret]'],
  [webToken('{"at":[{"until":1750000000}]}'), '[secret]'],
  [`AIza${drawn(35)}`, '[secret]'],
  [`ZXlK${drawn(80)}`, '[secret]'],
  [`https://hooks.slack.com/services/T0${drawn(42)}`, 'https://[secret]'],
])('%j becomes %j', (text, expected) => {
  expect(redactSecrets(text)).toBe(expected);
});

test.each([
  'Please reset my password: I forgot it.',
  'password: $' + '{DB_PASSWORD}',
  'passwords: [string, string]',
  'passwords: [...]',
  'pin: 13 is the LED, spin: 4071, pin = 1.2345, pin: 2026-11-30',
  'https://example.com:8080/@ada?to=b@example.com',
  'http://[::1]:8080/@ada',
  'https://example.com:8080/a/b@c {"see":"https://example.org:main/x","to":"a@b.org"}',
  'SPIN: 4071, Spin: 4071, mySpin: 4071',
  'token: <your token>',
  'api_key = "xxxxxxxxxxxxxxxx"',
  `commit ${hex(40)}`,
  `next_page_token=${drawn(24)}`,
  'order ord_1004 of usr_777, call_abc123DEF456ghi789JKL012',
  'https://example.com/a/b?c=d#e',
  '2b0b822c-9f86-4d08-9884-c7d659a2feaa',
  'io.jsonwebtoken:jjwt-jackson-0.11.2',
  `apiKey: "AIza${'SyA8vmApnrHNFE0bApF4hoZ11srVL_n0nvY'}"`,
  `Authorization: Bearer ${webToken('{"score":0.8,"ok":true}')}`,
])('%j stays', (text) => {
  expect(redactSecrets(text)).toBe(text);
});

test('a member stands beside its name; the rest of the value is handed back as it is', () => {
  const inner = { n: [1, null, true, 'text'] };
  const value = {
    password: 'correct "horse"',
    client_secret: drawn(20),
    [`ghp_${drawn(36)}`]: 1,
    inner,
  };
  const hidden = redactSecrets(value) as typeof value;
  expect(hidden).toEqual({ password: '[secret]', client_secret: '[secret]', '[secret]': 1, inner });
  expect(hidden.inner).toBe(inner);
  expect(redactSecrets(inner)).toBe(inner);
  expect(redactSecrets({ password: 12345678 })).toEqual({ password: '[secret]' });
  expect(redactSecrets({ passwords: ['a b c d', 'hunter22'] })).toEqual({
    passwords: ['[secret]', '[secret]'],
  });
  expect(redactSecrets({ pin: 4071, card_pin: '4071' })).toEqual({
    pin: '[secret]',
    card_pin: '[secret]',
  });
  const pins = { pin: 13, spin: 4071, pincode: '560001', other: { pin: true } };
  expect(redactSecrets(pins)).toBe(pins);
  expect(redactSecrets({ password: '$Tr0ng!pass' })).toEqual({ password: '[secret]' });
  expect(redactSecrets({ password: '$DB_PASSWORD' })).toEqual({ password: '$DB_PASSWORD' });
  const within = { value: 'hunter22', current: ['hunter22'], min: 8, rule: 'long' };
  expect(redactSecrets({ password: within, userPin: { value: 4071 }, value: 'a b' })).toEqual({
    password: { value: '[secret]', current: ['[secret]'], min: 8, rule: 'long' },
    userPin: { value: '[secret]' },
    value: 'a b',
  });
  const two = { [`ghp_${drawn(36)}`]: 1, [`gho_${drawn(36)}`]: 2, other: 3 };
  expect(redactSecrets(two)).toEqual({ '[secret]': 2, other: 3 });
  const odd = JSON.parse('{"__proto__":{"password":"correct horse"}}');
  expect(JSON.stringify(redactSecrets(odd))).toBe('{"__proto__":{"password":"[secret]"}}');
});

const key = `sk_live_${drawn(24)}`;
test('through the runtime: events, audit log and previews; not the handler, nor the model', async () => {
  const env = virtualEnv();
  const ledger = memoryLedger({ env });
  const input = { type: 'object', properties: { note: { type: 'string' } } } as const;
  const common = { permission: levels.write_requires_approval, effect: 'write' } as const;
  const tools = {
    read: fixtureTool('read', { input }),
    write: fixtureTool('write', { input }, common),
  };
  const handed: unknown[] = [];
  const handlers = {
    read: ({ note }: { note: string }, { log }: { log: (line: string) => void }) => {
      handed.push(note);
      log(`got ${note}`);
      if (note.startsWith('throw')) throw new Error(note);
      return { note };
    },
    write: () => 'done',
  };
  const options = { ledger, env, redact: redactSecrets };
  const { call, close, events } = bench(tools, handlers as never, options);
  const read = await call('read', { note: `a ${key}` });
  await call('read', { note: `throw ${key}` });
  await call('read', { other: `a ${key}`, note: 1 });
  const asked = await call('write', { note: `a ${key}` });
  await close();
  expect(handed).toEqual([`a ${key}`, `throw ${key}`]);
  expect(read.text).toContain(key);
  if (asked.status !== 'pending') throw new TypeError(asked.text);
  const log = (await ledger.audit()).map(({ body }) => body);
  const seen = [JSON.stringify(events), ...log, asked.approval.preview].join('\n');
  expect(seen.split('[secret]').length).toBeGreaterThan(8);
  expect(seen).not.toContain(key);
});

test('what it throws at is hidden whole', async () => {
  const input = { type: 'object', properties: { note: { type: 'string' } } } as const;
  const redact = () => {
    throw new Error('no');
  };
  const { call, of } = bench(
    { read: fixtureTool('read', { input }) },
    { read: () => 1 },
    { redact },
  );
  expect((await call('read', { note: 'a' })).status).toBe('completed');
  expect(of('intent').map(({ args }) => args)).toEqual(['[redacted]']);
});

describe('time in proportion to the text', () => {
  const patterns = [issued, ...namedSecrets.map(({ pattern }) => pattern)];
  test.each(patterns.map(({ source, flags }) => [source.slice(0, 60), source, flags] as const))(
    '%s…: every repetition is bounded',
    (_, source) => {
      // Classes and escapes aside, nothing repeats without end: no start costs more than a constant.
      const bare = source.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
      expect(bare).not.toMatch(/[*+]|\{\d+,\}/);
    },
  );
});

interface Row {
  readonly label: 'secret' | 'not_secret';
  readonly rule: string;
  readonly b64: string;
}
const rows = corpusRows<Row>('secrets/gitleaks_cases.jsonl').map(({ label, rule, b64 }) => ({
  label,
  rule,
  text: Buffer.from(b64, 'base64').toString('utf8'),
}));
const hits = (label: Row['label']) => {
  const of = rows.filter((row) => row.label === label);
  return { of, hit: of.filter(({ text }) => redactSecrets(text) !== text) };
};
/**
 * Row 40 of the requirements: "redaction: synthetic secrets half: ≥ 95 % recall in args, results, errors, audit,
 * traces, metrics labels and approval previews; not_secret rows ≤ 2 % hit; … overhead < 10 %." Arguments, errors, the
 * audit log and previews hide alike what is found in a text (above); traces and metrics hold no text at all (row 50,
 * test/src/otel/otel.test.ts), nor does the log hold results. What it costs: bench/hostile.ts, since no test here goes
 * by a clock.
 */
test.skipIf(rows.length === 0)('the corpus: recall at least 95 %', () => {
  const { of, hit } = hits('secret');
  expect(hit.length / of.length).toBeGreaterThanOrEqual(0.95);
  // Ids of clients, which are public, and manifests that hold no value.
  const missed = new Set(of.filter((row) => !hit.includes(row)).map(({ rule }) => rule));
  expect([...missed]).toEqual(['asana-client-id', 'discord-client-id', 'kubernetes-secret-yaml']);
});
test.skipIf(rows.length === 0)('the corpus: of what is no secret at most 2 % is hidden', () => {
  const { of, hit } = hits('not_secret');
  expect(of.length).toBeGreaterThan(100);
  expect(hit.length / of.length).toBeLessThanOrEqual(0.02);
  // Both have the form of a live key, beside the word `token`.
  expect(hit.map(({ rule }) => rule)).toEqual(['mailchimp', 'meraki']);
});
const folder = corpus('adversarial/benign');
test.skipIf(!folder)('the corpus: benign text stays as it is', () => {
  const texts = readdirSync(folder as string).flatMap((name) =>
    corpusRows<{ text: string }>(`adversarial/benign/${name}`),
  );
  expect(texts.length).toBeGreaterThan(3000);
  expect(texts.filter(({ text }) => redactSecrets(text) !== text)).toEqual([]);
});
