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
