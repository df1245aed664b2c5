import { constants, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInside, path } from '../../../src/rules/path.js';
import type { Context } from '../../../src/tool.js';
import { corpusRows } from '../../corpora.js';
import { cpuMs } from '../../fixture/cost.js';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool } from '../../fixture/tool.js';

const check = path({ root: 'reports' });
const passes = (value: string, root = '/nowhere') => check.run(value, { root }).effect === 'pass';

test.each([
  'may.md',
  'a/b/c.md',
  'a/../b.md',
  './a.md',
  '.',
  'common/..md',
  'app/[...slug]/page.tsx',
  'pages/%.md',
  '100%25.md',
  'a b/ü.md',
  '2026-01-01T10:00.md',
  'logs/2026-01-01T10:00.md',
  '..foo',
  '..foo/bar',
  'paper.aux',
  'console/context.md',
  'nulls/lpt.txt',
])('takes %s', (value) => {
  expect(passes(value)).toBe(true);
});

test.each([
  '',
  '/etc/passwd',
  '//server/share',
  '..',
  '../x',
  'a/../../x',
  '..\\x',
  'a\\b',
  'C:/x',
  'c:x',
  './C:/x',
  'a/../C:/x',
  'file:///etc/passwd',
  'notes.txt:stream',
  'may/notes.txt:stream',
  'may/notes.txt::$DATA',
  'may/a:b',
  './1:stream',
  'may/2026:stream',
  '_a:stream',
  'a b:stream',
  'ü:1',
  'may/report10:12',
  'CON',
  'nul.txt',
  'may/Aux/x',
  'may/com1.log',
  'LPT¹',
  'con .txt',
  'conout$',
  '%43ON',
  '..;/x',
  '..2fetc',
  '.../x',
  'a\u0000.md',
  'a\nb',
  '%2e%2e/x',
  '..%2fx',
  '%252e%252e%252fx',
  '%%32%65%%32%65/x',
  '%2fetc',
  '%5c..%5cx',
  '%00',
  `%${'25'.repeat(20)}41`,
])('refuses %j', (value) => {
  expect(passes(value)).toBe(false);
});

test.each([
  ['is encoded over and over', `%${'25'.repeat(50_000)}41`],
  ['is nothing but folders above', '../'.repeat(300_000)],
])('is quick on a text that %s', (_, text) => {
  expect(cpuMs(() => expect(passes(text)).toBe(false))).toBeLessThan(500);
});

const attacks = corpusRows<{ text: string; escape: string }>(
  'adversarial/attack/path_traversal.jsonl',
);
const benign = corpusRows<{ text: string }>('adversarial/benign/path_traversal.jsonl');
test.skipIf(attacks.length === 0)('refuses every path of the corpus that leaves its folder', () => {
  const passed = attacks.filter(({ text }) => passes(text));
  const kinds = new Set(passed.map((row) => row.escape));
  // `none`: names that stay inside, like db.php. `encoded_other`: dots that add up to nothing.
  expect([...kinds].sort()).toEqual(['encoded_other', 'none']);
  expect(attacks.length - passed.length).toBeGreaterThan(400);
});
test.skipIf(benign.length === 0)('takes every path of the corpus that stays inside', () => {
  expect(benign.filter(({ text }) => !passes(text))).toEqual([]);
});

