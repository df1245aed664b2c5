import type { Flag, GuardedCall, ValidCall } from '../call.js';
import { type Issue, Refusal } from '../error.js';
import { type Json, pointerStep } from '../json.js';
import { checks } from '../sanitize/checks.js';
import { transforms } from '../sanitize/transforms.js';
import type { Check, GuardContext, Shape } from '../shape.js';
import type { World } from '../world.js';
import { MOST_ISSUES } from './issue.js';
import { open } from './open.js';
import { type Pass, walk } from './places.js';
import { stepPlaces } from './step-places.js';

const places = stepPlaces(({ checks: steps, names }) =>
  names ? [...names, ...(steps ?? [])] : steps,
);
const none: readonly Flag[] = Object.freeze([]);

/** Runs the checks on the final texts. One that throws, or answers what is no verdict, denies. */
export function guard(valid: ValidCall, world: World): GuardedCall {
  const call = open<GuardedCall>(valid);
  call.flags = none;
  const busy = places(valid);
  if (!busy) return call;
  const guarding = new Guarding(world);
  walk(call.args, busy, guarding);
  if (guarding.issues) throw new Refusal('unsafe_arguments', { issues: guarding.issues });
  if (guarding.flags) call.flags = guarding.flags;
  return call;
}

export class Guarding implements Pass {
  readonly steps: (string | number)[] = [];
  flags: Flag[] | undefined;
  issues: Issue[] | undefined;
  readonly #context: GuardContext;
  constructor(context: GuardContext) {
    this.#context = context;
  }

  place(value: Json, shape: Shape): Json {
    if (shape.checks && typeof value === 'string')
      for (const each of shape.checks) this.#check(value, namedCheck(each));
    return value;
  }

  /** No name is rewritten: two could become one. What a transform would change is refused instead. */
  name(name: string, steps: NonNullable<Shape['names']>): void {
    this.steps.push(name);
    for (const step of steps)
      this.#check(name, isTransform(step) ? unchanged(step) : namedCheck(step), 'its name ');
    this.steps.pop();
  }

  #check(value: string, check: Check, of = ''): void {
    const verdict = check.run(value, this.#context);
    if (verdict.effect === 'pass') return;
    const path = this.steps.map(pointerStep).join('');
    if (verdict.effect === 'flag') {
      this.flags ??= [];
      this.flags.push({ path, reason: `${of}${check.name}: ${verdict.reason}` });
    } else if (verdict.effect === 'reject') {
      this.issues ??= [];
      const message = of + verdict.message;
      if (this.issues.length < MOST_ISSUES) this.issues.push({ path, message });
    } else throw new TypeError(`the check ${check.name} gave no verdict`);
  }
}

export const isTransform = (step: string | Check): step is string =>
  typeof step === 'string' && Object.hasOwn(transforms, step);

const unchanged = (name: string): Check => ({
  name,
  run: (value) =>
    transforms[name]?.(value) === value
      ? { effect: 'pass' }
      : { effect: 'reject', message: `must be written as ${name} would leave it` },
});

export function namedCheck(check: string | Check): Check {
  const named = typeof check === 'string' ? checks[check] : check;
  if (!named) throw new Error(`no check is named ${String(check)}`);
  return named;
}
