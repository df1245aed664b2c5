import type { ToolEvent } from '../event.js';

/** A name that no tool has is the model's own text: it would be content, and a new time series each. */
export const toolName = (event: ToolEvent & { type: 'outcome' }): string =>
  event.code === 'tool_not_found' ? '_unknown' : event.tool;
