import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permits, visible } from '../../src/permission.js';
import type { Caller, Contract, Expression, Level } from '../../src/tool.js';
import { callers } from '../fixture/desk.js';
import { contract, expression } from '../fixture/tool.js';

const holds = expression('true', () => true);
const fails = expression('false', () => false);
const throws = expression('bug', () => {
  throw new Error('bug');
});
const junk = expression('"yes"', () => 'yes');
const later = expression('args.x', ({ args }) => args?.x === 1, true);

const level = (rest: Partial<Level>): Level => ({ name: 'level', ...rest });
const tool = (permission: Level, rest: Partial<Contract> = {}): Contract =>
  contract('tool', {}, { permission, ...rest });
const code = (
  of: Contract,
  caller: Caller | null = callers.admin,
  args: object | undefined = {},
) => {
  const said = permits(of, caller, args as never);
  return said.allowed ? (said.shadow ? `shadow ${said.shadow}` : 'allowed') : said.code;
};

describe('a level', () => {
  test.each<[string, Level, Caller | null, string]>([
    ['without a condition denies', level({}), callers.admin, 'permission_denied'],
    [
      'with empty conditions denies',
      level({ scopes: [], allow: [] }),
      callers.admin,
      'permission_denied',
    ],
    ['that is public lets nobody in', level({ public: true }), null, 'allowed'],
    ['that is not, does not', level({ authenticated: true }), null, 'unauthenticated'],
    ...[undefined, null, ''].map((id): [string, Level, Caller, string] => [
      `that asks for somebody: whose id is ${JSON.stringify(id)} is nobody`,
      level({ authenticated: true }),
      { ...callers.admin, id: id as never },
      'unauthenticated',
    ]),
    ['with a condition alone does not', level({ allow: [holds] }), null, 'unauthenticated'],
    [
      'public and authenticated',
      level({ public: true, authenticated: true }),
      null,
      'unauthenticated',
    ],
    ['authenticated', level({ authenticated: true }), callers.user, 'allowed'],
    ['with a role the caller has', level({ roles: ['boss', 'admin'] }), callers.admin, 'allowed'],
    ['with a role they have not', level({ roles: ['boss'] }), callers.admin, 'permission_denied'],
    ['with no role at all', level({ roles: [] }), callers.admin, 'permission_denied'],
    ['with scopes', level({ scopes: ['a'] }), { ...callers.user, scopes: ['a', 'b'] }, 'allowed'],
    [
      'with a scope too many',
      level({ scopes: ['a', 'c'] }),
      { ...callers.user, scopes: ['a'] },
      'permission_denied',
    ],
    ['whose allow holds', level({ allow: [holds] }), callers.user, 'allowed'],
    [
      'one of whose allows fails',
      level({ allow: [holds, fails] }),
      callers.user,
      'permission_denied',
    ],
    [
      'whose forbid holds',
      level({ public: true, forbid: [fails, holds] }),
      callers.user,
      'permission_denied',
    ],
    ['whose condition throws', level({ allow: [throws] }), callers.user, 'policy_failed'],
    ['whose condition is no boolean', level({ allow: [junk] }), callers.user, 'policy_failed'],
    [
      'whose forbid is no boolean',
      level({ public: true, forbid: [junk] }),
      callers.user,
      'policy_failed',
    ],
    [
      'forbid wins over a throw',
      level({ public: true, forbid: [throws, holds] }),
      callers.user,
      'permission_denied',
    ],
    [
      'a shadow only says',
      level({ roles: ['boss'], shadow: true }),
      callers.user,
      'shadow permission_denied',
    ],
    [
      'a shadow still wants a caller',
      level({ roles: ['boss'], shadow: true }),
      null,
      'unauthenticated',
    ],
    [
      'a shadow that throws',
      level({ allow: [throws], shadow: true }),
      callers.user,
      'shadow policy_failed',
    ],
  ])('%s', (_, of, caller, wanted) => {
    expect(code(tool(of), caller)).toBe(wanted);
  });
});

describe('a caller of a program without types', () => {
  const { user } = callers;
  const odd = (change: object) => ({ ...user, ...change }) as never as Caller;
  test.each<[string, Level, Caller, string]>([
    [
      'a text of roles',
      level({ roles: ['admin'] }),
      odd({ roles: 'no-admin' }),
      'permission_denied',
    ],
    ['a text of scopes', level({ scopes: ['a:b'] }), odd({ scopes: 'a:bc' }), 'permission_denied'],
    ['no roles', level({ roles: ['admin'] }), odd({ roles: undefined }), 'permission_denied'],
    ['no scopes', level({ scopes: ['a'] }), odd({ scopes: null }), 'permission_denied'],
    [
      'a list of roles by number',
      level({ roles: ['0'] }),
      odd({ roles: { 0: '0' } }),
      'permission_denied',
    ],
    ['no id', level({ authenticated: true }), odd({ id: undefined }), 'unauthenticated'],
    [
      'no id, and roles',
      level({ roles: ['admin'] }),
      odd({ id: null, roles: ['admin'] }),
      'unauthenticated',
    ],
  ])('%s', (_, permission, caller, said) => {
    expect(code(tool(permission), caller)).toBe(said);
    expect(visible(tool(permission), caller)).toBe(false);
  });
});

