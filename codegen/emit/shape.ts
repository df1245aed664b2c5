import type { CheckIr, ExpressionIr, ShapeIr } from '../ir.js';
import { linearPattern } from '../schema/pattern/index.js';
import { Call, Exact, type Literal } from './literal.js';

/** TypeScript takes what a map holds at a name that every object has for no member of the map: `true` is a boolean. */
const inherited = (key: string): boolean => key in Object.prototype;

const mapped = <Value>(
  record: Readonly<Record<string, Value>> | undefined,
  print: (value: Value) => Literal,
): Literal | undefined =>
  record &&
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      const printed = print(value);
      return [key, inherited(key) ? new Exact(printed) : printed];
    }),
  );

/** A condition of tools.yaml, as the rule leaf takes it. */
export function expression({ source, usesArgs, types }: ExpressionIr): Call {
  return new Call('cel', 'toolwright/rules/cel', usesArgs ? [source, { args: types }] : [source]);
}

function check(step: CheckIr): Literal {
  if (step.kind === 'check') return step.name;
  return new Call(step.make, `toolwright/rules/${step.leaf}`, [step.options]);
}

function pattern(source: string): Literal {
  const linear = linearPattern(source);
  return linear === undefined ? source : new Call('linear', 'toolwright/rules/pattern', [linear]);
}

/** A shape with its checks as code. Undefined members are left out by the printer. */
export function shape(of: ShapeIr): Literal {
  return {
    ref: of.ref,
    transforms: of.transforms,
    checks: of.checks?.map(check),
    redact: of.redact,
    declared: of.declared,
    untrusted: of.untrusted,
    properties: mapped(of.properties, (each) => ({
      nullIsAbsent: each.nullIsAbsent,
      default: each.default,
      ...(shape(each) as object),
    })),
    patterns: of.patterns?.map((each) => ({ name: pattern(each.name), shape: shape(each.shape) })),
    values: of.values && shape(of.values),
    names: of.names?.map((step) => (typeof step === 'string' ? step : check(step))),
    items: of.items && shape(of.items),
    prefixItems: of.prefixItems?.map(shape),
    all: of.all?.map(shape),
    tag: of.tag,
    cases: mapped(of.cases, shape),
  };
}

/** A map of shapes; undefined where there is nothing in it. */
export const shapes = (of: Readonly<Record<string, ShapeIr>>): Literal | undefined =>
  Object.keys(of).length === 0 ? undefined : mapped(of, shape);
