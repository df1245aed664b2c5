import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ToolEvent } from '../../../src/event.js';
import { jsonlAudit, line } from '../../../src/node/jsonl-audit.js';

const folder = mkdtempSync(join(tmpdir(), 'toolwright-jsonl-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function fresh(): string {
  files += 1;
  return join(folder, `audit-${files}.jsonl`);
}

const event = (message: string): ToolEvent => ({
  ...{ v: 1, seq: 1, at: 0, run: 'r', key: 'k', tool: message, caller: null },
  ...{ type: 'log', message, fields: { [message]: message } },
});
const read = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as ToolEvent);

test('one line an event, in order, readable by the owner alone', async () => {
  const path = fresh();
  const sink = jsonlAudit(path);
  const events = Array.from({ length: 3000 }, (_, n) => event(`event ${n}`));
  for (const each of events) sink.write(each);
  await sink.flush?.();
  expect(read(path)).toEqual(events);
  sink.write(event('last'));
  await sink.close?.();
  await sink.close?.();
  expect(read(path).at(-1)).toEqual(event('last'));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

/** Row 43 of the requirements: "torn last line repaired on start without losing a whole record." */
test.each([
  ['a cut line goes', '{"a":1}\n{"b":', '{"a":1}\n'],
  ['a cut first line goes', '{"b"', ''],
  ['a long cut line goes', `{"a":1}\n{"b":"${'x'.repeat(200_000)}`, '{"a":1}\n'],
  ['a whole line that lacks its break stays', '{"a":1}\n{"b":2}', '{"a":1}\n{"b":2}\n'],
  ['whole lines stay', '{"a":1}\n{"b":2}\n', '{"a":1}\n{"b":2}\n'],
  ['an empty file stays', '', ''],
])('after a crash: %s', async (_, before, after) => {
  const path = fresh();
  writeFileSync(path, before);
  const sink = jsonlAudit(path);
  expect(readFileSync(path, 'utf8')).toBe(after);
  sink.write(event('new'));
  await sink.close?.();
  expect(readFileSync(path, 'utf8')).toBe(after + line(event('new')));
});

test('what another writer appends in between is kept', async () => {
  const path = fresh();
  const sink = jsonlAudit(path);
  sink.write(event('a'));
  await sink.flush?.();
  appendFileSync(path, line(event('b')));
  sink.write(event('c'));
  await sink.close?.();
  expect(read(path).map((each) => each.tool)).toEqual(['a', 'b', 'c']);
});

test.each([
  ['line breaks', 'a\r\nb\u0085c\u2028d\u2029e'],
  ['terminal colours', '\u001b[31mred\u009b0m'],
  ['direction overrides', '\u202eevil\u2066'],
  ['tags and zero widths', 'a\u{e0041}b\u200bc\ufeff'],
  ['NUL', 'a\u0000b'],
  ['lone surrogates', 'a\ud800b'],
])('%s stand escaped, and read back the same', (_, text) => {
  const written = line(event(text));
  expect(written).toMatch(/^[\x20-\x7e]+\n$/);
  expect(JSON.parse(written)).toEqual(event(text));
});

test('any text is one printable line that reads back the same', () => {
  const text = fc.string({ unit: 'binary' });
  const whole = fc.property(text, (message) => {
    const written = line(event(message));
    expect(written.indexOf('\n')).toBe(written.length - 1);
    expect(written.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/u);
    expect(JSON.parse(written)).toEqual(event(message));
  });
  fc.assert(whole, { numRuns: 500, seed: 20260101 });
});

test.runIf(process.platform === 'linux')(
  'a sync that failed is not tried again: it says so every time, and closing closes',
  async () => {
    // Linux syncs no such device.
    const sink = jsonlAudit('/dev/null');
    sink.write(event('a'));
    const failed = await sink.flush?.().catch((error) => error);
    expect(failed).toMatchObject({ code: 'EINVAL' });
    await expect(sink.flush?.()).rejects.toBe(failed);
    await expect(sink.close?.()).rejects.toBe(failed);
    await expect(sink.close?.()).resolves.toBeUndefined();
  },
);