describe('a tool', () => {
  const open = level({ public: true });
  test.each<[string, Partial<Contract>, string]>([
    ['may tighten by allow', { allow: fails }, 'permission_denied'],
    ['may tighten by forbid', { forbid: holds }, 'permission_denied'],
    ['is allowed when both pass', { allow: holds, forbid: fails }, 'allowed'],
    ['fails when its condition throws', { allow: throws }, 'policy_failed'],
  ])('%s', (_, rest, wanted) => {
    expect(code(tool(open, rest))).toBe(wanted);
  });
  test('its own conditions are enforced under a shadow level', () => {
    expect(code(tool(level({ roles: ['boss'], shadow: true }), { allow: fails }))).toBe(
      'permission_denied',
    );
  });
  test('and deny for their own reason, not for what the level failed with', () => {
    const shadowed = level({ allow: [throws], shadow: true });
    expect(permits(tool(shadowed, { allow: fails }), callers.admin)).toEqual({
      allowed: false,
      code: 'permission_denied',
      cause: undefined,
    });
  });
  test('a null caller sees no conditions of others', () => {
    expect(
      code(
        tool(open, { allow: expression('caller != null', ({ caller }) => caller !== null) }),
        null,
      ),
    ).toBe('permission_denied');
  });
});

describe('visibility', () => {
  test.each<[string, Contract, boolean]>([
    ['a condition on args could hold', tool(level({ allow: [later] })), true],
    ['a forbid on args could fail', tool(level({ public: true, forbid: [later] })), true],
    ['a condition on the caller counts', tool(level({ public: true }), { allow: fails }), false],
    ['one that throws hides', tool(level({ public: true }), { allow: throws }), false],
    ['a shadow level is shown', tool(level({ roles: ['boss'], shadow: true })), true],
  ])('%s', (_, of, wanted) => {
    expect(visible(of, callers.user)).toBe(wanted);
  });
});

/** The specification in a few lines: slow, and plainly right. */
function reference(of: Contract, caller: Caller | null): string {
  const truth = (each: Expression) => {
    try {
      const value = each({ caller, args: {} });
      return typeof value === 'boolean' ? String(value) : 'failed';
    } catch {
      return 'failed';
    }
  };
  const judge = (allow: readonly Expression[], forbid: readonly Expression[], denied: boolean) => {
    if (denied || forbid.some((each) => truth(each) === 'true')) return 'permission_denied';
    if ([...allow, ...forbid].some((each) => truth(each) === 'failed')) return 'policy_failed';
    return allow.every((each) => truth(each) === 'true') ? 'allowed' : 'permission_denied';
  };
  const { permission: p } = of;
  if (caller === null && (!p.public || p.authenticated)) return 'unauthenticated';
  const bare = !p.public && !p.authenticated && !p.roles && !p.scopes?.length && !p.allow?.length;
  const role = p.roles ? p.roles.some((each) => caller?.roles.includes(each)) : true;
  const scope = (p.scopes ?? []).every((each) => caller?.scopes.includes(each));
  return judge(
    [...(p.allow ?? []), ...(of.allow ? [of.allow] : [])],
    [...(p.forbid ?? []), ...(of.forbid ? [of.forbid] : [])],
    bare || !role || !scope,
  );
}

const expressions = fc.constantFrom(holds, fails, throws, junk);
const names = fc.subarray(['a', 'b', 'c']);
const option = <Value>(key: string, value: fc.Arbitrary<Value>) =>
  fc.option(value, { nil: undefined }).map((some) => (some === undefined ? {} : { [key]: some }));
const anyLevel = fc
  .tuple(
    option('public', fc.constant(true)),
    option('authenticated', fc.constant(true)),
    option('roles', names),
    option('scopes', names),
    option('allow', fc.array(expressions, { maxLength: 3 })),
    option('forbid', fc.array(expressions, { maxLength: 3 })),
  )
  .map((parts) => level(Object.assign({}, ...parts)));
const anyCaller = fc.option(
  fc.record({ roles: names, scopes: names }).map((rest) => ({ ...callers.user, ...rest })),
);
const anyTool = fc
  .tuple(anyLevel, option('allow', expressions), option('forbid', expressions))
  .map(([permission, ...rest]) => tool(permission, Object.assign({}, ...rest)));

describe('of any level and any caller', () => {
  test('it says what the specification says', () => {
    fc.assert(
      fc.property(anyTool, anyCaller, (of, caller) => {
        expect(code(of, caller)).toBe(reference(of, caller));
      }),
      { numRuns: 5000 },
    );
  });
  test('the order of conditions and their repetition never matter', () => {
    fc.assert(
      fc.property(anyTool, anyCaller, (of, caller) => {
        const turned = (list: readonly Expression[] | undefined) =>
          list && [...list, ...list].reverse();
        const { allow, forbid } = of.permission;
        const other = tool(
          {
            ...of.permission,
            ...(allow && { allow: turned(allow) as Expression[] }),
            ...(forbid && { forbid: turned(forbid) as Expression[] }),
          },
          of,
        );
        const again = { ...of, permission: other.permission };
        expect(code(again, caller)).toBe(code(of, caller));
      }),
      { numRuns: 1000 },
    );
  });
  test('one more forbid never widens, and what is permitted is visible', () => {
    fc.assert(
      fc.property(anyTool, anyCaller, expressions, (of, caller, more) => {
        const tighter = {
          ...of,
          permission: { ...of.permission, forbid: [...(of.permission.forbid ?? []), more] },
        };
        if (code(of, caller) !== 'allowed') expect(code(tighter, caller)).not.toBe('allowed');
        if (code(of, caller) === 'allowed') expect(visible(of, caller)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
