import type { Json } from '../../src/json.js';
import { diagnose } from '../diagnostics/index.js';
import { Report } from '../report.js';
import type { SourceNode } from '../source.js';
import { checkKeywords, type Side, schemasIn } from './check.js';
import { checkCycle, refName } from './cycle.js';
import { Drafts, type SharedSchemas } from './draft.js';
import { Normal } from './normal.js';
import type { Problem } from './problem.js';
import { Shapes } from './shape.js';
import { checkBound } from './unbind.js';
import { checkValues } from './values.js';

export interface CheckOptions {
  /** Default: `parameters`. */
  readonly root?: Side;
  /** Names of the parameters that the runtime fills in. */
  readonly bound?: readonly string[];
}

/**
 * Holds a schema against the dialect and reports everything that is wrong with it. Shared schemas are checked each as
 * a root of its own; what is wrong inside of one is not reported again where it is used.
 */
export function checkSchema(
  node: SourceNode,
  shared: SharedSchemas,
  report: Report,
  { root = 'parameters', bound = [] }: CheckOptions = {},
): void {
  const found = new Report();
  checkAlone(node, shared, root, found);
  for (const diagnostic of found.diagnostics) report.add(diagnostic);
  if (found.failed || !reachesSound(node, shared)) return;
  checkJoined(node, shared, root, report);
  checkBound(node, bound, report);
}

function checkAlone(node: SourceNode, shared: SharedSchemas, side: Side, report: Report): void {
  checkKeywords(node, { shared, report, side });
  const find = (name: string) => node.get('$defs')?.get(name) ?? shared.get(name);
  for (const [name, own] of node.get('$defs')?.entries() ?? []) checkCycle(name, own, find, report);
  if (side === 'shared') checkCycle(String(node.path.at(-1)), node, find, report);
}

const sound = new WeakMap<SourceNode, boolean>();

/** Whether the shared schemas that this one reaches can be lowered. */
function reachesSound(
  node: SourceNode,
  shared: SharedSchemas,
  seen = new Set<SourceNode>(),
): boolean {
  for (const name of sharedRefs(node)) {
    const target = shared.get(name);
    if (!target || seen.has(target)) continue;
    seen.add(target);
    if (!isSound(target, shared) || !reachesSound(target, shared, seen)) return false;
  }
  return true;
}

function isSound(node: SourceNode, shared: SharedSchemas): boolean {
  const known = sound.get(node);
  if (known !== undefined) return known;
  const report = new Report();
  checkAlone(node, shared, 'shared', report);
  sound.set(node, !report.failed);
  return !report.failed;
}

function* sharedRefs(node: SourceNode): Generator<string> {
  const ref = node.get('$ref');
  const name = ref && refName(ref);
  if (name !== undefined) yield name;
  for (const [key, member] of node.entries())
    for (const each of schemasIn(key, member)) yield* sharedRefs(each);
}

const marker = { transforms: [], checks: [] };

/** What shows only once parts are joined and defaults stand beside what they default. */
function checkJoined(node: SourceNode, shared: SharedSchemas, side: Side, report: Report): void {
  const drafts = new Drafts(node, shared, () => marker);
  const within = (origin: SourceNode) => node.path.every((step, at) => origin.path[at] === step);
  const problem: Problem = (code, draft, values, at) => {
    const origin = drafts.origin(draft);
    if (!origin || !within(origin)) return;
    report.add(diagnose(code, (at?.(origin) ?? origin).place, values));
  };
  const normal = new Normal(drafts, problem);
  const root: Json = side === 'parameters' ? normal.parameters() : normal.root();
  new Shapes(normal, side === 'result' ? 'result' : 'input', marker, problem).of(root);
  const own = node.get('$defs')?.entries() ?? [];
  const definitions = own.map(([name]) => normal.definition(name));
  checkValues(root, definitions, normal, { side, problem });
}
