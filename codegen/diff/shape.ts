import type { ToolIr } from '../ir.js';
import { type Found, found } from './found.js';
import { type Loss, type LossRule, losses, type Spot, words } from './loss.js';
import { spotsOfBoth } from './spots.js';

const nothing: Spot = { transforms: [], checks: [], redact: false, untrusted: false };

/** What sanitizers, redactions and marks did and do. `moved` are places that only one of the two schemas has. */
export function shapeChanges(old: ToolIr, now: ToolIr, moved: readonly string[]): readonly Found[] {
  const [before, after] = spotsOfBoth(old, now);
  const stays = (path: string) =>
    !moved.some((each) => path === each || path.startsWith(`${each}/`));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter(stays)
    .flatMap((path) => spotChanges(before.get(path) ?? nothing, after.get(path) ?? nothing, path));
}

/** What was lost on the way back was gained: steps that were lost and gained are other steps, neither less nor more. */
function spotChanges(was: Spot, is: Spot, path: string): Found[] {
  const [lost, gained] = [losses(was, is), losses(is, was)];
  const detail = `${spotWords(was)} → ${spotWords(is)}`;
  if (lost.length === 0) return gained.length > 0 ? [found('control-added', path, detail)] : [];
  const both = (each: Loss) => gained.some(([rule]) => familyOf(rule) === familyOf(each[0]));
  const changed = new Set(lost.filter(both).map(([rule]) => familyOf(rule)));
  return [
    ...lost.filter((each) => !both(each)).map(([rule, said]) => found(rule, path, said)),
    ...[...changed].map((family) => found(otherwise[family], path, detail)),
  ];
}

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
