import type { ASTNode } from '@marcbachmann/cel-js';
import { children } from './syntax.js';

type Evaluate = (this: unknown, evaluator: unknown, node: unknown, context: unknown) => unknown;

/** How cel-js keeps the way a node is evaluated; its types do not tell. */
interface Evaluated {
  readonly meta: { readonly evaluate: Evaluate };
  setMeta(key: 'evaluate', evaluate: Evaluate): unknown;
}

/** What may come to NaN by itself: what is looked up, called or calculated. */
const SOURCES: ReadonlySet<string> = new Set([
  ...['id', '.', '[]', 'call', 'rcall'],
  ...['+', '-', '*', '/'],
]);

/**
 * Makes it an error that a part of an expression comes to NaN: `0.0 / 0.0`, `double("NaN")` of a text the model wrote,
 * an attribute that a program could not compute. Every comparison with NaN is false, so a `forbid` over it, or the
 * `when` of an approval, would let the call through; an error denies it.
 */
export function refuseNaN(node: ASTNode): void {
  if (SOURCES.has(node.op)) {
    const source = node as unknown as Evaluated;
    const { evaluate } = source.meta;
    source.setMeta('evaluate', function (evaluator, of, context) {
      const value = evaluate.call(this, evaluator, of, context);
      if (Number.isNaN(value)) throw new TypeError('a part of it is NaN, which is no number');
      return value;
    });
  }
  for (const child of children(node)) refuseNaN(child);
}
