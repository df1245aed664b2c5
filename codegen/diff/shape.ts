import type { ToolIr } from '../ir.js';
import type { Moved } from './difference.js';
import { type Found, found } from './found.js';
import { type Loss, type LossRule, losses, reaches, type Spot, words } from './loss.js';
import { type Spots, spotsOf, spotsOfBoth } from './spots.js';

const nothing: Spot = { transforms: [], checks: [], redact: false, untrusted: false };

/** What sanitizers, redactions and marks did and do. What stands in a property that came or went did so with it. */
export function shapeChanges(old: ToolIr, now: ToolIr, moved: readonly Moved[]): readonly Found[] {
  const [spots, others] = spotsOfBoth(old, now);
  const open = moved.filter((each) => each.open);
  const before = withOthers(spots, open, 'old');
  const after = withOthers(others, open, 'new');
  const closed = moved.filter((each) => !each.open);
  const stays = (path: string) => !closed.some((each) => isIn(path, each.path));
  const kept = [...new Set([...before.keys(), ...after.keys()])]
    .filter(stays)
    .flatMap((path) => spotChanges(before.get(path) ?? nothing, after.get(path) ?? nothing, path));
  const came = [...after].filter(([path]) => !stays(path));
  return [...kept, ...newAddresses([...before.values()], came)];
}

/** Of a tool that is new. */
export const addressesOf = (tool: ToolIr): readonly Found[] => newAddresses([], [...spotsOf(tool)]);

/** A parameter that was not there before may lead where none did. */
const newAddresses = (before: readonly Spot[], came: readonly (readonly [string, Spot])[]) =>
  came.flatMap(([path, spot]) => {
    const rules = spot.checks.filter((check) => reaches(check, before));
    return rules.map((check) => found('egress-added', path, words(check)));
  });

const isIn = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}/`);

/** A property that a schema lets through and does not name is treated as its other ones are. */
function withOthers(spots: Spots, open: readonly Moved[], missing: Moved['missing']): Spots {
  const all = new Map(spots);
  for (const { path } of open.filter((each) => each.missing === missing)) {
    const others = `${path.slice(0, path.lastIndexOf('/'))}/*`;
    for (const [at, spot] of spots)
      if (isIn(at, others)) all.set(path + at.slice(others.length), spot);
  }
  return all;
}

/** What was lost on the way back was gained: steps that were lost and gained are other steps, neither less nor more. */
function spotChanges(was: Spot, is: Spot, path: string): Found[] {
  const [lost, gained] = [losses(was, is), losses(is, was)];
  const detail = `${spotWords(was)} → ${spotWords(is)}`;
  if (lost.length === 0) return gained.length > 0 ? [found(gainedBy(path), path, detail)] : [];
  const both = (each: Loss) => gained.some(([rule]) => familyOf(rule) === familyOf(each[0]));
  const changed = new Set(lost.filter(both).map(([rule]) => familyOf(rule)));
  return [
    ...lost.filter((each) => !both(each)).map(([rule, said]) => found(rule, path, said)),
    ...[...changed].map((family) => found(otherwise[family], path, detail)),
  ];
}

/** Of a result the model reads what is kept from it, and what is marked: all that is done to results. */
const gainedBy = (path: string) => (isIn(path, 'result') ? 'result-marked' : 'control-added');

const familyOf = (rule: LossRule) => families[rule];
const families = {
  'sanitizer-removed': 'sanitizer',
  'sanitizer-weakened': 'sanitizer',
  'egress-widened': 'egress',
  'path-root-changed': 'path',
  'redaction-removed': 'redaction',
  'untrusted-removed': 'untrusted',
} as const;
const otherwise = {
  sanitizer: 'sanitizer-changed',
  egress: 'egress-changed',
  path: 'path-root-changed',
  redaction: 'redaction-removed',
  untrusted: 'untrusted-removed',
} as const;

function spotWords({ transforms, checks, redact, untrusted }: Spot): string {
  const marks = [...(redact ? ['redact'] : []), ...(untrusted ? ['untrusted'] : [])];
  return [...transforms, ...checks.map(words), ...marks].join(', ') || 'nothing';
}
