import type { ToolEvent } from '../event.js';

/**
 * A name that no tool has is the model's own text: it would be content, and a new time series each. Of a call that was
 * cut off nobody looked whether there is such a tool.
 */
export const toolName = (event: ToolEvent): string => (madeUp(event) ? '_unknown' : event.tool);

const madeUp = (event: ToolEvent): boolean =>
  event.type === 'outcome'
    ? event.code === 'tool_not_found' || event.code === 'truncated'
    : event.type === 'intent' && event.contract === null;

/**
 * The key of a call without the tenant and the caller whom it names (`keyOf` in `src/receive.ts`): telemetry is read by
 * more people than an audit log.
 */
export function nobodysKey(key: string): string {
  try {
    const [, , ...rest] = JSON.parse(key);
    return JSON.stringify(rest);
  } catch {
    // One that was made up names nobody.
    return key;
  }
}
