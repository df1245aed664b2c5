import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePermission } from '../../../codegen/diff/permission.js';
import type { ExpressionIr } from '../../../codegen/ir.js';

const ROLES = ['a', 'b', 'c'];
const SCOPES = ['s', 't'];
const subsets = (names: readonly string[]) =>
  names.reduce<string[][]>((sets, name) => sets.concat(sets.map((set) => [...set, name])), [[]]);

/** A condition, and what it means, said a second time without CEL. */
interface Meant {
  readonly source: string;
  readonly holds: (roles: readonly string[], n: number) => boolean;
}
const atom: fc.Arbitrary<Meant> = fc.oneof(
  fc.constantFrom(...ROLES).map((role) => ({
    source: `"${role}" in caller.roles`,
    holds: (roles: readonly string[]) => roles.includes(role),
  })),
  fc.tuple(fc.constantFrom('<', '>=', '=='), fc.integer({ min: 0, max: 4 })).map(([op, limit]) => ({
    source: `args.n ${op} ${limit}`,
    holds: (_: readonly string[], n: number) =>
      op === '<' ? n < limit : op === '>=' ? n >= limit : n === limit,
  })),
);
const meant: fc.Arbitrary<Meant> = fc
  .tuple(atom, fc.constantFrom('&&', '||'), atom)
  .map(([a, op, b]) => ({
    source: `${a.source} ${op} ${b.source}`,
    holds: (roles, n) =>
      op === '&&' ? a.holds(roles, n) && b.holds(roles, n) : a.holds(roles, n) || b.holds(roles, n),
  }));

const some = (names: readonly string[]) => fc.subarray([...names], { minLength: 1 });
const level = fc.record(
  {
    public: fc.boolean(),
    roles: some(ROLES),
    scopes: some(SCOPES),
    allow: fc.oneof(atom, meant),
    forbid: fc.oneof(atom, meant),
  },
  { requiredKeys: ['public'] },
);
type Random = {
  public: boolean;
  roles?: string[];
  scopes?: string[];
  allow?: Meant;
  forbid?: Meant;
};

const expression = ({ source }: Meant): ExpressionIr => ({
  source,
  usesArgs: source.includes('args.'),
  types: { n: 'int' },
});
const input = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
const ir = ({ roles, scopes, allow, forbid, public: open }: Random) => ({
  input,
  permission: {
    name: 'l',
    public: open && !roles && !scopes,
    authenticated: !open || roles !== undefined || scopes !== undefined,
    shadow: false,
    ...(roles && { roles }),
    ...(scopes && { scopes }),
    ...(allow && { allow: [expression(allow)] }),
    ...(forbid && { forbid: [expression(forbid)] }),
  },
});

type Who = { roles: readonly string[]; scopes: readonly string[]; n: number } | null;
const everybody: readonly Who[] = [
  ...subsets(ROLES).flatMap((roles) =>
    subsets(SCOPES).flatMap((scopes) => [-1, 0, 1, 2, 3, 4, 5].map((n) => ({ roles, scopes, n }))),
  ),
];
function may({ roles, scopes, allow, forbid }: Random, who: Who): boolean {
  if (who === null) return false;
  return (
    (!roles || roles.some((role) => who.roles.includes(role))) &&
    (!scopes || scopes.every((scope) => who.scopes.includes(scope))) &&
    (!allow || allow.holds(who.roles, who.n)) &&
    !forbid?.holds(who.roles, who.n)
  );
}
/** Nobody signed in: only an open level without conditions on roles lets them in; CEL on nobody's roles fails. */
const openToNobody = (each: Random): boolean =>
  each.public && !each.roles && !each.scopes && !each.allow && !each.forbid;

/** A level and one with some of its parts replaced. */
const pairs = fc
  .tuple(level, level, fc.subarray(['public', 'roles', 'scopes', 'allow', 'forbid'] as const))
  .map(([old, other, keys]) => {
    const now: Record<string, unknown> = { ...old };
    for (const key of keys) {
      delete now[key];
      if (other[key as keyof typeof other] !== undefined)
        now[key] = other[key as keyof typeof other];
    }
    return [old, now] as unknown as readonly [Random, Random];
  });

/**
 * Row 6 of the requirements: "policy change report: widening edits flagged: 100 % of 1,000 random mutations classed as
 * widen / narrow / equal correctly against brute force on small domains." What does both is `changed`.
 */
test('1 000 mutations are classed as trying every caller and argument classes them', () => {
  const seen = { widened: 0, changed: 0, narrowed: 0, equal: 0, undecided: 0 };
  fc.assert(
    fc.property(pairs, ([old, now]) => {
      // What depends on args for nobody signed in is decided by the runtime's rules alone: a signed-in caller is asked.
      const [a, b] = [
        { ...old, public: openToNobody(old) },
        { ...now, public: openToNobody(now) },
      ];
      const wider = everybody.some((who) => may(b, who) && !may(a, who)) || (b.public && !a.public);
      const narrower =
        everybody.some((who) => may(a, who) && !may(b, who)) || (a.public && !b.public);
      const truth = wider ? (narrower ? 'changed' : 'widened') : narrower ? 'narrowed' : 'equal';
      const { outcome } = comparePermission(ir(a), ir(b));
      seen[outcome]++;
      expect(outcome).toBe(truth);
    }),
    { numRuns: 1000, seed: 20_261 },
  );
  expect(Math.min(seen.widened, seen.changed, seen.narrowed, seen.equal)).toBeGreaterThan(100);
});

