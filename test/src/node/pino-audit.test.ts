import pino from 'pino';
import { expect, test } from 'vitest';
import type { ToolEvent } from '../../../src/event.js';
import { pinoAudit } from '../../../src/node/pino-audit.js';

const common = { v: 1, seq: 1, at: 0, run: 'r', key: 'k', tool: 'send', caller: null } as const;
const outcome = { ...common, type: 'outcome', ms: 1 } as const;

test.each<[number, ToolEvent]>([
  [20, { ...common, type: 'progress', message: 'half' }],
  [30, { ...common, type: 'intent', contract: null, effect: null, args: { to: 'a\nb' } }],
  [30, { ...outcome, status: 'completed' }],
  [40, { ...outcome, status: 'failed', code: 'rate_limited' }],
  [50, { ...outcome, status: 'failed', code: 'outcome_unknown' }],
  [40, { ...common, type: 'late', status: 'completed', ms: 1 }],
  [50, { ...common, type: 'outage', store: 'ledger', mode: 'deny', cause: 'ECONNREFUSED' }],
])('level %d', async (level, event) => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const sink = pinoAudit(pino({ level: 'debug' }, { write }));
  sink.write(event);
  await sink.flush?.();
  expect(lines).toHaveLength(1);
  expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
  const msg = `${event.type} send`;
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level, event, msg });
});

test('the text is one that a terminal shows as it is', () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const event: ToolEvent = {
    ...outcome,
    status: 'completed',
    tool: 'a\u001b[31m\r\n\u009b\u202eb',
  };
  pinoAudit(pino({}, { write })).write(event);
  const { msg, event: told } = JSON.parse(lines[0] ?? '');
  expect(msg).toBe('outcome a\\u001b[31m\\u000d\\u000a\\u009b\\u202eb');
  expect(told).toEqual(event);
});
