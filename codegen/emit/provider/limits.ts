import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import type { Diagnostic, Place } from '../../diagnostic.js';
import { diagnose } from '../../diagnostics/index.js';
import type { Catalog, ToolIr } from '../../ir.js';
import { Memory } from '../../memory.js';
import { inner } from '../../schema/walk.js';
import type { SourceNode } from '../../source.js';
import { mayBeStrict, strictNames } from './anthropic-budget.js';
import { tooLarge } from './openai.js';

/** Where a tool stands, by its name. */
type PlaceOf = (tool: string) => Place | undefined;

/** What compiles, and a provider refuses or takes without its strict mode, at the lines of tools.yaml. */
export function providerLimits({ tools }: Catalog, root: SourceNode): Diagnostic[] {
  const placeOf: PlaceOf = (tool) => root.get('tools')?.get(tool)?.keyPlace;
  return [...limitsOfEach(tools, root), ...strictBudget(tools, placeOf)];
}

/** The limits that each tool has to itself. */
export const limitsOfEach = (tools: readonly ToolIr[], root: SourceNode): Diagnostic[] =>
  tools.flatMap((tool) => ofTool(tool, root.get('tools')?.get(tool.name)));

function ofTool(tool: ToolIr, node: SourceNode | undefined): Diagnostic[] {
  const place = node?.get('parameters')?.keyPlace ?? node?.keyPlace;
  const large = tooLarge(tool.input).map(({ reason }) =>
    diagnose('TW5003', place, { tool: tool.name, reason }),
  );
  const names = [...new Set(propertyNames(tool.input))].filter((name) => !NAME.test(name));
  const written = node?.get('parameters')?.get('properties');
  return [
    ...large,
    ...names.map((name) =>
      diagnose('TW5005', written?.get(name)?.keyPlace ?? place, { tool: tool.name, name }),
    ),
  ];
}

/** https://platform.claude.com/docs/en/api/errors: a request with another property name is refused. */
const NAME = /^[a-zA-Z0-9_.-]{1,64}$/;

function* propertyNames(schema: Json): Generator<string> {
  if (!isObject(schema)) return;
  yield* Object.keys((schema.properties ?? {}) as JsonObject);
  for (const each of inner(schema)) yield* propertyNames(each);
}

/** Strict tools share a budget in each request; a write without strict mode is worth knowing of. */
export function strictBudget(
  tools: readonly ToolIr[],
  placeOf: PlaceOf,
  memory = new Memory(),
): Diagnostic[] {
  const writes = tools.filter(({ effect }) => effect !== 'read');
  if (writes.length === 0) return [];
  const strict = strictNames(writes, memory);
  return writes
    .filter((tool) => !strict.has(tool.name) && mayBeStrict(tool, memory))
    .map((tool) => diagnose('TW5004', placeOf(tool.name), { tool: tool.name }));
}
