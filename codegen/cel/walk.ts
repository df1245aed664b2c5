import type { ASTNode } from '@marcbachmann/cel-js';
import { children } from '../../src/rules/cel/syntax.js';
import type { CelType, ObjectType } from '../../src/rules/cel.js';
import { type Facts, factsOf, noFacts, union } from './facts.js';
import type { Fault } from './fault.js';
import { callerType, elementOf, memberOf, pathIn, type Scope } from './scope.js';
import { inner, isObjectType } from './type.js';

/** What an expression may look at. */
export interface Sees {
  /** Absent: the caller alone. */
  readonly args?: ObjectType;
  /** The tool may be called by nobody: `caller` is then null. */
  readonly nobody?: boolean;
}

const iterating = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/**
 * Finds what the engine's own type check lets through: fields that may be absent, fields of `has()` that are not
 * declared, a caller who may be nobody, `args` as a whole.
 */
export class Walk {
  readonly faults: Fault[] = [];
  readonly #sees: Sees;
  #variables = 0;
  constructor(sees: Sees) {
    this.#sees = sees;
  }

  start(ast: ASTNode): readonly Fault[] {
    this.#walk(ast, new Map(), noFacts);
    return this.faults;
  }

  /** Visits a node; answers the type of what it reads, where that is a chain of fields. */
  #walk(node: ASTNode, scope: Scope, facts: Facts): CelType | undefined {
    switch (node.op) {
      case 'id':
        return this.#variable(node, node.args, scope);
      case '.':
        return this.#member(node, node.args[0], node.args[1], scope, facts);
      case '[]':
        return this.#index(node, node.args, scope, facts);
      case '&&':
      case '||':
        return this.#shortCircuit(node.args, node.op === '&&', scope, facts);
      case '?:':
        return this.#ternary(node.args, scope, facts);
      case 'call':
        if (node.args[0] === 'has') return this.#has(node.args[1][0], scope, facts);
        break;
      case 'rcall':
        if (this.#macro(node.args, scope, facts)) return undefined;
        break;
    }
    for (const each of children(node)) this.#walk(each, scope, facts);
    return undefined;
  }

  #variable(node: ASTNode, name: string, scope: Scope): CelType | undefined {
    if (scope.has(name)) return scope.get(name)?.type;
    if (name === 'args') this.#fault(node, { kind: this.#sees.args ? 'whole' : 'args' });
    return undefined;
  }

  #member(
    node: ASTNode,
    of: ASTNode,
    name: string,
    scope: Scope,
    facts: Facts,
  ): CelType | undefined {
    const type = this.#owner(node, of, name, scope, facts);
    if (type === undefined) return undefined;
    const owner = inner(type);
    if (!isObjectType(owner)) return memberOf(owner);
    const path = pathIn(scope)(node);
    const present = path !== undefined && facts.has(path);
    if (owner.optional?.includes(name) && !present)
      this.#fault(node, { kind: 'optional', field: node.input.slice(node.start, node.end) });
    return owner.object[name];
  }

  /** The type a field is read from, after the field is known to be declared. */
  #owner(node: ASTNode, of: ASTNode, name: string, scope: Scope, facts: Facts) {
    const known = this.#roots(of, scope, facts);
    const type = known ?? this.#walk(of, scope, facts);
    const owner = type === undefined ? undefined : inner(type);
    if (!isObjectType(owner) || Object.hasOwn(owner.object, name)) return type;
    const start = node.end - name.length;
    const at = node.op === '.' ? { start, end: node.end } : node;
    this.#fault(at, { kind: 'field', name, known: Object.keys(owner.object) });
    return undefined;
  }

  /** `args` and `caller` themselves, which only stand in front of a field. */
  #roots(of: ASTNode, scope: Scope, facts: Facts): ObjectType | undefined {
    if (of.op !== 'id' || scope.has(of.args)) return undefined;
    if (of.args === 'args') return this.#sees.args;
    if (of.args !== 'caller') return undefined;
    if (this.#sees.nobody && !facts.has('caller')) this.#fault(of, { kind: 'nobody' });
    return callerType;
  }

  #index(node: ASTNode, args: readonly ASTNode[], scope: Scope, facts: Facts) {
    const [of, index] = args as [ASTNode, ASTNode];
    if (index.op === 'value' && typeof index.args === 'string')
      return this.#member(node, of, index.args, scope, facts);
    const type = this.#walk(of, scope, facts);
    this.#walk(index, scope, facts);
    return elementOf(type) ?? memberOf(type);
  }

  #shortCircuit(args: readonly ASTNode[], and: boolean, scope: Scope, facts: Facts) {
    const [left, right] = args as [ASTNode, ASTNode];
    this.#walk(left, scope, facts);
    this.#walk(right, scope, union(facts, factsOf(left, and, pathIn(scope))));
    return undefined;
  }

  #ternary([test, yes, no]: readonly [ASTNode, ASTNode, ASTNode], scope: Scope, facts: Facts) {
    const path = pathIn(scope);
    this.#walk(test, scope, facts);
    this.#walk(yes, scope, union(facts, factsOf(test, true, path)));
    this.#walk(no, scope, union(facts, factsOf(test, false, path)));
    return undefined;
  }

  /** The last field may be absent, those before it may not: CEL says so. */
  #has(subject: ASTNode | undefined, scope: Scope, facts: Facts) {
    if (subject?.op !== '.') return undefined;
    const [of, name] = subject.args;
    const type = this.#owner(subject, of, name, scope, union(facts, new Set(['caller'])));
    // The engine looks at the types of what is read, and here nothing is.
    if (type === undefined || mayHaveFields(inner(type))) return undefined;
    const { end } = subject;
    this.#fault({ start: end - name.length, end }, { kind: 'field', name, known: [] });
    return undefined;
  }

  /** `list.all(v, …)` and its kin, and `cel.bind(v, value, …)`. */
  #macro([name, on, args]: [string, ASTNode, ASTNode[]], scope: Scope, facts: Facts): boolean {
    const [variable, ...rest] = args;
    const binds = name === 'bind' && on.op === 'id' && on.args === 'cel';
    if (variable?.op !== 'id' || !(iterating.has(name) || binds)) return false;
    const own = variable.args;
    if (own === 'args' || own === 'caller') this.#fault(variable, { kind: 'shadow', name: own });
    const source = binds ? rest.shift() : on;
    const type = source && this.#walk(source, scope, facts);
    const entry = { type: binds ? type : elementOf(type), path: `${own}#${++this.#variables}` };
    const within = new Map(scope).set(own, entry);
    const [first] = rest;
    const then = first ? factsOf(first, true, pathIn(within)) : noFacts;
    rest.forEach((each, index) => {
      this.#walk(each, within, index === 0 ? facts : union(facts, then));
    });
    return true;
  }

  #fault(at: { readonly start: number; readonly end: number }, fault: WithoutPlace): void {
    this.faults.push({ start: at.start, end: at.end, ...fault });
  }
}

/** A text, a number or a list has none. */
const mayHaveFields = (type: CelType): boolean =>
  type === 'dyn' || (typeof type === 'object' && !('list' in type));

type WithoutPlace = Fault extends infer F
  ? F extends Fault
    ? Omit<F, 'start' | 'end'>
    : never
  : never;
