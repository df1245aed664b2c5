import { type Attributes, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { EventSink, ToolEvent } from '../event.js';
import { toolMetrics } from './metrics.js';
import { nobodysKey, toolName } from './name.js';

/** What is told of a call besides its tool, outcome and time. */
export interface OpenTelemetryOptions {
  /**
   * Also tell the redacted arguments: on spans as `gen_ai.tool.call.arguments`, in logs where the event has them, and
   * there approvers' notes and the ids of callers and approvers, too.
   * Default false: they may be private.
   */
  readonly arguments?: boolean;
}

type Outcome = Extract<ToolEvent, { type: 'outcome' }>;

/** How many calls may be between their intent and their outcome before the oldest is forgotten. */
const MAX_OPEN = 10_000;

/**
 * A span `execute_tool {name}` for each finished call, and its duration and count as metrics, by the OpenTelemetry
 * GenAI conventions (semantic conventions v1.41.0, `gen-ai-spans.md`, "Execute tool span"). Uses the tracer and meter
 * providers that the program registered; spans are children of the span that is active where the call was made. Beside
 * the provider's id of a call, `toolwright.key` leads to the audit log, and names no caller.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): EventSink {
  const tracer = trace.getTracer('toolwright');
  const metrics = toolMetrics();
  // Arguments come with the intent, and are wanted on the span that the outcome makes.
  const args = new Map<string, string>();

  function remember(event: ToolEvent & { type: 'intent' }): void {
    const oldest = args.size >= MAX_OPEN ? args.keys().next().value : undefined;
    if (oldest !== undefined) args.delete(oldest);
    args.set(event.key, JSON.stringify(event.args));
  }

  function finish(event: Outcome): void {
    const attributes = attributesOf(event, args.get(event.key));
    args.delete(event.key);
    const startTime = event.at - event.ms;
    const name = `execute_tool ${toolName(event)}`;
    const span = tracer.startSpan(
      name,
      { kind: SpanKind.INTERNAL, startTime, attributes },
      context.active(),
    );
    if (event.status === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(event.at);
    metrics.finished(event);
  }

  return {
    name: 'opentelemetry',
    write(event) {
      if (event.type === 'intent' && options.arguments) remember(event);
      if (event.type === 'outcome') finish(event);
      if (event.type === 'outage') metrics.outage(event);
    },
  };
}

const attributesOf = (event: Outcome, args: string | undefined): Attributes => ({
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.tool.name': toolName(event),
  'gen_ai.tool.type': 'function',
  'toolwright.key': nobodysKey(event.key),
  ...(event.call === undefined ? {} : { 'gen_ai.tool.call.id': event.call }),
  ...(event.code === undefined ? {} : { 'error.type': event.code }),
  ...(args === undefined ? {} : { 'gen_ai.tool.call.arguments': args }),
});
