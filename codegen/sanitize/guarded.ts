import type { Json } from '../../src/json.js';
import { patterns } from '../../src/rules/regex.js';
import { url } from '../../src/rules/url.js';
import type { Check } from '../../src/shape.js';
import { Guarding } from '../../src/stage/guard.js';
import { type Places, walk } from '../../src/stage/places.js';
import type { CheckIr } from '../ir.js';

export interface Refused {
  /** JSON Pointer (RFC 6901) to the text, or to where it is the name. */
  readonly path: string;
  /** What must be there: it goes on from "it …". */
  readonly message: string;
}

/** What the checks of a shape refuse first in a value that is normalised, as the runtime would. */
export function refusedOf(value: Json, places: Places): Refused | undefined {
  const guard = new Guarding({ root: '/' });
  const made = (steps: readonly unknown[] = []) =>
    (steps as readonly (string | CheckIr)[]).flatMap(checkOf);
  walk(value, places, {
    steps: guard.steps,
    place: (each, { checks }) => guard.place(each, { checks: made(checks) }),
    name: (name, names) => guard.name(name, made(names)),
  });
  return guard.issues?.[0];
}

/** Lists of patterns are dear to compile. */
const known = new WeakMap<CheckIr, Check>();

function checkOf(step: string | CheckIr): readonly (string | Check)[] {
  if (typeof step === 'string') return [step];
  if (step.kind === 'check') return [step.name];
  // It asks the disk, and that of another machine.
  if (step.leaf === 'path') return [];
  const check = known.get(step) ?? ruleOf(step);
  known.set(step, check);
  return [check];
}

type RuleIr = Extract<CheckIr, { readonly kind: 'rule' }>;

const ruleOf = ({ leaf, options }: RuleIr): Check =>
  leaf === 'url' ? url(options) : lenient(patterns(options as never));

/** A pattern that is none is told of where it stands (TW3044). */
const lenient = ({ name, run }: Check): Check => ({
  name,
  run(value, context) {
    try {
      return run(value, context);
    } catch {
      return { effect: 'pass' };
    }
  },
});
