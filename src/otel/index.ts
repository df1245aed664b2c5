export { openTelemetryLogs } from './logs.js';
export { type OpenTelemetryOptions, openTelemetry } from './spans.js';
