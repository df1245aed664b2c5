import { diagnose } from '../diagnostics/index.js';
import type { Report } from '../report.js';
import type { SourceNode } from '../source.js';
import { schemasIn } from './check.js';
import { refTarget } from './draft.js';
import { inPlace } from './walk.js';

export type Find = (name: string) => SourceNode | undefined;

/** The references by which a schema says something of its own value, not of one inside it. */
function* inPlaceRefs(node: SourceNode): Generator<SourceNode> {
  const ref = node.get('$ref');
  if (ref) yield ref;
  for (const key of inPlace) {
    const member = node.get(key);
    if (member) for (const each of schemasIn(key, member)) yield* inPlaceRefs(each);
  }
}

export const refName = (ref: SourceNode): string | undefined =>
  typeof ref.json === 'string' ? refTarget(ref.json)?.name : undefined;

/** Reports a definition that leads back to itself with no property or item between. */
export function checkCycle(name: string, node: SourceNode, find: Find, report: Report): void {
  const seen = new Set<string>();
  const leadsBack = (from: SourceNode): boolean => {
    for (const ref of inPlaceRefs(from)) {
      const next = refName(ref);
      if (next === name) return true;
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      const found = find(next);
      if (found && leadsBack(found)) return true;
    }
    return false;
  };
  for (const ref of inPlaceRefs(node)) {
    const next = refName(ref);
    const found = next === undefined ? undefined : find(next);
    if (next !== name && !(found && leadsBack(found))) continue;
    report.add(diagnose('TW2012', ref.place, { name }));
    return;
  }
}
