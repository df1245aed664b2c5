import { callerFields } from '../../src/rules/cel/caller.js';
import type { CelType, ObjectType } from '../../src/rules/cel.js';
import { inner } from './combine.js';
import type { PathOf } from './facts.js';

/** What an expression may look at. */
export interface Sees {
  /** Absent: the caller alone. */
  readonly args?: ObjectType;
  /** The tool may be called by nobody: `caller` is then null. */
  readonly nobody?: boolean;
}

/** A variable of a macro: its type as far as it is known, and the path that stands for it. */
export interface Variable {
  readonly type: CelType | undefined;
  readonly path: string;
}
export type Scope = ReadonlyMap<string, Variable>;

export const callerType: ObjectType = {
  object: Object.fromEntries(Object.keys(callerFields).map((key) => [key, 'dyn'])),
};

/** The type of the items of a list. */
export function elementOf(type: CelType | undefined): CelType | undefined {
  const list = type === undefined ? undefined : inner(type);
  return typeof list === 'object' && 'list' in list ? list.list : undefined;
}

/** The type of the values of a map. */
export function memberOf(type: CelType | undefined): CelType | undefined {
  const map = type === undefined ? undefined : inner(type);
  return typeof map === 'object' && 'map' in map ? map.map : undefined;
}

/** The path of what stands at a step of another. */
export const stepOf = (path: string, key: string): string => `${path}[${JSON.stringify(key)}]`;

/** `args.a["b"]` and `args.a.b` have the same path; a variable's own number keeps it from another of its name. */
export const pathIn =
  (scope: Scope): PathOf =>
  (node) => {
    if (node.op === 'id') return scope.get(node.args)?.path ?? node.args;
    if (node.op !== '.' && node.op !== '[]') return undefined;
    const [of, step] = node.args;
    const before = pathIn(scope)(of);
    if (before === undefined) return undefined;
    if (typeof step === 'string') return stepOf(before, step);
    const key = step.op === 'value' ? step.args : undefined;
    if (typeof key === 'string') return stepOf(before, key);
    // A step that is looked up is the same wherever its own path is.
    const found = key === undefined ? pathIn(scope)(step) : String(key);
    return found === undefined ? undefined : `${before}[${found}]`;
  };
