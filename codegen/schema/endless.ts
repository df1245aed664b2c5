import type { Json } from '../../src/json.js';
import type { SourceNode } from '../source.js';
import { type Find, refName } from './cycle.js';
import { typesIn } from './object.js';

/** Schemas that all refer to each other have very many ways through them: then nothing is said. */
const MOST = 10_000;

/** Whether a value of a named schema would have to hold another one of it, and that one the next, without an end. */
export function isEndless(name: string, node: SourceNode, find: Find): boolean {
  const ends = new Set<string>();
  let steps = 0;
  const never = (from: SourceNode, through: readonly string[]): boolean => {
    steps += 1;
    if (steps > MOST) return false;
    const ref = from.get('$ref');
    const next = ref && refName(ref);
    if (next !== undefined && !ends.has(next)) {
      if (through.includes(next)) return true;
      const found = find(next);
      if (found && never(found, [...through, next])) return true;
      ends.add(next);
    }
    const all = (from.get('allOf')?.items() ?? []).some((each) => never(each, through));
    return (
      all ||
      unions(from).some((each) => each.every((branch) => never(branch, through))) ||
      held(from).some((each) => never(each, through))
    );
  };
  return never(node, [name]);
}

const unions = (node: SourceNode): readonly (readonly SourceNode[])[] =>
  ['anyOf', 'oneOf'].flatMap((key) => {
    const branches = node.get(key)?.items() ?? [];
    return branches.length > 0 ? [branches] : [];
  });

/** The schemas of what a value of this one must hold. */
function held(node: SourceNode): readonly SourceNode[] {
  const type = node.json && typesIn(node.json as never);
  if (!type || (type as readonly Json[]).length !== 1) return [];
  if (type[0] === 'array') {
    const items = node.get('items');
    return items && !node.get('prefixItems') && Number(node.get('minItems')?.json ?? 0) > 0
      ? [items]
      : [];
  }
  if (type[0] !== 'object') return [];
  const required = node.get('required')?.items() ?? [];
  const properties = node.get('properties');
  return required.flatMap(({ json }) => properties?.get(String(json)) ?? []);
}
