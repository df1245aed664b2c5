import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import type { EventSink, ToolEvent } from '../event.js';

/**
 * Every event as one OpenTelemetry log record named `toolwright.<type>`, its JSON as the body. A copy: it may lose
 * some.
 */
export function openTelemetryLogs(): EventSink {
  const logger = logs.getLogger('toolwright');
  return {
    name: 'opentelemetry-logs',
    write(event) {
      logger.emit({
        eventName: `toolwright.${event.type}`,
        timestamp: event.at,
        severityNumber: severityOf(event),
        body: JSON.stringify(event),
        attributes: { 'gen_ai.tool.name': event.tool, 'toolwright.key': event.key },
      });
    },
  };
}

const severityOf = (event: ToolEvent): SeverityNumber =>
  event.type === 'outage'
    ? SeverityNumber.ERROR
    : event.type === 'outcome' && event.status === 'failed'
      ? SeverityNumber.WARN
      : SeverityNumber.INFO;
