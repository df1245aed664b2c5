import type { ASTNode } from '@marcbachmann/cel-js';
import { children } from '../../src/rules/cel/syntax.js';
import { isBind, isMacro, iterating, type Received } from '../cel/made.js';
import type { ToolIr } from '../ir.js';
import { Extents, type Schemas } from './extent.js';

/** A list or a map that a condition goes through, once for every item of those around it. */
export interface Loop {
  readonly node: ASTNode;
  /** How many items at most; Infinity without a bound. */
  readonly most: number;
  /** Lists inside of each other's items add up to what was sent; only lists of different chains multiply. */
  readonly chain: number;
}

interface Value {
  readonly schemas: Schemas;
  /** Undefined for what the model did not send. */
  readonly chain: number | undefined;
}
type Scope = ReadonlyMap<string, Value>;

const OURS: Value = { schemas: [], chain: undefined };

/** Finds the loops of a condition over what the model sends, each with those around it. */
export class Loops {
  readonly found: (readonly Loop[])[] = [];
  readonly #extents: Extents;
  readonly #tool: Pick<ToolIr, 'input' | 'bound'>;
  #chains = 0;
  constructor(tool: Pick<ToolIr, 'input' | 'bound'>) {
    this.#tool = tool;
    this.#extents = new Extents(tool.input);
  }

  visit(node: ASTNode, scope: Scope = new Map(), around: readonly Loop[] = []): void {
    if (node.op === 'rcall' && this.#macro(node.args, scope, around)) return;
    // A map is asked for a key at once; a list is gone through.
    if (node.op === 'in' && this.#extents.mayBeList(this.#value(node.args[1], scope).schemas))
      this.#enter(node.args[1], scope, around);
    for (const each of children(node)) this.visit(each, scope, around);
  }

  /** `list.all(v, …)` and its kin, and `cel.bind(v, value, …)`. */
  #macro(call: Received, scope: Scope, around: readonly Loop[]) {
    const [, on, [variable, ...rest]] = call;
    if (variable?.op !== 'id' || !isMacro(call)) return false;
    const binds = isBind(call);
    const source = binds ? rest.shift() : on;
    if (!source) return false;
    this.visit(source, scope, around);
    const value = this.#value(source, scope);
    const inner = binds ? { value, loops: around } : this.#enter(source, scope, around);
    const within = new Map(scope).set(variable.args, inner.value);
    for (const each of rest) this.visit(each, within, inner.loops);
    return true;
  }

  /** A loop over a value, and what an item of it is. */
  #enter(source: ASTNode, scope: Scope, around: readonly Loop[]) {
    const { schemas, chain } = this.#value(source, scope);
    const value = { schemas: this.#extents.element(schemas), chain };
    if (chain === undefined) return { value, loops: around };
    const loops = [...around, { node: source, most: this.#extents.most(schemas), chain }];
    this.found.push(loops);
    return { value, loops };
  }

  #value(node: ASTNode, scope: Scope): Value {
    if (node.op === 'id') return scope.get(node.args) ?? OURS;
    if (node.op === '.' || node.op === '[]') return this.#part(node, node.args, scope);
    // What is mapped or filtered has as many items as it came from; a choice or a sum is looked at part by part.
    if (node.op === 'rcall' && iterating.has(node.args[0])) return this.#value(node.args[1], scope);
    const parts = node.op === 'list' || node.op === 'map' ? [] : children(node);
    const values = parts.map((each) => this.#value(each, scope));
    const sent = values.filter(({ chain }) => chain !== undefined);
    return sent.length > 0
      ? { schemas: sent.flatMap(({ schemas }) => schemas), chain: sent[0]?.chain }
      : OURS;
  }

  #part(node: ASTNode, [of, step]: readonly (ASTNode | string)[], scope: Scope): Value {
    const owner = of as ASTNode;
    const key = typeof step === 'string' ? step : step?.op === 'value' ? step.args : undefined;
    if (owner.op === 'id' && owner.args === 'args' && !scope.has('args'))
      return this.#argument(key);
    const value = this.#value(owner, scope);
    if (value.chain === undefined) return OURS;
    const named = node.op === '.' || typeof key === 'string';
    const schemas = named
      ? this.#extents.field(value.schemas, String(key))
      : this.#extents.element(value.schemas);
    return { ...value, schemas };
  }

  /** Each mention of a parameter is a chain of its own; a bound one is not from the model. */
  #argument(name: unknown): Value {
    if (typeof name !== 'string' || Object.hasOwn(this.#tool.bound, name)) return OURS;
    return { schemas: this.#extents.field([this.#tool.input], name), chain: ++this.#chains };
  }
}
