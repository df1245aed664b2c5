import { isObject } from '../json.js';
import type { Usage } from './protocol.js';

export const noUsage: Usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

/** Figures, groups of them, and what is none: servers also name a tier or a currency there. */
interface Figures {
  readonly [name: string]: unknown;
}

/** Adds every figure up, cached and reasoning tokens included, and whatever else a server counts. */
export const addUsage = (sum: Usage, more: Usage | null): Usage =>
  // The SDK's type names the figures one by one; to add them up they are a record.
  isObject(more) ? (add(sum as unknown as Figures, more) as unknown as Usage) : sum;

function add(sum: Figures, more: Figures): Figures {
  const total: Record<string, unknown> = { ...sum };
  for (const [name, value] of Object.entries(more)) {
    const before = total[name];
    if (typeof value === 'number') total[name] = value + (typeof before === 'number' ? before : 0);
    else if (isObject(value)) total[name] = add(isObject(before) ? before : {}, value);
  }
  return total;
}
