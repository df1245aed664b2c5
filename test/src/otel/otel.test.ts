import { type Context, context, metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { ToolEvent } from '../../../src/event.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { openTelemetry, openTelemetryLogs } from '../../../src/otel/index.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Context as HandlerContext } from '../../../src/tool.js';
import { callers } from '../../fixture/desk.js';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool, levels } from '../../fixture/tool.js';

const spans = new InMemorySpanExporter();
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const logged = new InMemoryLogRecordExporter();
const tracerProvider = new BasicTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(spans)],
});
const reader = new PeriodicExportingMetricReader({ exporter: measured });
const meterProvider = new MeterProvider({ readers: [reader] });
const loggerProvider = new LoggerProvider({
  processors: [new SimpleLogRecordProcessor({ exporter: logged })],
});
// Another file of this process may have set one, and the first stays.
for (const api of [trace, metrics, logs]) api.disable();
trace.setGlobalTracerProvider(tracerProvider);
metrics.setGlobalMeterProvider(meterProvider);
logs.setGlobalLoggerProvider(loggerProvider);

beforeEach(() => {
  spans.reset();
  measured.reset();
  logged.reset();
});
afterAll(async () => {
  await Promise.all([
    tracerProvider.shutdown(),
    meterProvider.shutdown(),
    loggerProvider.shutdown(),
  ]);
});

const common = {
  v: 1 as const,
  seq: 1,
  at: 1_700_000_000_250,
  run: 'run-1',
  key: 'key-1',
  tool: 'get_weather',
  caller: { id: 'u1', tenant: null },
};
const canary = 'canary-7f3a';
const intent: ToolEvent = {
  ...common,
  type: 'intent',
  contract: 'abc',
  effect: 'read',
  args: { location: canary },
};
const ended = { type: 'outcome', status: 'completed', ms: 250, call: 'call_1' } as const;
const outcome: ToolEvent = { ...common, ...ended };

test('a call is one span by the GenAI conventions', () => {
  const sink = openTelemetry();
  sink.write(intent);
  sink.write(outcome);
  const [span, ...others] = spans.getFinishedSpans();
  expect(others).toEqual([]);
  expect(span?.name).toBe('execute_tool get_weather');
  expect(span?.kind).toBe(0);
  expect(span?.attributes).toEqual({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'get_weather',
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.call.id': 'call_1',
    'toolwright.key': 'key-1',
  });
  expect(span?.startTime).toEqual([1_700_000_000, 0]);
  expect(span?.duration).toEqual([0, 250_000_000]);
});

test('the key of a call in a run is told without the tenant and the caller that it names', () => {
  const key = JSON.stringify(['acme', 'ada', 'run-1', 2, 0]);
  openTelemetry().write({ ...outcome, key });
  const [span] = spans.getFinishedSpans();
  expect(span?.attributes['toolwright.key']).toBe('["run-1",2,0]');
  expect(JSON.stringify(span?.attributes)).not.toMatch(/acme|ada/);
});