const cond = (source: string) => ({
  permission: ir({ public: true }).permission,
  allow: { source, usesArgs: true, types: { n: 'string', m: 'string' } },
});

test.each([
  ['args.n == "x"', 'args.n == "x" || args.m == "y"', 'widened'],
  ['args.n == caller.id', 'args.n == caller.id || args.n == caller.tenant', 'widened'],
  ['args.n == "x" || args.n == "y"', 'args.n in ["y", "x"]', 'equal'],
  ['args.n == "x" || args.n == "y"', 'args.n == "x"', 'narrowed'],
  ['args.n.startsWith("x")', 'args.n.startsWith("x") || args.n.endsWith("tried")', 'widened'],
  ['size(args.n) < 3', 'size(args.n) < 4', 'undecided'],
] as const)('%s → %s: %s', (old, now, outcome) => {
  expect(comparePermission(cond(old), cond(now)).outcome).toBe(outcome);
});

const TYPES = {
  a: 'double',
  b: 'double',
  i: 'int',
  j: 'int',
  s: 'string',
  t: 'string',
  u: { nullable: 'string' },
  list: { list: 'string' },
};
const typed = (source: string) => ({
  permission: ir({ public: true }).permission,
  allow: { source, usesArgs: true, types: TYPES },
});

test.each([
  // Two numbers in one gap between the constants, whole ones too; and beyond the least.
  ['args.a == args.b', 'args.a > 0.0 && args.a < args.b && args.b < 1.0', 'widened'],
  ['args.i == args.j', 'args.i > 0 && args.i < args.j && args.j < 3', 'widened'],
  ['args.i > 1', 'args.a < -1e300', 'widened'],
  ['args.s == "x"', 'args.u == null', 'widened'],
  ['args.s == "x"', 'caller.attributes.limit == null', 'widened'],
  // A role that no constant names.
  ['args.s == "x"', 'args.s in caller.roles', 'widened'],
  ['args.s == "x"', 'caller.roles == ["b", "a"]', 'undecided'],
  ['args.s == "x"', 'args.list == []', 'undecided'],
  ['args.s == "x"', 'args.list == caller.attributes.list', 'undecided'],
  ['args.s == "x"', 'args.list in [["y"]]', 'undecided'],
  // What stands before "x", nothing that was tried does.
  ['args.s == args.t', 'args.s == "x" && args.t > "w" && args.t < args.s', 'undecided'],
] as const)('%s → or %s: %s', (old, also, outcome) => {
  expect(comparePermission(typed(old), typed(`${old} || (${also})`)).outcome).toBe(outcome);
});

const closed = (source: string) => ({
  ...typed(source),
  allow: { source, usesArgs: true, types: { ...TYPES, o: { object: { k: 'string' } } } },
  input: {
    type: 'object',
    properties: {
      s: { $ref: '#/$defs/Kind' },
      o: { type: 'object', properties: { k: { enum: ['x', 'y', 'z'] } } },
    },
    $defs: { Kind: { enum: ['x', 'y'] } },
  },
});

test.each([
  ['args.s != "x"', 'args.s == "y"', 'equal'],
  ['args.o.k != "x"', 'args.o.k == "y"', 'narrowed'],
  ['args.o.k != "x"', 'args.o.k in ["y", "z"]', 'equal'],
  ['args.s == "x"', 'args.s == "x" || args.s == args.t', 'widened'],
  ['args.s == args.o.k', 'args.s == "x" && args.o.k == "x"', 'narrowed'],
] as const)('where values are listed, no others are tried: %s → %s: %s', (old, now, outcome) => {
  expect(comparePermission(closed(old), closed(now)).outcome).toBe(outcome);
});

test('a text is tried of no object', () => {
  const old = closed('!has(args.o) || args.o.k == "x"');
  expect(comparePermission(old, closed('true')).more?.args).toEqual({ o: {} });
});

test('who is tried could come: a number for a number, and what is required is there', () => {
  const never: Meant = { source: 'args.n >= 0 && args.n < 0', holds: () => false };
  const [old, now] = [ir({ public: false, forbid: never }), ir({ public: false })];
  expect(comparePermission(old, now).outcome).toBe('equal');
  // Where it may be absent, the condition fails, and that forbids.
  const optional = { ...input, required: [] };
  const found = comparePermission({ ...old, input: optional }, { ...now, input: optional });
  expect(found).toMatchObject({ outcome: 'widened', more: { args: {} } });
  // Filled in, it is there as well, whoever says the default.
  for (const n of [{ type: 'integer', default: 1 }, { $ref: '#/$defs/N' }]) {
    const filled = { properties: { n }, $defs: { N: { type: 'integer', default: 1 } } };
    const both = [old, now].map((each) => ({ ...each, input: filled }));
    expect(comparePermission(both[0] as never, both[1] as never).outcome).toBe('equal');
  }
});

test('a widening comes with who may and may not', () => {
  const found = comparePermission(
    ir({ public: false, roles: ['a'] }),
    ir({ public: false, roles: ['a', 'b'] }),
  );
  expect(found).toMatchObject({ outcome: 'widened', more: { caller: { roles: ['b'] } } });
});

test('a condition of lists within lists is not tried, and nothing is said to be shown', () => {
  const list = `[${Array(60).fill(0).join(', ')}]`;
  const loops = [...'abcdefg'].reduce((inner, name) => `${list}.all(${name}, ${inner})`, 'true');
  const found = comparePermission(cond(`args.n == "x" || ${loops}`), cond(`args.n == "x"`));
  expect(found).toMatchObject({ outcome: 'undecided', tried: 0 });
});
