import type { EventSink, ToolEvent } from '../event.js';
import { printable } from '../text/printable.js';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** What of a pino logger is used. */
export interface PinoLogger
  extends Readonly<Record<Level, (fields: object, text: string) => void>> {
  flush?(done?: (error?: Error) => void): void;
}

/**
 * Copies every event to the service's own log, under the field `event`: what the operator must look at is an error
 * (an outage, a failure of ours or with an unknown outcome), other failures are warnings, a handler's progress is for
 * debugging, the rest information. The logger stays yours to configure and close.
 */
export function pinoAudit(logger: PinoLogger): EventSink {
  return {
    name: 'pino',
    write: (event) => logger[levelOf(event)]({ event }, `${event.type} ${printable(event.tool)}`),
    async flush() {
      if (!logger.flush) return;
      await new Promise<void>((resolve, reject) =>
        logger.flush?.((error) => (error ? reject(error) : resolve())),
      );
    },
  };
}

const SEVERE = new Set([
  ...['handler_failed', 'invalid_result', 'not_implemented'],
  ...['outcome_unknown', 'policy_failed', 'store_unavailable'],
]);

const NOTABLE = new Set<ToolEvent['type']>(['late', 'retry', 'undecided']);

function levelOf(event: ToolEvent): Level {
  if (event.type === 'progress') return 'debug';
  if (event.type === 'outage') return 'error';
  if (NOTABLE.has(event.type)) return 'warn';
  if (event.type !== 'outcome' || event.status === 'completed') return 'info';
  return SEVERE.has(event.code ?? '') ? 'error' : 'warn';
}