describe('on the disk', () => {
  let root: string;
  const inside = () => join(root, 'reports');
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'path-'));
    mkdirSync(join(root, 'reports', 'may'), { recursive: true });
    mkdirSync(join(root, 'secret'));
    writeFileSync(join(root, 'secret', 'key'), 'secret');
    writeFileSync(join(root, 'reports', 'may', 'key'), 'public');
    symlinkSync('../secret', join(root, 'reports', 'out'));
    symlinkSync('may', join(root, 'reports', 'in'));
    symlinkSync('../../secret/key', join(root, 'reports', 'may', 'link'));
    symlinkSync('loop', join(root, 'reports', 'loop'));
    symlinkSync('../secret/new', join(root, 'reports', 'may', 'unmade'));
    symlinkSync('..', join(root, 'reports', 'may', 'up'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test.each([
    ['may/key', true],
    ['may/new', true],
    ['new/folder/file', true],
    ['in/', true],
    ['in/key', true],
    ['out', false],
    ['out/key', false],
    ['out/new', false],
    ['may/link', false],
    // Nothing is there yet: whoever writes there makes a file outside.
    ['may/unmade', false],
    ['may/unmade/', false],
    ['may/unmade/file', false],
    ['may/key/below', true],
    ['may/up/may/key', true],
    ['in/../may/key', true],
    // To the disk, the folder above is that of what the link leads to, not that of the link.
    ['may/up/../secret/key', false],
    ['may/up/../secret/new', false],
    // To `path.join` it is that of the link.
    ['may/up/../link', false],
  ])('the check: %s passes: %s', (value, expected) => {
    expect(passes(value, root)).toBe(expected);
  });
  test.each(['x'.repeat(300), 'a/'.repeat(3000)])('a name longer than any is refused', (value) => {
    expect(check.run(value, { root })).toEqual({ effect: 'reject', message: 'must be shorter' });
  });
  test('a loop of links is a fault of the path that leads there', () => {
    expect(check.run('loop/x', { root })).toMatchObject({ effect: 'reject' });
  });
  test('what cannot be looked at throws, so the call is refused', () => {
    expect(() => path({ root: 'no\0folder' }).run('x', { root })).toThrow();
  });

  test('openInside opens what is inside', async () => {
    const file = await openInside(inside(), 'may/key');
    expect(await file.readFile('utf8')).toBe('public');
    await file.close();
    const made = await openInside(
      inside(),
      'may/made',
      constants.O_CREAT | constants.O_WRONLY,
      0o600,
    );
    await made.close();
  });
  test.each(['out/key', 'may/link', 'in/key', 'out', '../secret/key', '/etc/passwd'])(
    'openInside refuses %s',
    async (value) => {
      await expect(openInside(inside(), value)).rejects.toThrow();
    },
  );

  test('in a handler the folder is that of the rule in tools.yaml', async () => {
    const input = {
      type: 'object',
      properties: { file: { type: 'string' }, other: { type: 'string' }, all: { type: 'object' } },
      additionalProperties: false,
    } as const;
    const shape = {
      properties: {
        file: { checks: [check] },
        other: { checks: [path({ root: 'secret' })] },
        all: { names: ['trim', check] },
      },
    };
    const tool = fixtureTool<'read', { file: string }>('read', { input }, { input: shape });
    let as = (file: string) => file;
    const read = async ({ file }: { file: string }, context: Context) => {
      await using opened = await openInside(context, as(file));
      return opened.readFile('utf8');
    };
    const { call, of } = bench({ read: tool }, { read: read as never }, { root });
    expect((await call('read', { file: 'may/key' })).text).toContain('public');
    expect((await call('read', { file: 'may/link' })).status).toBe('failed');
    expect((await call('read', { file: 'key', other: 'key' })).status).toBe('failed');
    as = (file) => `${file}/key`;
    expect((await call('read', { file: 'may' })).status).toBe('failed');
    as = () => 'may/key';
    expect((await call('read', { all: { 'may/key': 'x' } })).text).toContain('public');
    expect(of('outcome').map(({ cause = '' }) => cause.split('\n')[0])).toEqual([
      '',
      '',
      expect.stringMatching(/^TypeError: arguments of this call .* under different folders/),
      expect.stringMatching(/^TypeError: no argument of this call/),
      '',
    ]);
  });

  const TRIES = 10_000;
  test('0 of 10,000 openings read outside while a folder is swapped for a link', async () => {
    const swap = `
      const { renameSync, symlinkSync } = require('node:fs');
      const { parentPort, workerData: at } = require('node:worker_threads');
      symlinkSync('../secret', at + '/spare');
      parentPort.postMessage('go');
      for (;;) {
        renameSync(at + '/may', at + '/kept');
        renameSync(at + '/spare', at + '/may');
        renameSync(at + '/may', at + '/spare');
        renameSync(at + '/kept', at + '/may');
      }`;
    const worker = new Worker(swap, { eval: true, workerData: inside() });
    await new Promise((resolve) => worker.once('message', resolve));
    const seen: Record<string, number> = {};
    const attempt = async () => {
      const what = await openInside(inside(), 'may/key').then(
        async (file) => {
          const text = await file.readFile('utf8');
          await file.close();
          return text;
        },
        (error: NodeJS.ErrnoException) => String(error.code),
      );
      seen[what] = (seen[what] ?? 0) + 1;
    };
    for (let tries = 0; tries < TRIES; tries += 50)
      await Promise.all(Array.from({ length: 50 }, attempt));
    await worker.terminate();
    expect(seen.secret).toBeUndefined();
    expect(Object.values(seen).reduce((sum, each) => sum + each)).toBe(TRIES);
    expect(seen.public).toBeGreaterThan(0);
    expect(Object.keys(seen).length, JSON.stringify(seen)).toBeGreaterThan(1);
  });
});
