import type { ASTNode } from '@marcbachmann/cel-js';
import { children } from '../../src/rules/cel/syntax.js';
import type { CelType, ObjectType } from '../../src/rules/cel.js';
import { caseAt } from './cases.js';
import { inner, isNullable, isObjectType, mayHaveFields } from './combine.js';
import { type Facts, factsOf, isTest, noFacts, notNull, union } from './facts.js';
import type { Fault, WithoutPlace } from './fault.js';
import {
  isBind,
  isMacro,
  type Received,
  takesNull,
  typeMade,
  typeOfEither,
  typeOfMacro,
} from './made.js';
import { callerType, elementOf, memberOf, pathIn, type Scope, type Sees } from './scope.js';

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
    this.#value(ast, new Map(), noFacts);
    return this.faults;
  }

  /** Visits a node; answers the type of what it reads, where that is a chain of fields. */
  #walk(node: ASTNode, scope: Scope, facts: Facts): CelType | undefined {
    switch (node.op) {
      case 'id':
        return this.#variable(node, node.args, scope, facts);
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
        if (isMacro(node.args)) return this.#macro(node.args, scope, facts);
        break;
    }
    const types = children(node).map((each) =>
      takesNull(node, each) ? this.#walk(each, scope, facts) : this.#value(each, scope, facts),
    );
    return typeMade(node, types);
  }

  /** Visits a node that must not be null; answers its type as `#walk` does. */
  #value(node: ASTNode, scope: Scope, facts: Facts): CelType | undefined {
    const type = this.#walk(node, scope, facts);
    if (type === undefined || !isNullable(type)) return type;
    const field = node.input.slice(node.start, node.end);
    this.#fault(node, { kind: 'null', field: node.op === '?:' ? `(${field})` : field });
    return inner(type);
  }

  /** The type of what stands at a path: without its null where it is known not to be. */
  #known(node: ASTNode, type: CelType | undefined, scope: Scope, facts: Facts) {
    if (type === undefined || !isNullable(type)) return type;
    const path = pathIn(scope)(node);
    return path !== undefined && facts.has(notNull(path)) ? inner(type) : type;
  }

  #variable(node: ASTNode, name: string, scope: Scope, facts: Facts): CelType | undefined {
    if (scope.has(name)) return this.#known(node, scope.get(name)?.type, scope, facts);
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
    const all = inner(type);
    if (!isObjectType(all)) return this.#known(node, memberOf(all), scope, facts);
    const path = pathIn(scope)(node);
    const meant = caseAt(all, pathIn(scope)(of), facts);
    const owner = Object.hasOwn(meant.object, name) ? meant : all;
    const present = path !== undefined && facts.has(path);
    if (owner.optional?.includes(name) && !present)
      this.#fault(node, { kind: 'optional', field: node.input.slice(node.start, node.end) });
    return this.#known(node, owner.object[name], scope, facts);
  }

  /** The type a field is read from, after the field is known to be declared. Null has no fields to ask for. */
  #owner(node: ASTNode, of: ASTNode, name: string, scope: Scope, facts: Facts, asked = false) {
    const known = this.#roots(of, scope, facts);
    const type = known ?? (asked ? this.#walk(of, scope, facts) : this.#value(of, scope, facts));
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
    const type = this.#value(of, scope, facts);
    this.#value(index, scope, facts);
    return this.#known(node, elementOf(type) ?? memberOf(type), scope, facts);
  }

  #shortCircuit(args: readonly ASTNode[], and: boolean, scope: Scope, facts: Facts) {
    const [left, right] = args as [ASTNode, ASTNode];
    const path = pathIn(scope);
    // An error on the left is none where the right decides: of null `a > 1 && a != null` is false.
    const after = this.#isSafe(right, scope, facts) ? factsOf(right, and, path) : noFacts;
    this.#value(left, scope, union(facts, after));
    this.#value(right, scope, union(facts, factsOf(left, and, path)));
    return undefined;
  }

  /** Whether a test, and no more than one, never fails. */
  #isSafe(node: ASTNode, scope: Scope, facts: Facts): boolean {
    if (!isTest(node)) return false;
    const before = this.faults.length;
    this.#value(node, scope, facts);
    return this.faults.splice(before).length === 0;
  }

  #ternary([test, yes, no]: readonly [ASTNode, ASTNode, ASTNode], scope: Scope, facts: Facts) {
    const path = pathIn(scope);
    this.#value(test, scope, facts);
    const chosen = this.#walk(yes, scope, union(facts, factsOf(test, true, path)));
    const other = this.#walk(no, scope, union(facts, factsOf(test, false, path)));
    return typeOfEither(chosen, other);
  }

  /** The last field may be absent, those before it may not: CEL says so. */
  #has(subject: ASTNode | undefined, scope: Scope, facts: Facts) {
    if (subject?.op !== '.') return undefined;
    const [of, name] = subject.args;
    const type = this.#owner(subject, of, name, scope, union(facts, new Set(['caller'])), true);
    // The engine looks at the types of what is read, and here nothing is.
    if (type === undefined || mayHaveFields(inner(type))) return undefined;
    const { end } = subject;
    this.#fault({ start: end - name.length, end }, { kind: 'field', name, known: [] });
    return undefined;
  }

  /** `list.all(v, …)` and its kin, and `cel.bind(v, value, …)`. */
  #macro(call: Received, scope: Scope, facts: Facts): CelType | undefined {
    const [name, on, [variable, ...rest]] = call;
    if (variable?.op !== 'id') return undefined;
    const [binds, own] = [isBind(call), variable.args];
    if (own === 'args' || own === 'caller') this.#fault(variable, { kind: 'shadow', name: own });
    const source = binds ? (rest.shift() ?? on) : on;
    const type = binds ? this.#walk(source, scope, facts) : this.#value(source, scope, facts);
    const entry = { type: binds ? type : elementOf(type), path: `${own}#${++this.#variables}` };
    const within = new Map(scope).set(own, entry);
    const [first] = rest;
    const then = first ? factsOf(first, true, pathIn(within)) : noFacts;
    // What is tested of an item must be true or false; what is made of it may be null.
    const types = rest.map((each, index) => {
      const known = index === 0 ? facts : union(facts, then);
      const makes = binds || (name === 'map' && index === rest.length - 1);
      return makes ? this.#walk(each, within, known) : this.#value(each, within, known);
    });
    return typeOfMacro(call, { ...entry, facts: then }, types.at(-1));
  }

  #fault(at: { readonly start: number; readonly end: number }, fault: WithoutPlace): void {
    this.faults.push({ start: at.start, end: at.end, ...fault });
  }
}
