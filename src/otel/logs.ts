import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import type { EventSink, ToolEvent } from '../event.js';
import { printable } from '../text/printable.js';
import { nobodysKey, toolName } from './name.js';
import type { OpenTelemetryOptions } from './spans.js';

/**
 * Every event as one OpenTelemetry log record named `toolwright.<type>`, its JSON as the body: without the arguments,
 * what an approver wrote of them, the names that a model made up, and who called and who decided, unless `arguments`
 * says so. Telemetry is read by more people than an audit log, and the key leads there. A copy: it may lose some.
 */
export function openTelemetryLogs(
  options: Pick<OpenTelemetryOptions, 'arguments'> = {},
): EventSink {
  const logger = logs.getLogger('toolwright');
  return {
    name: 'opentelemetry-logs',
    write(event) {
      const tool = toolName(event);
      const key = nobodysKey(event.key);
      // A call that is a run of its own has its key for a name.
      const told = options.arguments
        ? event
        : { ...event, ...marksOf(event), ...UNTOLD, tool, key, run: nobodysKey(event.run) };
      logger.emit({
        eventName: `toolwright.${event.type}`,
        timestamp: event.at,
        severityNumber: severityOf(event),
        body: printable(JSON.stringify(told)),
        attributes: { 'gen_ai.tool.name': tool, 'toolwright.key': key },
      });
    },
  };
}

const UNTOLD = {
  ...{ args: undefined, edited: undefined, note: undefined },
  ...{ caller: undefined, by: undefined },
};

/** Without the paths of marks: a step may be a name that the model made up. */
const marksOf = (event: ToolEvent) =>
  event.type === 'intent' &&
  event.flags && { flags: event.flags.map(({ reason }) => ({ reason })) };

const severityOf = (event: ToolEvent): SeverityNumber =>
  event.type === 'outage'
    ? SeverityNumber.ERROR
    : event.type === 'outcome' && event.status === 'failed'
      ? SeverityNumber.WARN
      : SeverityNumber.INFO;
