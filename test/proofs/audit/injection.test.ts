import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logs } from '@opentelemetry/api-logs';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import pino from 'pino';
import { afterAll, describe, expect, test } from 'vitest';
import type { ToolEvent } from '../../../src/event.js';
import { createRuntime } from '../../../src/index.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { jsonlAudit, pinoAudit, sqliteLedger, verifyAudit } from '../../../src/node/index.js';
import { openTelemetryLogs } from '../../../src/otel/index.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import type { Caller, Context } from '../../../src/tool.js';
import { freshSchema } from '../../fixture/postgres.js';
import { fixtureTool, levels, toolset } from '../../fixture/tool.js';
import { databaseUrl, reachable } from '../../stores.js';

/**
 * Row 44 of the requirements: "log injection: CR, LF, ANSI, bidi, NUL in any field: one record per line, valid JSON,
 * round-trips", wherever records go.
 */

const there = await reachable(databaseUrl);
const folder = mkdtempSync(join(tmpdir(), 'toolwright-injection-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const exporter = new InMemoryLogRecordExporter();
// Another file of this process may have set one, and the first stays.
logs.disable();
logs.setGlobalLoggerProvider(
  new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
);

const odds = {
  'line breaks': 'a\r\n{"type":"outcome"}\n\u0085\u2028b',
  ansi: '\u001b[31mred\u001b]8;;http://x\u0007\u009b2J',
  bidi: '\u202etxt.exe\u2066\u200f',
  nul: 'a\u0000b',
  surrogates: '\ud800x\udfff',
} as const;

const text = { type: 'string' } as const;
const input = { type: 'object', properties: { text }, required: ['text'] } as const;
const errors = { refused: { message: 'Not this one.', retry: 'never' } } as const;
const approval = { ...levels.write_requires_approval, approval: { expiresMs: 1e9 } };
const ask = fixtureTool('ask', { input }, { effect: 'write', permission: approval, errors });
const look = fixtureTool('look', { input }, { retry: { attempts: 2, backoffMs: 1 } });

/** Every field that somebody outside fills in holds `odd`. */
async function everything(
  odd: string,
  ledger: Ledger,
  sinks: Parameters<typeof createRuntime>[0]['events'],
) {
  const say = (context: Context) => {
    context.log(odd, { [odd]: odd });
    context.progress?.({ message: odd } as never);
  };
  const runtime = createRuntime({
    tools: toolset({ ask, look }),
    handlers: {
      ask: (_: unknown, context: Context) => {
        say(context);
        throw ask.error('refused', { cause: new Error(odd) } as never);
      },
      look: (_: unknown, context: Context) => {
        say(context);
        throw Object.assign(new Error(odd), { name: odd, stack: odd });
      },
    } as never,
    ledger,
    ...(sinks && { events: sinks }),
  });
  const who: Caller = { id: odd, tenant: odd, roles: [odd], scopes: [odd], attributes: { odd } };
  // No argument may hold these (RFC 7493): such a call is refused, and recorded.
  const text = /[\0\ud800-\udfff]/u.test(odd) ? 'plain' : odd;
  const call = (name: string, args: unknown = { text }) => ({
    ...{ id: odd, name },
    arguments: typeof args === 'string' ? args : JSON.stringify(args),
  });
  const given = { caller: who, run: odd };
  await runtime.run(call('look'), given);
  await runtime.run(call(odd), given);
  await runtime.run(call('look', odd), { ...given, key: odd });
  for (const decision of ['approve', 'reject'] as const) {
    const asked = await runtime.run(call('ask'), given);
    if (asked.status !== 'pending') throw new TypeError(asked.text);
    const by = { ...who, id: `by ${odd}` };
    const { id } = asked.approval;
    if (decision === 'reject') await runtime.approvals.reject(id, { by, reason: odd });
    else await runtime.approvals.approve(id, { by, note: odd, arguments: { text: `new ${text}` } });
    await runtime.resume(id, { caller: who });
  }
  await runtime.close();
}

describe.each(['sqlite', 'postgres'] as const)('%s', (store) => {
  test.skipIf(store === 'postgres' && !there).each(Object.entries(odds))(
    '%s',
    async (name, odd) => {
      const schema = store === 'postgres' ? await freshSchema() : undefined;
      const ledger = schema
        ? postgresLedger(schema.pool)
        : sqliteLedger(join(folder, `${name}.db`), { durability: 'none' });
      const events: ToolEvent[] = [];
      const lines: string[] = [];
      const path = join(folder, `${store} ${name}.jsonl`);
      exporter.reset();
      await everything(odd, ledger, [
        { name: 'test', write: (event) => void events.push(event) },
        jsonlAudit(path),
        pinoAudit(pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })),
        openTelemetryLogs({ arguments: true }),
      ]);
      const types = new Set(events.map(({ type }) => type));
      const wanted = ['intent', 'outcome', 'pending', 'approved', 'rejected', 'retry', 'log'];
      expect([...types]).toEqual(expect.arrayContaining(wanted));
      const plain = JSON.parse(JSON.stringify(events));

      const rows = (await ledger.audit({ limit: 10_000 })).map(({ body }) => body);
      expect(rows.map((body) => JSON.parse(body))).toEqual(plain);
      expect(rows.join('')).not.toMatch(/[\n\r\0]/);
      const copied = readFileSync(path, 'utf8').trimEnd().split('\n');
      expect(copied.join('')).toMatch(/^[\x20-\x7e]*$/);
      expect(copied.map((line) => JSON.parse(line))).toEqual(plain);
      for (const line of lines) expect(line.indexOf('\n')).toBe(line.length - 1);
      const told = lines.map((line) => JSON.parse(line));
      expect(told.map(({ event }) => event)).toEqual(plain);
      // Terminals are shown `msg` as it is.
      for (const { msg } of told) expect(msg).toMatch(/^[\x20-\x7e]*$/);
      const records = exporter.getFinishedLogRecords().map(({ body }) => String(body));
      expect(records.map((body) => JSON.parse(body))).toEqual(plain);
      expect(records.join('')).toMatch(/^[\x20-\x7e]*$/);

      await ledger.close();
      expect(await verifyAudit(schema?.address ?? join(folder, `${name}.db`))).toMatchObject({
        valid: true,
      });
      await schema?.drop();
    },
  );
});
