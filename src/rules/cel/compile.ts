import type { ASTNode, SourceRange, TypeCheckResult } from '@marcbachmann/cel-js';
import type { JsonObject } from '../../json.js';
import type { Scope } from '../../tool.js';
import { callerView } from './caller.js';
import { argsEnvironment, callerEnvironment } from './environment.js';
import { refuseNaN } from './nan.js';
import { refused } from './syntax.js';
import type { Fields } from './type.js';
import { toJson } from './view.js';

export interface Compiled {
  readonly ast: ASTNode;
  /** The static verdict, for the compiler; at run time it is never asked for. */
  check(): TypeCheckResult;
  /** Throws where the expression cannot be evaluated. */
  evaluate(scope: Scope): unknown;
}

/** A call of a function that conditions may not call. */
export class RefusedFunction extends Error {
  override readonly name = 'RefusedFunction';
  readonly called: string;
  readonly range: SourceRange;
  constructor(called: string, node: ASTNode) {
    super(`${called}() is not available in conditions`);
    this.called = called;
    this.range = node.range;
  }
}

/** Parses an expression. `fields` are the parameters it may see; without them it sees the caller alone. */
export function compile(source: string, fields: Fields | undefined): Compiled {
  const { environment, Args } = fields
    ? argsEnvironment(fields)
    : { environment: callerEnvironment(), Args: undefined };
  const parsed = environment.parse(source);
  const call = refused(parsed.ast);
  if (call) throw new RefusedFunction(call.name, call.node);
  refuseNaN(parsed.ast);
  const view = (args: JsonObject | undefined) => (Args && args ? new Args(args) : undefined);
  return {
    ast: parsed.ast,
    check: () => parsed.check(),
    evaluate: ({ args, caller }) => {
      const value: unknown = parsed({ args: view(args), caller: callerView(caller) });
      return typeof value === 'boolean' ? value : toJson(value);
    },
  };
}