test('a failure names its code, and is a child of the span that is active', () => {
  const parent = trace.getTracer('test').startSpan('request');
  const active: Context = trace.setSpan(context.active(), parent);
  const manager = {
    active: () => active,
    with: (_: Context, run: () => unknown) => run(),
    bind: () => undefined,
  };
  context.setGlobalContextManager({
    ...manager,
    enable: () => manager,
    disable: () => manager,
  } as never);
  openTelemetry().write({ ...outcome, status: 'failed', code: 'rate_limited' } as ToolEvent);
  context.disable();
  const [span] = spans.getFinishedSpans();
  expect(span?.attributes['error.type']).toBe('rate_limited');
  expect(span?.status.code).toBe(SpanStatusCode.ERROR);
  expect(span?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
});

test('arguments only where they are asked for', () => {
  const asked = openTelemetry({ arguments: true });
  asked.write(intent);
  asked.write(outcome);
  openTelemetry().write(intent);
  openTelemetry().write({ ...outcome, key: 'key-2' });
  const [with_, without] = spans.getFinishedSpans();
  expect(with_?.attributes['gen_ai.tool.call.arguments']).toBe(`{"location":"${canary}"}`);
  expect(JSON.stringify(without?.attributes)).not.toContain(canary);
});

// An answer that was cut off may end in the middle of a name.
test.each(['tool_not_found', 'truncated'])(
  'a name the model made up is no attribute (%s)',
  async (code) => {
    const { run } = bench({}, {}, { events: [openTelemetry()] });
    const refuse = code as 'tool_not_found' | 'truncated';
    await run({ id: 'a', name: canary, arguments: '{}' }, { caller: callers.agent, refuse });
    const [span] = spans.getFinishedSpans();
    expect(span?.name).toBe('execute_tool _unknown');
    expect(span?.attributes).toMatchObject({ 'error.type': code });
    await reader.forceFlush();
    const measurements = measured.getMetrics();
    expect(JSON.stringify([span?.attributes, measurements])).not.toContain(canary);
  },
);

test('durations and outages are metrics without content', async () => {
  const sink = openTelemetry();
  sink.write(intent);
  sink.write(outcome);
  sink.write({ ...common, type: 'outage', store: 'limiter', mode: 'local_share', cause: canary });
  await reader.forceFlush();
  const found = measured
    .getMetrics()
    .flatMap((each) => each.scopeMetrics.flatMap((s) => s.metrics));
  const named = (name: string) => found.find((each) => each.descriptor.name === name)?.dataPoints;
  const timed = named('gen_ai.execute_tool.duration')?.map((each) => each.attributes);
  expect(timed).toContainEqual({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'get_weather',
  });
  expect(named('toolwright.outage')?.at(-1)).toMatchObject({
    attributes: { store: 'limiter', mode: 'local_share' },
    value: 1,
  });
  expect(JSON.stringify(found)).not.toContain(canary);
});

test('as logs, every event is one record', () => {
  const sink = openTelemetryLogs();
  sink.write(intent);
  sink.write(outcome);
  const records = logged.getFinishedLogRecords();
  expect(records.map((record) => record.eventName)).toEqual([
    'toolwright.intent',
    'toolwright.outcome',
  ]);
  const { caller: _, ...rest } = outcome;
  expect(JSON.parse(String(records[1]?.body))).toEqual(rest);
});

test('logs name no caller and no approver unless they are asked to, in no field', () => {
  const key = JSON.stringify(['acme', 'ada', 'k-1']);
  const caller = { id: 'ada', tenant: 'acme' };
  const event: ToolEvent = {
    ...{ ...common, key, run: key, caller },
    ...{ type: 'approved', approval: 'a', by: 'eve', note: null },
  };
  const told = () =>
    JSON.stringify(
      logged.getFinishedLogRecords().map(({ body, attributes }) => [body, attributes]),
    );
  openTelemetryLogs().write(event);
  expect(told()).not.toMatch(/acme|ada|eve/);
  const [record] = logged.getFinishedLogRecords();
  expect(JSON.parse(String(record?.body))).toMatchObject({ key: '["k-1"]', run: '["k-1"]' });
  expect(record?.attributes).toMatchObject({ 'toolwright.key': '["k-1"]' });
  logged.reset();
  openTelemetryLogs({ arguments: true }).write(event);
  expect(told()).toMatch(/acme.*ada.*eve/);
});

test('logs tell arguments and made-up names only where they are asked for', () => {
  const madeUp: ToolEvent = { ...intent, tool: canary, contract: null };
  const edited: ToolEvent = {
    ...{ ...common, type: 'approved', approval: 'a', by: 'eve', note: null },
    edited: { location: canary },
  };
  for (const event of [intent, madeUp, edited]) openTelemetryLogs().write(event);
  expect(logged.getFinishedLogRecords()).toHaveLength(3);
  const seen = logged.getFinishedLogRecords().map(({ body, attributes }) => [body, attributes]);
  expect(JSON.stringify(seen)).not.toContain(canary);
  logged.reset();
  openTelemetryLogs({ arguments: true }).write(intent);
  const [record] = logged.getFinishedLogRecords();
  expect(JSON.parse(String(record?.body))).toEqual(intent);
});

/**
 * Row 50 of the requirements: "telemetry privacy: default spans and metrics hold no arguments, results or descriptions:
 * canary strings in every field, 0 seen." A canary in every field of a whole runtime, and where each is seen. Nothing
 * marked private is seen anywhere, and spans and metrics hold nothing at all.
 */
const seenIn: Readonly<Record<string, readonly string[]>> = {
  'canary-description': [],
  'canary-parameter': [],
  'canary-argument': ['audit', 'preview'],
  'canary-edited': ['audit', 'preview'],
  'canary-name': ['audit', 'preview'],
  'canary-marked-argument': [],
  'canary-marked-edited': [],
  'canary-result': ['model'],
  'canary-marked-result': [],
  'canary-note': ['audit'],
  'canary-reason': ['audit'],
  'canary-thrown': ['audit', 'logs'],
  'canary-log': ['audit', 'logs'],
  'canary-progress': ['audit', 'logs'],
};

const input = {
  type: 'object',
  description: 'canary-parameter',
  properties: {
    to: { type: 'string', description: 'canary-parameter' },
    pin: { type: 'string' },
    map: { type: 'object' },
  },
  additionalProperties: false,
} as const;
const result = { type: 'object', properties: { said: { type: 'string' } } } as const;
const contract = {
  description: 'Sends (canary-description)',
  effect: 'write',
  permission: levels.write_requires_approval,
  input: { properties: { pin: { redact: true }, map: { names: ['invisible_flag'] } } },
  result: { properties: { token: { redact: true } } },
} as const;

test('canaries in every field of a runtime are seen where they may be, and nowhere else', async () => {
  const env = virtualEnv();
  const ledger = memoryLedger({ env });
  const sinks = [openTelemetry(), openTelemetryLogs()];
  const handlers = {
    send: (_: never, { log, progress }: HandlerContext) => {
      log('canary-log', { at: 'canary-log' });
      progress('canary-progress');
      return { said: 'canary-result', token: 'canary-marked-result' };
    },
    fail: () => Promise.reject(new Error('canary-thrown')),
  };
  const tools = {
    send: fixtureTool('send', { input, result }, contract),
    fail: fixtureTool('fail', { input, result }, contract),
  };
  const { call, approvals, resume, close } = bench(tools, handlers, { env, ledger, events: sinks });
  const caller = callers.agent;
  const by = callers.supervisor;
  const map = { 'canary-name\u200b': 1 };
  const args = { to: 'canary-argument', pin: 'canary-marked-argument', map };
  const asked = async (name: string) => {
    const outcome = await call(name, args, { caller });
    if (outcome.status !== 'pending') throw new TypeError(outcome.text);
    return outcome;
  };
  const waiting = [await asked('send'), await asked('send'), await asked('fail')];
  const [edited, rejected, failing] = waiting.map(({ approval }) => approval.id) as [
    string,
    string,
    string,
  ];
  const note = 'canary-note: canary-marked-argument, now CANARY-MARKED-EDITED';
  const change = { to: 'canary-edited', pin: 'canary-marked-edited' };
  await approvals.approve(edited, { by, note, arguments: change });
  await approvals.reject(rejected, { by, reason: 'canary-reason, canary-marked-argument' });
  await approvals.approve(failing, { by });
  const ended = [];
  for (const id of [edited, rejected, failing]) ended.push(await resume(id, { caller }));
  expect(ended.map(({ status }) => status)).toEqual(['completed', 'failed', 'failed']);
  await close();
  await reader.forceFlush();
  const spoken = [...waiting, ...ended].flatMap(({ text, content }) => [text, content]);
  const shown = (await approvals.list()).map(({ preview }) => preview);
  const told = spans.getFinishedSpans().map(({ name, attributes, status, events }) => {
    return { name, attributes, status, events };
  });
  const places: Readonly<Record<string, unknown>> = {
    model: spoken,
    preview: shown,
    audit: await ledger.audit(),
    spans: told,
    metrics: measured.getMetrics().map(({ scopeMetrics }) => scopeMetrics),
    logs: logged.getFinishedLogRecords().map(({ body, attributes }) => [body, attributes]),
  };
  expect(told.length).toBeGreaterThan(2);
  const found = Object.keys(seenIn).map((each) => [
    each,
    Object.keys(places)
      .filter((place) => JSON.stringify(places[place]).toLowerCase().includes(each))
      .sort(),
  ]);
  expect(Object.fromEntries(found)).toEqual(seenIn);
});

test.each(['truncated', 'tool_not_found'] as const)(
  'the name of a call that is %s is the model’s own, and is not told',
  async (refuse) => {
    const { run, env } = bench(
      { act: fixtureTool('act') },
      { act: () => 'done' },
      { events: [openTelemetry(), openTelemetryLogs()] },
    );
    const made = { id: '1', name: `${canary}-made-up`, arguments: '{}' };
    await run(made, { caller: callers.agent, refuse });
    await env.advance(0);
    await reader.forceFlush();
    const told = [
      spans.getFinishedSpans().map(({ name, attributes }) => ({ name, attributes })),
      measured.getMetrics().map(({ scopeMetrics }) => scopeMetrics.map((each) => each.metrics)),
      logged.getFinishedLogRecords().map(({ body, attributes }) => ({ body, attributes })),
    ];
    expect(JSON.stringify(told)).toContain('_unknown');
    expect(JSON.stringify(told)).not.toContain(canary);
  },
);
