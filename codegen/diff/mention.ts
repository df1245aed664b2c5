import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json, JsonObject } from '../../src/json.js';
import { compile } from '../../src/rules/cel/compile.js';
import { children } from '../../src/rules/cel/syntax.js';
import type { ExpressionIr } from '../ir.js';
import { typeAt } from './fit.js';

/** What conditions look at and compare with. */
export interface Mentions {
  readonly constants: Set<Json>;
  readonly paths: Set<string>;
  /** Paths that are compared with another one, or looked for in the caller's roles or scopes. */
  readonly related: Set<string>;
  /** Of roles and scopes those in which something is looked for that is no constant. */
  readonly searched: Set<string>;
  /** Whether trying decides them: at a value on each side of every constant, nothing else can happen. */
  simple: boolean;
}

export function mentionsOf(expressions: readonly ExpressionIr[]): Mentions {
  const found: Mentions = {
    constants: new Set(),
    paths: new Set(),
    related: new Set(),
    searched: new Set(),
    simple: true,
  };
  for (const { source, types } of expressions) gather(compile(source, undefined).ast, found, types);
  return found;
}

const LOGIC = new Set(['&&', '||', '!_', '?:']);
const EQUAL = new Set(['==', '!=']);
const ORDER = new Set(['<', '<=', '>', '>=']);
const LISTS = new Set(['caller.roles', 'caller.scopes']);

function gather(node: ASTNode, found: Mentions, types: JsonObject): void {
  if (operand(node, found, types) !== 'none' || compares(node, found, types)) return;
  if (!LOGIC.has(node.op)) found.simple = false;
  for (const each of children(node)) gather(each, found, types);
}

/** Whether a comparison is of single values, in a way for which the values that are tried stand for all others. */
function compares(node: ASTNode, found: Mentions, types: JsonObject): boolean {
  if (node.op === 'in') return looksFor(node.args, found, types);
  if (!EQUAL.has(node.op) && !ORDER.has(node.op)) return false;
  const kinds = children(node).map((each) => operand(each, found, types));
  if (kinds.some((kind) => kind === 'none' || kind === 'many')) return false;
  relate(children(node), found);
  return EQUAL.has(node.op) || (kinds.includes('number') && !kinds.includes('string'));
}

function looksFor(
  [value, list]: readonly [ASTNode, ASTNode],
  found: Mentions,
  types: JsonObject,
): boolean {
  const path = pathOf(list) ?? '';
  const all = list.op === 'list' ? [value, ...list.args] : [value];
  const kinds = all.map((each) => operand(each, found, types));
  if (kinds.some((kind) => kind === 'none' || kind === 'many')) return false;
  if (list.op === 'list') {
    relate(all, found);
    return true;
  }
  if (!LISTS.has(path)) return false;
  found.paths.add(path);
  const name = pathOf(value);
  if (name !== undefined) {
    found.related.add(name);
    found.searched.add(path);
  }
  return true;
}

/** Two of them can be equal, or one the greater, and be none of the constants. */
function relate(nodes: readonly ASTNode[], { related }: Mentions): void {
  const paths = nodes.flatMap((each) => pathOf(each) ?? []);
  if (paths.length > 1) for (const each of paths) related.add(each);
}

type Kind = 'number' | 'string' | 'other' | 'many' | 'none';

/** What a path or a constant is, which are noted; `many` is a list or an object, `none` neither path nor constant. */
function operand(node: ASTNode, found: Mentions, types: JsonObject): Kind {
  const negative = node.op === '-_' && node.args.op === 'value';
  if (negative || node.op === 'value') {
    const value = plain(negative ? (node.args as ASTNode).args : node.args);
    const constant = negative && typeof value === 'number' ? -value : value;
    found.constants.add(constant);
    return kindOf(typeof constant);
  }
  const path = pathOf(node);
  if (!path?.includes('.')) return 'none';
  found.paths.add(path);
  if (path.startsWith('args.')) return kindOf(typeAt(types, path));
  return LISTS.has(path) ? 'many' : 'other';
}

function kindOf(type: Json | undefined): Kind {
  const inner = typeof type === 'object' && type !== null ? (type as JsonObject).nullable : type;
  if (inner === 'int' || inner === 'double' || inner === 'number') return 'number';
  if (inner === 'string') return 'string';
  return type === undefined || typeof (inner ?? type) === 'string' ? 'other' : 'many';
}

/** CEL's integers are BigInts. */
const plain = (value: unknown): Json =>
  typeof value === 'bigint' ? Number(value) : (JSON.parse(JSON.stringify(value) ?? 'null') as Json);

function pathOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  if (node.op !== '.') return undefined;
  const parent = pathOf(node.args[0]);
  return parent === undefined ? undefined : `${parent}.${node.args[1]}`;
}
