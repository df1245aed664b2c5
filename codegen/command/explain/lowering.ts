import { oneLine } from '../../emit/escape.js';
import { type LoweringReport, report, sentTo } from '../../emit/provider/index.js';
import type { ToolIr } from '../../ir.js';

/** How each provider is told of a tool: strict or not as it is sent, in the company of all the others. */
export function loweringOf(tool: ToolIr, all: readonly ToolIr[]): readonly LoweringReport[] {
  const sent = sentTo('anthropic', all).get(tool.name)?.strict === true;
  return report(tool).map((each) => {
    if (each.provider !== 'anthropic' || sent || !each.strict) return each;
    return { ...each, strict: false, described: [], obstacles: [{ path: '', reason: BUDGET }] };
  });
}

const BUDGET = 'other tools use up the strict budget of a request';

/** What a report says, a line each: nothing where the provider is told everything. */
export function loweringLines({ strict, described, obstacles }: LoweringReport): readonly string[] {
  const at = (path: string) => (path === '' ? '' : ` (${oneLine(path)})`);
  const mode = strict === undefined ? [] : [strict ? 'strict' : 'not strict'];
  return [
    ...mode,
    ...obstacles.map(({ path, reason }) => `${reason}${at(path)}`),
    ...[...byPath(described)].map(([path, words]) => `in words: ${words.join(', ')}${at(path)}`),
  ];
}

function byPath(notes: LoweringReport['described']): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { path, keyword } of notes) found.set(path, [...(found.get(path) ?? []), keyword]);
  return found;
}
