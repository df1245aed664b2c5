import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json } from '../../src/json.js';
import { compile } from '../../src/rules/cel/compile.js';
import { children } from '../../src/rules/cel/syntax.js';
import type { ExpressionIr } from '../ir.js';

/** What can be decided by trying: at a value on each side of every constant, nothing else can happen. */
const SIMPLE = new Set([
  'value',
  'id',
  '.',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
  '!_',
  '-_',
  'in',
  'list',
  '?:',
]);

/** What conditions look at and compare with. */
export interface Mentions {
  readonly constants: Set<Json>;
  readonly paths: Set<string>;
  /** Whether they do nothing that trying cannot decide. */
  simple: boolean;
}

export function mentionsOf(expressions: readonly ExpressionIr[]): Mentions {
  const found: Mentions = { constants: new Set(), paths: new Set(), simple: true };
  for (const { source } of expressions) gather(compile(source, undefined).ast, found);
  return found;
}

function gather(node: ASTNode, found: Mentions): void {
  if (!SIMPLE.has(node.op) || beyond(node)) found.simple = false;
  if (node.op === 'value') found.constants.add(plain(node.args));
  const negative = node.op === '-_' && node.args.op === 'value' ? plain(node.args.args) : undefined;
  if (typeof negative === 'number') found.constants.add(-negative);
  const path = pathOf(node);
  if (path?.includes('.')) found.paths.add(path);
  else for (const each of children(node)) gather(each, found);
}

const ORDER = new Set(['<', '<=', '>', '>=']);
const LISTS = new Set(['caller.roles', 'caller.scopes']);

/** Lists but for roles and scopes, the order of strings, and sums: values for these would have to be guessed. */
function beyond(node: ASTNode): boolean {
  if (node.op === 'in') {
    const [, list] = node.args;
    return list.op !== 'list' && !LISTS.has(pathOf(list) ?? '');
  }
  if (node.op === '-_') return node.args.op !== 'value';
  const below = ORDER.has(node.op) ? children(node) : [];
  return below.some((each) => each.op === 'value' && typeof each.args === 'string');
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
