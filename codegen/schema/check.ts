import { isObject, type Json, memberOf } from '../../src/json.js';
import { nearest } from '../../src/text/nearest.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import type { Report } from '../report.js';
import type { SourceNode } from '../source.js';
import { dialect, type TypeName } from './dialect.js';
import { refTarget, type SharedSchemas } from './draft.js';
import { typesIn } from './object.js';
import { refusedKeywords } from './refused.js';
import { rules } from './rules/index.js';
import { inPlace } from './walk.js';
import { brief } from './words.js';

export type Side = 'parameters' | 'result' | 'shared';

/** Where a schema stands, and what is known of its value from the schemas around it. */
export interface Place {
  readonly report: Report;
  readonly shared: SharedSchemas;
  /** Names under `$defs` of the root. */
  readonly own: readonly string[];
  readonly side: Side;
  readonly root: boolean;
  readonly types?: readonly TypeName[];
  /** What another branch of the same allOf says of it. */
  readonly beside?: readonly TypeName[] | undefined;
  /** Collects the schemas that something is wrong with by themselves. */
  readonly broken: Set<SourceNode>;
}

const TUPLE =
  'write the list as `prefixItems`, with minItems, and items: false if nothing may follow';
const NAMES = { types: ['string'] } as const;

/** Holds every schema of a root against the dialect, each by itself. */
export function checkKeywords(
  root: SourceNode,
  place: Omit<Place, 'own' | 'root' | 'types' | 'beside' | 'broken'>,
): ReadonlySet<SourceNode> {
  const broken = new Set<SourceNode>();
  const defs = root.get('$defs');
  const own = defs?.entries().map(([name]) => name) ?? [];
  for (const [name, node] of defs?.entries() ?? [])
    if (place.shared.has(name)) place.report.add(diagnose('TW2013', node.keyPlace, { name }));
  visit(root, { ...place, own, root: true, broken });
  return broken;
}

function visit(node: SourceNode, place: Place): void {
  const members = node.entries();
  const json = members.length > 0 ? {} : node.json;
  if (typeof json === 'boolean' && !place.root) return;
  if (!isObject(json)) {
    place.report.add(diagnose('TW2004', node.place, { got: brief(json) }));
    place.broken.add(node);
    return;
  }
  const { diagnostics } = place.report;
  const before = diagnostics.length;
  const schema: Record<string, Json> = {};
  const sound = members.filter(([key, member]) => {
    const value = member.json;
    const fits = checkKeyword(key, member, value, place);
    if (fits) schema[key] = value;
    return fits;
  });
  for (const rule of rules) rule(schema, node, place);
  if (diagnostics.slice(before).some(isError)) place.broken.add(node);
  const types = (typesIn(schema) ?? place.types) as readonly TypeName[] | undefined;
  const { types: _, beside: __, ...rest } = place;
  for (const [key, member] of sound) {
    const inside = schemasIn(key, member);
    if (inside.length === 0) continue;
    const around =
      key === 'propertyNames' ? NAMES : inPlace.includes(key) && types ? { types } : {};
    const beside = key === 'allOf' ? { beside: typesAmong(member, place) } : {};
    const there = { ...rest, ...around, ...beside, root: false };
    for (const inner of inside) visit(inner, there);
  }
}

/** All branches of an allOf test the same value: what one says of its type holds for the others. */
function typesAmong(branches: SourceNode, { shared }: Place): readonly TypeName[] | undefined {
  for (const { json } of branches.items()) {
    const target =
      isObject(json) && typeof json.$ref === 'string' ? refTarget(json.$ref) : undefined;
    const said = target && !target.own ? shared.get(target.name)?.json : json;
    const types = isObject(said) ? typesIn(said) : undefined;
    if (types) return types as readonly TypeName[];
  }
  return undefined;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

export function schemasIn(key: string, node: SourceNode): readonly SourceNode[] {
  const holds = dialect[key]?.kind.holds;
  if (holds === 'schema') return [node];
  if (holds === 'list') return node.items();
  return holds ? node.entries().map(([, each]) => each) : [];
}

/** Whether the keyword is one of the dialect with a value it takes. */
function checkKeyword(
  key: string,
  node: SourceNode,
  value: Json,
  { report, side, root }: Place,
): boolean {
  const known = memberOf(dialect, key);
  if (!known) {
    const instead = memberOf(refusedKeywords, key);
    const names = [...Object.keys(dialect), ...Object.keys(refusedKeywords)];
    report.add(
      instead === undefined
        ? diagnose('TW2001', node.keyPlace, { keyword: key, nearest: nearest(key, names) })
        : diagnose('TW2002', node.keyPlace, { keyword: key, instead }),
    );
    return false;
  }
  if (key === 'items' && Array.isArray(value)) {
    report.add(diagnose('TW2002', node.keyPlace, { keyword: 'items: [...]', instead: TUPLE }));
    return false;
  }
  // Schemas inside are looked at one by one, with a place of their own.
  const fits = known.kind.holds ? holder(known.kind.holds, value) : known.kind.fits(value);
  if (!fits) {
    const values = { keyword: key, takes: known.kind.takes, got: brief(value) };
    report.add(diagnose('TW2003', node.place, values));
  }
  if (key === '$defs' && (!root || side === 'shared')) {
    report.add(diagnose('TW2009', node.keyPlace, {}));
    return false;
  }
  return fits;
}

const holder = (holds: 'schema' | 'list' | 'map', value: Json): boolean =>
  holds === 'schema' ||
  (holds === 'list' ? Array.isArray(value) && value.length > 0 : isObject(value));
