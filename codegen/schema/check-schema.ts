import { canonical, type Json } from '../../src/json.js';
import type { Diagnostic, Place } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { Report } from '../report.js';
import type { SourceNode } from '../source.js';
import { standApart } from './apart.js';
import { checkKeywords, type Side, schemasIn } from './check.js';
import { checkDefaults } from './check-defaults.js';
import { checkCycle, refName } from './cycle.js';
import { MOST_DEEP, tooDeep } from './deep.js';
import { Drafts, type Sanitize, type SharedSchemas } from './draft.js';
import { isEndless } from './endless.js';
import { Normal } from './normal.js';
import type { Problem } from './problem.js';
import { Shapes } from './shape.js';
import { checkBound, checkBoundDefaults } from './unbind.js';
import { checkValues, reachesWrong } from './values.js';

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
  const broken = checkAlone(node, shared, root, report);
  if (!broken || !standApart(broken, node)) return;
  const reached = sharedIn(node, shared);
  if (!reached.every((each) => isPlain(each, shared))) return;
  const found = new Report();
  const joined = checkJoined(node, { shared, side: root, broken, bound }, found);
  checkBound(node, bound, found);
  joined.values();
  for (const diagnostic of found.diagnostics) report.add(diagnostic);
}

/** The schemas that are wrong by themselves; undefined where one leads back to itself, or too deep. */
function checkAlone(
  node: SourceNode,
  shared: SharedSchemas,
  side: Side,
  report: Report,
): ReadonlySet<SourceNode> | undefined {
  const broken = checkKeywords(node, { shared, report, side });
  const find = (name: string) => node.get('$defs')?.get(name) ?? shared.get(name);
  const last = tooDeep(node, find);
  if (last) {
    addDeep(report, node, last);
    return undefined;
  }
  const circles = new Report();
  const named = [...(node.get('$defs')?.entries() ?? [])];
  if (side === 'shared') named.push([String(node.path.at(-1)), node]);
  for (const [name, own] of named) checkCycle(name, own, find, circles);
  for (const [name, own] of circles.failed ? [] : named)
    if (isEndless(name, own, find)) report.add(diagnose('TW2036', own.keyPlace, { name }));
  for (const diagnostic of circles.diagnostics) report.add(diagnostic);
  return circles.failed ? undefined : broken;
}

/** Once: what leads into one that is too deep is so, too, and what it leads to is shown. */
function addDeep(report: Report, node: SourceNode, last: SourceNode): void {
  if (report.diagnostics.some(({ code }) => code === 'TW2046')) return;
  const related = [{ message: 'with this one there are too many', place: last.place }];
  report.add(diagnose('TW2046', node.keyPlace, { most: MOST_DEEP }, related));
}

/** The shared schemas that a schema reaches, apart from itself. */
function sharedIn(node: SourceNode, shared: SharedSchemas): readonly SourceNode[] {
  const found = new Set<SourceNode>();
  const visit = (from: SourceNode): void => {
    const ref = from.get('$ref');
    const name = ref && refName(ref);
    const target = name === undefined ? undefined : shared.get(name);
    if (target && !found.has(target)) {
      found.add(target);
      visit(target);
    }
    for (const [key, member] of from.entries())
      for (const each of schemasIn(key, member)) visit(each);
  };
  visit(node);
  found.delete(node);
  return [...found];
}

/** What is known of shared schemas: each is used many times. */
const plain = new WeakMap<SourceNode, boolean>();

function isPlain(node: SourceNode, shared: SharedSchemas): boolean {
  const known = plain.get(node);
  if (known !== undefined) return known;
  const report = new Report();
  checkAlone(node, shared, 'shared', report);
  plain.set(node, !report.failed);
  return !report.failed;
}

/** What shows of shared schemas by themselves once their parts are joined. */
const alone = new WeakMap<SourceNode, readonly Diagnostic[]>();

function says(node: SourceNode, shared: SharedSchemas, code: string, place: Place): boolean {
  let found = alone.get(node);
  if (!found) {
    const report = new Report();
    // Two that lead to each other do not wait for each other.
    alone.set(node, report.diagnostics);
    checkJoined(node, { shared, side: 'shared' }, report);
    found = report.diagnostics;
  }
  return found.some((each) => isAt(each, code, place));
}

/** A schema that leads back to itself is looked at once as the root and once as what is referred to. */
function addOnce(report: Report, said: Diagnostic): void {
  const { code, place, message } = said;
  const before = report.diagnostics.filter((each) => place && isAt(each, code, place));
  if (!before.some((each) => each.message === message)) report.add(said);
}

const isAt = ({ code, place }: Diagnostic, same: string, at: Place): boolean =>
  code === same && place?.file === at.file && place.line === at.line && place.column === at.column;

const none = { transforms: [], checks: [] };
/** Of chains only this is asked here: whether two are the same. */
const marker: Sanitize = (node) =>
  node ? { transforms: [canonical([node.json].flat())], checks: [] } : none;

interface Joined {
  readonly shared: SharedSchemas;
  readonly side: Side;
  readonly broken?: ReadonlySet<SourceNode>;
  readonly bound?: readonly string[];
}

/** What shows only once parts are joined; then, by `values`, what defaults and examples say. */
function checkJoined(
  node: SourceNode,
  { shared, side, broken, bound = [] }: Joined,
  report: Report,
) {
  const drafts = new Drafts(node, shared, marker, broken);
  const within = (origin: SourceNode) => node.path.every((step, at) => origin.path[at] === step);
  const faulty = new Set<SourceNode | undefined>();
  const problem: Problem = (code, draft, said, at) => {
    faulty.add(drafts.origin(draft));
    // What is made of several parts was written in none of them.
    const origin = drafts.origin(draft) ?? normal.around.at(-1) ?? node;
    faulty.add(origin);
    const { place } = at?.(origin) ?? origin;
    if (within(origin)) return addOnce(report, diagnose(code, place, said));
    // A shared schema that is sound by itself, and not in this company.
    if (sharedIn(node, shared).some((each) => says(each, shared, code, place))) return;
    const here = normal.around.findLast(within) ?? node;
    addOnce(report, diagnose(code, here.place, said, [{ message: 'written here', place }]));
  };
  const normal = new Normal(drafts, problem, side !== 'result');
  const root: Json = side === 'parameters' ? normal.parameters() : normal.root();
  const own = node.get('$defs')?.entries() ?? [];
  const definitions = own.map(([name]) => normal.definition(name));
  const shapes = new Shapes(normal, side === 'result' ? 'result' : 'input', none, problem);
  shapes.of(root);
  checkBoundDefaults(root, bound, normal, problem);
  const wrong = new Set(faulty);
  const isWrong = (draft: Json) => wrong.has(drafts.origin(draft));
  const values = () => {
    checkValues(root, definitions, normal, { side, problem, isWrong });
    const reaches = (schema: Json) => wrong.size > 0 && reachesWrong(schema, normal, isWrong);
    if (side !== 'result')
      checkDefaults([root, ...definitions], normal, { shapes, problem, isWrong: reaches });
  };
  return { values };
}
