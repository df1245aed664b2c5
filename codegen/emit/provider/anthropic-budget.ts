import { isObject, type Json } from '../../../src/json.js';
import type { ToolIr } from '../../ir.js';
import { Memory } from '../../memory.js';
import { inner } from '../../schema/walk.js';
import { anthropicSchema } from './anthropic.js';
import { optionalNames } from './context.js';

/** What the strict tools of one request may have together. */
interface Cost {
  readonly tools: number;
  /** Optional properties. */
  readonly optional: number;
  /** Schemas with `anyOf` or several types. */
  readonly unions: number;
}
const MOST: Cost = { tools: 20, optional: 24, unions: 16 };

const order = { destructive: 0, write: 1, read: 2 };

/** The tools whose grammar fits into a request with all of them: those that change most come first. */
export function strictNames(tools: readonly ToolIr[], memory = new Memory()): ReadonlySet<string> {
  const names = new Set<string>();
  let spent: Cost = { tools: 0, optional: 0, unions: 0 };
  for (const tool of [...tools].sort((a, b) => order[a.effect] - order[b.effect])) {
    // What may be left out of its arguments is a part of what it costs, and seen without lowering it.
    if (spent.optional + optionalNames(tool.input).length > MOST.optional) continue;
    const cost = costIn(tool, memory);
    const next = cost && add(spent, cost);
    if (!next || !fits(next)) continue;
    spent = next;
    names.add(tool.name);
  }
  return names;
}

/** Whether the tool can be strict where there is room. */
export const mayBeStrict = (tool: ToolIr, memory: Memory): boolean =>
  costIn(tool, memory) !== undefined;

/** Undefined where the tool cannot be strict at all. */
function costIn(tool: ToolIr, memory: Memory): Cost | undefined {
  const text = memory.text('anthropic cost', tool, () => {
    const { schema, obstacles } = anthropicSchema(tool);
    return JSON.stringify(obstacles.length > 0 ? null : { ...costOf(schema), tools: 1 });
  });
  return JSON.parse(text) ?? undefined;
}

function costOf(schema: Json): Cost {
  if (!isObject(schema)) return { tools: 0, optional: 0, unions: 0 };
  const union = schema.anyOf !== undefined || Array.isArray(schema.type);
  const own = { tools: 0, optional: optionalNames(schema).length, unions: union ? 1 : 0 };
  return inner(schema).map(costOf).reduce(add, own);
}

const add = (a: Cost, b: Cost): Cost => ({
  tools: a.tools + b.tools,
  optional: a.optional + b.optional,
  unions: a.unions + b.unions,
});

const fits = (cost: Cost): boolean =>
  cost.tools <= MOST.tools && cost.optional <= MOST.optional && cost.unions <= MOST.unions;
