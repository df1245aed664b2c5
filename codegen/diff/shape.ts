import { canonical, type Json, type JsonObject } from '../../src/json.js';
import type { CheckIr, ShapeIr, ToolIr } from '../ir.js';
import type { Change, RuleId } from './rule.js';

type Found = Omit<Change, 'tool'>;

/** What is done at one place inside a value. */
interface Spot {
  transforms: readonly string[];
  checks: readonly CheckIr[];
  redact: boolean;
  untrusted: boolean;
}

const nothing: Spot = { transforms: [], checks: [], redact: false, untrusted: false };

/** What sanitizers, redactions and marks did and do. `moved` are places that only one of the two schemas has. */
export function shapeChanges(old: ToolIr, now: ToolIr, moved: readonly string[]): readonly Found[] {
  const [before, after] = [spotsOf(old), spotsOf(now)];
  const stays = (path: string) =>
    !moved.some((each) => path === each || path.startsWith(`${each}/`));
  return [...new Set([...before.keys(), ...after.keys()])].filter(stays).flatMap((path) => {
    const [was, is] = [before.get(path) ?? nothing, after.get(path) ?? nothing];
    const lost = spotChanges(was, is, path);
    const gained = spotChanges(is, was, path);
    if (lost.length > 0 || gained.length === 0) return lost;
    return [
      { rule: 'control-added', path, detail: `${spotWords(was)} → ${spotWords(is)}` } as const,
    ];
  });
}

function spotWords({ transforms, checks, redact, untrusted }: Spot): string {
  const marks = [...(redact ? ['redact'] : []), ...(untrusted ? ['untrusted'] : [])];
  return [...transforms, ...checks.map(words), ...marks].join(', ') || 'nothing';
}

function spotsOf({ inputShape, resultShape, shapes }: ToolIr): Map<string, Spot> {
  const spots = new Map<string, Spot>();
  visit(inputShape, 'parameters', [], shapes, spots);
  visit(resultShape, 'result', [], shapes, spots);
  return spots;
}

/** Recursion is followed once: below, the same shape does the same again. */
function visit(
  shape: ShapeIr,
  path: string,
  through: readonly string[],
  shapes: ToolIr['shapes'],
  spots: Map<string, Spot>,
): void {
  note(shape, path, spots);
  const into = (inner: ShapeIr | undefined, at: string, way = through) => {
    if (inner) visit(inner, at, way, shapes, spots);
  };
  for (const [name, inner] of Object.entries(shape.properties ?? {}))
    into(inner, `${path}/${name}`);
  into(shape.values, `${path}/*`);
  into(shape.items, `${path}/[]`);
  shape.prefixItems?.forEach((inner, at) => void into(inner, `${path}/${at}`));
  for (const inner of shape.all ?? []) into(inner, path);
  for (const [name, inner] of Object.entries(shape.cases ?? {})) into(inner, `${path}/(${name})`);
  const { ref } = shape;
  if (ref !== undefined && !through.includes(ref)) into(shapes[ref], path, [...through, ref]);
}

function note(shape: ShapeIr, path: string, spots: Map<string, Spot>): void {
  const { transforms = [], checks = [], redact = false, untrusted = false } = shape;
  if (transforms.length + checks.length === 0 && !redact && !untrusted) return;
  const before = spots.get(path);
  spots.set(path, {
    transforms: [...(before?.transforms ?? []), ...transforms],
    checks: [...(before?.checks ?? []), ...checks],
    redact: redact || before?.redact === true,
    untrusted: untrusted || before?.untrusted === true,
  });
}

function spotChanges(old: Spot, now: Spot, path: string): Found[] {
  const at = (rule: RuleId, detail: string): Found => ({ rule, path, detail });
  const lost = old.transforms.filter((name) => !now.transforms.includes(name));
  const kept = now.transforms.filter((name) => old.transforms.includes(name));
  const changes = lost.map((name) => at('sanitizer-removed', `${name} is gone`));
  if (lost.length === 0 && kept.join() !== old.transforms.join())
    changes.push(at('sanitizer-weakened', `${old.transforms.join()} → ${now.transforms.join()}`));
  if (old.redact && !now.redact) changes.push(at('redaction-removed', 'redact is gone'));
  if (old.untrusted && !now.untrusted) changes.push(at('untrusted-removed', 'untrusted is gone'));
  for (const check of old.checks)
    changes.push(...checkChanges(check, now.checks).map(([rule, detail]) => at(rule, detail)));
  return changes;
}

type Said = readonly [RuleId, string];
const words = (check: CheckIr): string =>
  check.kind === 'check' ? check.name : `${check.leaf} ${canonical(check.options)}`;

function checkChanges(check: CheckIr, now: readonly CheckIr[]): Said[] {
  if (now.some((each) => words(each) === words(check))) return [];
  const [like] = now.filter(
    (each) =>
      check.kind === 'rule' &&
      each.kind === 'rule' &&
      each.leaf === check.leaf &&
      each.options.name === check.options.name,
  );
  if (check.kind === 'check' || like?.kind !== 'rule')
    return [['sanitizer-removed', `${words(check)} is gone`]];
  const [before, after] = [check.options, like.options];
  if (check.leaf === 'path')
    return [['path-root-changed', `root ${before.root as string} → ${after.root as string}`]];
  return check.leaf === 'url' ? urlChanges(before, after) : patternChanges(before, after);
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

function urlChanges(old: JsonObject, now: JsonObject): Said[] {
  const said = (['hosts', 'ports', 'schemes'] as const).flatMap((key): Said[] => {
    const none = key === 'schemes' ? ['https'] : undefined;
    const [before, after] = [old[key] ?? none, now[key] ?? none];
    if (before === undefined) return [];
    if (after === undefined) return [['egress-widened', `any of ${key}`]];
    const added = list(after).filter((each) => !list(before).includes(each));
    return added.length > 0 ? [['egress-widened', `${key} also ${added.join(', ')}`]] : [];
  });
  if (now.private_addresses === 'allow' && old.private_addresses !== 'allow')
    said.push(['egress-widened', 'private addresses are allowed']);
  return said.length > 0 ? said : [['control-added', 'fewer addresses may be reached']];
}

function patternChanges(old: JsonObject, now: JsonObject): Said[] {
  const gone = list(old.patterns).filter((each) => !list(now.patterns).includes(each));
  const said: Said[] = [];
  if (old.effect === 'reject' && now.effect !== 'reject')
    said.push(['sanitizer-weakened', 'a match is marked and no longer refused']);
  if (gone.length > 0)
    said.push([
      'sanitizer-weakened',
      `without ${gone.map((each) => JSON.stringify(each)).join(', ')}`,
    ]);
  return said;
}
