import type { Caller } from '../../src/contract.js';
import { isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import type { ExpressionIr, LevelIr } from '../ir.js';
import { type Choice, MOST_CASES, product } from './choice.js';
import { type Mentions, mentionsOf } from './mention.js';
import { numbersAround } from './number.js';

/** Callers and arguments that two sets of conditions are tried on. */
export interface Case {
  readonly caller: Caller | null;
  readonly args: JsonObject;
}

export interface Domain {
  readonly cases: readonly Case[];
  /** Whether the cases stand for all there are: comparisons with constants and with each other, none left out. */
  readonly whole: boolean;
}

export interface Seeds {
  readonly levels: readonly LevelIr[];
  readonly expressions: readonly ExpressionIr[];
  /** Valid arguments; what conditions do not mention is taken from the first. */
  readonly examples: readonly Json[];
  /** Values that the schema names for a parameter: enums and bounds. */
  readonly values: ReadonlyMap<string, readonly Json[]>;
  /** Whether a call may have this at `args.a.b`: who is shown as a witness must be able to come. */
  readonly mayBe: (path: string, value: Json | undefined) => boolean;
  /** All that a call may have there, where that is listed. */
  readonly listed: (path: string) => readonly Json[] | undefined;
}

const MOST_CALLERS = 200;
export function domainOf(seeds: Seeds): Domain {
  const found = mentionsOf(seeds.expressions);
  const [callers, args] = [callersOf(seeds, found), argumentsOf(seeds, found)];
  const fits = callers.cases.length * args.cases.length <= MOST_CASES;
  const room = Math.max(MOST_CALLERS, Math.floor(MOST_CASES / args.cases.length));
  const some = fits ? callers.cases : thin(callers.cases, room);
  const given = fits ? args.cases : thin(args.cases, Math.floor(MOST_CASES / some.length));
  const left = some.length < callers.cases.length || given.length < args.cases.length;
  return {
    cases: some.flatMap((caller) => given.map((each) => ({ caller, args: each }))),
    whole: found.simple && callers.whole && args.whole && !left,
  };
}

/** Every so-manieth of too many. */
function thin<T>(values: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.ceil(values.length / most));
  return values.filter((_, at) => at % step === 0);
}

const texts = (values: Iterable<Json>): string[] =>
  [...values].filter((each) => typeof each === 'string');

/** One where nothing is compared but with constants: then all that are none of these are alike. */
const fresh = ({ related }: Mentions): number => Math.max(1, related.size);

/** Strings to compare: every constant, and some that are none of them. */
const pool = (found: Mentions): string[] => [
  ...texts(found.constants),
  ...Array.from({ length: fresh(found) }, (_, at) => `other ${at}`),
];

function callersOf({ levels, expressions }: Seeds, found: Mentions) {
  const named = (key: 'roles' | 'scopes') => levels.flatMap((level) => level[key] ?? []);
  const uses = (field: string) => expressions.length > 0 && found.paths.has(`caller.${field}`);
  const more = (field: string) => {
    if (!uses(field)) return [];
    return found.searched.has(`caller.${field}`) ? pool(found) : texts(found.constants);
  };
  const roles = listsOf(
    [...named('roles'), ...more('roles')],
    levels.map((each) => each.roles),
  );
  const scopes = listsOf(
    [...named('scopes'), ...more('scopes')],
    levels.map((each) => each.scopes),
  );
  const fields = [...found.paths].filter((path) => /^caller\.(id|tenant|attributes\.)/.test(path));
  const names = [undefined, ...pool(found)];
  const nothing = found.constants.has(null) ? [null] : [];
  const values = [...names, ...numbersOf(found), true, false, ...nothing];
  const choice = (path: string): Choice => [path, isName(path) ? names : values];
  const sets = product([...fields.map(choice), ['roles', roles.cases], ['scopes', scopes.cases]]);
  return {
    cases: [null, ...sets.cases.map(callerOf)],
    whole: roles.whole && scopes.whole && sets.whole,
  };
}

/** An id or a tenant, which are texts; an attribute may be anything. */
const isName = (path: string): boolean => !path.startsWith('caller.attributes.');

function callerOf(set: JsonObject): Caller {
  const { id, tenant, attributes } = (set.caller ?? {}) as Partial<Record<string, Json>>;
  const { roles, scopes } = set as Record<'roles' | 'scopes', readonly string[]>;
  return {
    id: typeof id === 'string' ? id : 'somebody',
    ...(typeof tenant === 'string' && { tenant }),
    roles,
    scopes,
    attributes: (attributes ?? {}) as JsonObject,
  };
}

/** Every subset of a few names; of many, those that a monotone rule can tell apart. */
function listsOf(names: readonly string[], groups: readonly (readonly string[] | undefined)[]) {
  const all = [...new Set(names)].sort();
  if (all.length <= 5) {
    const sets: string[][] = [[]];
    for (const name of all) sets.push(...sets.map((set) => [...set, name]));
    return { cases: sets, whole: true };
  }
  const without = all.map((name) => all.filter((each) => each !== name));
  const cases = [
    [],
    ...all.map((name) => [name]),
    ...without,
    all,
    ...groups.flatMap((g) => [g ?? []]),
  ];
  return { cases: cases.map((each) => [...each]), whole: false };
}

const numbersOf = (found: Mentions): number[] =>
  numbersAround(
    [...found.constants, 0].filter((each) => typeof each === 'number'),
    fresh(found),
  );

/** Of a long list the constants are tried, and so many others. */
const MOST_OTHERS = 20;

function argumentsOf({ examples, values, mayBe, listed }: Seeds, found: Mentions) {
  const [first] = examples;
  const base = (typeof first === 'object' && first !== null ? first : {}) as JsonObject;
  const paths = [...found.paths].filter((path) => path.startsWith('args.'));
  const choices = paths.map((path) => {
    const given = values.get(path.slice('args.'.length)) ?? [];
    const seen = examples.map((each) => at(each, path.split('.').slice(1)));
    const made = [...pool(found), ...numbersOf(found), true, false, null, {}, undefined];
    // What is compared with another path must be able to be what that is.
    const list = found.related.has(path) ? undefined : listed(path);
    const others = (list ?? []).filter((each) => !found.constants.has(each)).slice(0, MOST_OTHERS);
    const all = unique([...given, ...seen, ...others, ...made]);
    const isListed = (each: Json | undefined) => each === undefined || !list || list.includes(each);
    return [path, all.filter((each) => isListed(each) && mayBe(path, each))] as Choice;
  });
  const chosen = new Set(paths.map((path) => path.split('.')[1]));
  const rest = Object.fromEntries(Object.entries(base).filter(([key]) => !chosen.has(key)));
  const made = product(choices);
  const whole = (set: JsonObject) => ({ ...rest, ...((set.args ?? {}) as JsonObject) });
  return { ...made, cases: made.cases.map(whole) };
}

const at = (value: Json | undefined, way: readonly string[]): Json | undefined =>
  way.reduce((each, key) => (isObject(each) ? memberOf(each, key) : undefined), value);
const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
