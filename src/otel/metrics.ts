import { metrics } from '@opentelemetry/api';
import type { ToolEvent } from '../event.js';
import { toolName } from './name.js';

/** `gen_ai.execute_tool.duration` in seconds, and how often a store was out and what was done about it. */
export function toolMetrics() {
  const meter = metrics.getMeter('toolwright');
  const duration = meter.createHistogram('gen_ai.execute_tool.duration', {
    description: 'How long tool calls took, refused ones included',
    unit: 's',
  });
  const outages = meter.createCounter('toolwright.outage', {
    description: 'Calls that met a store that was down, by what was done about it',
  });
  return {
    finished: (event: ToolEvent & { type: 'outcome' }) =>
      duration.record(event.ms / 1000, {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': toolName(event),
        ...(event.code === undefined ? {} : { 'error.type': event.code }),
      }),
    outage: ({ store, mode }: ToolEvent & { type: 'outage' }) => outages.add(1, { store, mode }),
  };
}
