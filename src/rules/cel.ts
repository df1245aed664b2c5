import type { JsonObject } from '../json.js';
import type { Expression, Scope } from '../tool.js';
import { type Compiled, compile } from './cel/compile.js';
import type { Fields } from './cel/type.js';

export type { CelType, Fields, ObjectCase, ObjectType } from './cel/type.js';

/** What an expression may see. */
export interface CelOptions {
  /** CEL types of the parameters the expression may see. Absent: it sees the caller alone. */
  readonly args?: Fields | JsonObject;
  /** Default: whether `args` is given. */
  readonly usesArgs?: boolean;
}

/**
 * A CEL expression (https://github.com/google/cel-spec) as a rule of a contract. It compiles when it is first
 * evaluated. Evaluating throws on any error: a missing attribute, a wrong type, a result that is no JSON value.
 */
export function cel(source: string, options: CelOptions = {}): Expression {
  let compiled: Compiled | undefined;
  const usesArgs = options.usesArgs ?? options.args !== undefined;
  // The compiler wrote the types; the generated page may have widened them to plain JSON.
  const fields = usesArgs ? (options.args as Fields | undefined) : undefined;
  const evaluate = (scope: Scope): unknown => {
    compiled ??= compile(source, fields);
    return compiled.evaluate(scope);
  };
  return Object.assign(evaluate, { source, usesArgs });
}
