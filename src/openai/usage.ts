import type { Usage } from './protocol.js';

export const noUsage: Usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

/** Figures, and groups of them. */
interface Figures {
  readonly [name: string]: number | Figures | null | undefined;
}

/** Adds every figure up, cached and reasoning tokens included, and whatever else a server counts. */
export const addUsage = (sum: Usage, more: Usage | null): Usage =>
  // The SDK's type names the figures one by one; to add them up they are a record.
  more ? (add(sum as unknown as Figures, more as unknown as Figures) as unknown as Usage) : sum;

function add(sum: Figures, more: Figures): Figures {
  const total: { [name: string]: Figures[string] } = { ...sum };
  for (const [name, value] of Object.entries(more)) {
    const before = total[name];
    if (typeof value === 'number') total[name] = value + (typeof before === 'number' ? before : 0);
    else if (value) total[name] = add(typeof before === 'object' && before ? before : {}, value);
  }
  return total;
}
