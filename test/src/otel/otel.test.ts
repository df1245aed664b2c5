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
import { openTelemetry, openTelemetryLogs } from '../../../src/otel/index.js';

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
const outcome: ToolEvent = { ...common, type: 'outcome', status: 'completed', ms: 250 };

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
    'gen_ai.tool.call.id': 'key-1',
  });
  expect(span?.startTime).toEqual([1_700_000_000, 0]);
  expect(span?.duration).toEqual([0, 250_000_000]);
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

test('a name the model made up is no attribute', () => {
  const unknown = {
    ...outcome,
    tool: canary,
    status: 'failed',
    code: 'tool_not_found',
  } as ToolEvent;
  openTelemetry().write(unknown);
  const [span] = spans.getFinishedSpans();
  expect(span?.name).toBe('execute_tool _unknown');
  expect(JSON.stringify(span?.attributes)).not.toContain(canary);
});

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
  expect(JSON.parse(String(records[1]?.body))).toEqual(outcome);
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
