import { afterAll, beforeAll, expect, test } from 'vitest';
import { permits, visible } from '../../../src/permission.js';
import type { Caller } from '../../../src/tool.js';
import { sizes } from '../../sizes.js';
import { random } from '../random.js';
import { compiled, type PolicyModel, randomCaller, randomPolicy, reordered } from './policy.js';
import { reference } from './reference.js';

/**
 * Row 1 of the requirements: "deny by default, forbid overrides permit, order-independent: 4 properties × 10⁵ random
 * policies in CI, 10⁶ nightly, against a reference evaluator: 0 differences." How many: test/sizes.ts.
 */
const seed = 20_261_124;

const choose = random(seed);

/** Half a million conditions throw, and nobody reads where: to find that out was half of the time. */
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

const answer = (policy: PolicyModel, caller: Caller | null, yes: boolean) => {
  const said = permits(compiled(policy, choose), caller, { yes });
  if (!said.allowed) return { answer: said.code };
  return { answer: 'allowed', ...(said.shadow && { shadow: said.shadow }) };
};

/** The cases that a property does not hold for: there are none. */
function but(holds: (policy: PolicyModel, caller: Caller | null, yes: boolean) => boolean) {
  const found: [PolicyModel, Caller | null, boolean][] = [];
  for (let n = 0; n < sizes.policies && found.length < 3; n += 1) {
    const given = [randomPolicy(choose), randomCaller(choose), choose.chance(0.5)] as const;
    if (!holds(...given)) found.push([...given]);
  }
  return found;
}

const equal = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b);

test('random policies: the answer of the reference, 0 differences', () => {
  const seen = new Map<string, number>();
  const differences = but((policy, caller, yes) => {
    const wanted = reference(policy, caller, { yes });
    const kind = JSON.stringify(wanted);
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return equal(answer(policy, caller, yes), wanted);
  });
  expect(differences).toEqual([]);
  // All four answers and all three shadows are among them, each often enough to mean something.
  expect([...seen.keys()].sort()).toEqual([
    '{"answer":"allowed","shadow":"permission_denied"}',
    '{"answer":"allowed","shadow":"policy_failed"}',
    '{"answer":"allowed"}',
    '{"answer":"permission_denied"}',
    '{"answer":"policy_failed"}',
    '{"answer":"unauthenticated"}',
  ]);
  expect(Math.min(...seen.values())).toBeGreaterThan(500);
});

test('random policies: deny by default', () => {
  // Take away everything that could allow: whatever else stands there, nobody is let in.
  const differences = but((policy, caller, yes) => {
    const { public: _, authenticated, roles, scopes, allow, shadow, ...rest } = policy;
    return answer(rest, caller, yes).answer !== 'allowed';
  });
  expect(differences).toEqual([]);
});

test('random policies: forbid beats every allow', () => {
  const differences = but((policy, caller, yes) => {
    const forbid = [...(policy.forbid ?? []), 'true' as const];
    const level = { ...policy, forbid };
    const enforced = level.shadow ? answer(level, caller, yes) : undefined;
    // A shadow level forbids on paper alone; the tool's own forbid always counts.
    if (enforced?.answer === 'allowed' && enforced.shadow !== 'permission_denied') return false;
    if (!enforced && answer(level, caller, yes).answer === 'allowed') return false;
    return answer({ ...policy, toolForbid: 'true' }, caller, yes).answer !== 'allowed';
  });
  expect(differences).toEqual([]);
});

test('random policies: order and repetition never matter', () => {
  const differences = but((policy, caller, yes) =>
    equal(answer(reordered(policy, choose), caller, yes), answer(policy, caller, yes)),
  );
  expect(differences).toEqual([]);
});

test('random policies: a condition that throws or gives junk, anywhere, denies', () => {
  const differences = but((policy, caller, yes) => {
    const bad = choose.pick(['throws', 'junk'] as const);
    const inLevel = { ...policy, allow: [...(policy.allow ?? []), bad] };
    const said = [
      answer({ ...policy, toolAllow: bad }, caller, yes),
      answer({ ...policy, toolForbid: bad }, caller, yes),
      ...(policy.shadow ? [] : [answer(inLevel, caller, yes)]),
    ];
    return said.every(({ answer: each }) => each !== 'allowed');
  });
  expect(differences).toEqual([]);
});

test('random policies: a tool only tightens, and what is permitted is shown', () => {
  const differences = but((policy, caller, yes) => {
    const { toolAllow, toolForbid, ...level } = policy;
    const all = answer(policy, caller, yes).answer === 'allowed';
    if (all && !visible(compiled(policy, choose), caller)) return false;
    return !all || answer(level, caller, yes).answer === 'allowed';
  });
  expect(differences).toEqual([]);
});
