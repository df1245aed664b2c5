import type { ASTNode } from '@marcbachmann/cel-js';
import { isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import { children } from '../../src/rules/cel/syntax.js';
import { nameOf } from '../schema/draft.js';
import type { Fault } from './fault.js';
import { isBind, isMacro, type Received } from './made.js';

const DEPTH = 12;
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** Texts that a field is compared with and can never be. `parameters` are lowered. */
export function strangers(ast: ASTNode, parameters: JsonObject): readonly Fault[] {
  const known = new Known(parameters);
  const visit = (node: ASTNode, ways: Ways): readonly Fault[] => {
    const own = compared(node).flatMap(([field, texts, isItem]) =>
      known.missing(field, wayTo(field, ways), texts, isItem),
    );
    const call = node.op === 'rcall' && isMacro(node.args) ? node.args : undefined;
    const within = call ? declared(call, ways) : ways;
    // What is gone through, or given a name, stands outside.
    const source = call && (isBind(call) ? call[2][1] : call[1]);
    const below = children(node).flatMap((each) => visit(each, each === source ? ways : within));
    return [...own, ...below];
  };
  return visit(ast, new Map());
}

/** The values that a field may have, by the names that lead to it, where the schema of `args` lists them. */
export const listedAt = (
  parameters: JsonObject,
  way: readonly string[],
): readonly Json[] | undefined => new Known(parameters).at(way);

/** What the variables of macros stand for. */
type Ways = ReadonlyMap<string, Way | undefined>;

/** A variable is an item of the list that is gone through, or the value that is given a name. */
function declared(call: Received, ways: Ways): Ways {
  const [, on, [variable, value = on]] = call;
  if (variable?.op !== 'id') return ways;
  const way = wayTo(isBind(call) ? value : on, ways);
  return new Map(ways).set(variable.args, isBind(call) ? way : way && [...way, undefined]);
}

type Compared = readonly [field: ASTNode, texts: readonly ASTNode[], isItem: boolean];

/** Every `field == "text"`, `field in ["text"]` and `"text" in field` that a node is. */
function compared(node: ASTNode): readonly Compared[] {
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return [];
  const [left, right] = node.args;
  if (node.op !== 'in')
    return [
      [left, [right], false],
      [right, [left], false],
    ];
  return right.op === 'list' ? [[left, right.args, false]] : [[right, [left], true]];
}

/** The values that the fields of an object may have, where its schema lists them. */
class Known {
  readonly #root: JsonObject;
  constructor(root: JsonObject) {
    this.#root = root;
  }

  at(way: Way): readonly Json[] | undefined {
    return this.#values(this.#root, way, 0);
  }

  missing(
    field: ASTNode,
    way: Way | undefined,
    texts: readonly ASTNode[],
    isItem: boolean,
  ): readonly Fault[] {
    const literals = texts.filter(({ op, args }) => op === 'value' && typeof args === 'string');
    if (!way || literals.length === 0) return [];
    const values = this.at(isItem ? [...way, undefined] : way);
    if (!values) return [];
    const known = [...new Set(values)].filter((each) => typeof each === 'string');
    return literals.flatMap(({ start, end, args }) =>
      known.includes(String(args))
        ? []
        : [{ kind: 'value', start, end, value: String(args), field: textOf(field), isItem, known }],
    );
  }

  /** Undefined where there may be others. An undefined step is an item. */
  #values(schema: Json | undefined, way: Way, depth: number): readonly Json[] | undefined {
    if (!isObject(schema) || depth > DEPTH) return undefined;
    const [step, ...rest] = way;
    const own = way.length === 0 ? listed(schema) : this.#below(schema, step, rest, depth);
    if (own) return own;
    const also = [this.#target(schema.$ref), ...list(schema.allOf)];
    for (const each of also) {
      const values = this.#values(each, way, depth + 1);
      if (values) return values;
    }
    const branches = list(schema.anyOf ?? schema.oneOf);
    const all = branches.map((each) => this.#values(each, way, depth + 1));
    return all.length > 0 && all.every((each) => each !== undefined) ? all.flat() : undefined;
  }

  #below(schema: JsonObject, step: string | undefined, rest: Way, depth: number) {
    if (step === undefined)
      return schema.prefixItems ? undefined : this.#values(schema.items, rest, depth + 1);
    const { properties } = schema;
    const member = isObject(properties) && memberOf(properties, step);
    return member ? this.#values(member, rest, depth + 1) : undefined;
  }

  #target(ref: Json | undefined): Json | undefined {
    return ref === undefined ? undefined : (this.#root.$defs as JsonObject)?.[nameOf(ref)];
  }
}

type Way = readonly (string | undefined)[];

function listed({ const: only, enum: values }: JsonObject): readonly Json[] | undefined {
  return only === undefined ? (Array.isArray(values) ? values : undefined) : [only];
}

/** The steps from `args` to a field; undefined where it is none. */
function wayTo(node: ASTNode, ways: Ways): Way | undefined {
  if (node.op === 'id') return ways.has(node.args) ? ways.get(node.args) : root(node.args);
  if (node.op === 'rcall') return node.args[0] === 'filter' ? wayTo(node.args[1], ways) : undefined;
  if (node.op !== '.' && node.op !== '[]') return undefined;
  const [of, step] = node.args;
  const before = wayTo(of, ways);
  const name = typeof step === 'string' ? step : step.op === 'value' ? step.args : undefined;
  if (typeof name === 'bigint') return before && [...before, undefined];
  return before && typeof name === 'string' ? [...before, name] : undefined;
}

const root = (name: string): Way | undefined => (name === 'args' ? [] : undefined);

const textOf = ({ input, start, end }: ASTNode): string => input.slice(start, end);
