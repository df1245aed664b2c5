import type { Effect } from '../../src/contract.js';
import type { Retry } from '../../src/error.js';
import type { Json } from '../../src/json.js';
import type { ObjectType } from '../../src/rules/cel.js';
import { lowerExpression } from '../cel/expression.js';
import { argsType } from '../cel/type.js';
import type { ExpressionIr, ToolIr } from '../ir.js';
import { type Lowered, lowerSchemas } from '../schema/index.js';
import type { SourceNode } from '../source.js';
import type { File } from './file.js';
import { contractHash } from './hash.js';
import { lowerLevel } from './level.js';
import { limitUses, lowerLimit } from './limit.js';
import { identifierOf, typeNameOf } from './name.js';
import { noParameters } from './nothing.js';
import { compact, durationOf, isTrue, listOf, numberOf, sizeOf, textOf, textsOf } from './value.js';

const TIMEOUT_MS = 10_000;
const MAX_RESULT_BYTES = 32_000;
const IDEMPOTENCY_MS = 86_400_000;
const BACKOFF_MS = 200;

export function lowerTool(name: string, node: SourceNode, file: File): ToolIr {
  const args = argsOf(node, file);
  const effect = (textOf(node.get('effect')) ?? 'write') as Effect;
  const tool = compact({
    name,
    identifier: identifierOf(name),
    typeName: typeNameOf(name),
    description: textOf(node.get('description')) ?? '',
    deprecated: textOf(node.get('deprecated')),
    effect,
    // Reading again changes nothing.
    idempotent: effect === 'read' || isTrue(node.get('idempotent')),
    ...permissionOf(node, file, args),
    limits: limitsOf(node, file, effect),
    ...executionOf(node, file, args),
    errors: errorsOf(node),
    examples: listOf(node.get('examples')).map((example) => example.json),
    ...schemasOf(node, file),
  });
  return { ...tool, hash: contractHash(tool as unknown as Json) };
}

/** The check needs them before: those of a tool of a file are made once. */
const argsKnown = new WeakMap<SourceNode, ObjectType>();

/** What the conditions of a tool see as `args`. */
export function argsOf(tool: SourceNode, file: File): ObjectType {
  const args =
    argsKnown.get(tool) ?? argsType(tool.get('parameters')?.json, file.sharedJson, boundOf(tool));
  argsKnown.set(tool, args);
  return args;
}

export const boundOf = (tool: SourceNode): readonly string[] =>
  (tool.get('bind')?.entries() ?? []).map(([key]) => key);

function permissionOf(node: SourceNode, file: File, args: ObjectType) {
  const level = textOf(node.get('permission')) ?? '';
  const declared = file.levels.get(level);
  if (!declared)
    throw new Error(`${level} is no permission level: lower() was given an unchecked file`);
  return {
    permission: lowerLevel(level, declared, args, node),
    allow: joined(node.get('allow'), '&&', args),
    forbid: joined(node.get('forbid'), '||', args),
  };
}

const limitsOf = (node: SourceNode, file: File, effect: Effect) =>
  limitUses(node).flatMap(({ name, cost }) => {
    const limit = file.limits.get(name);
    return limit ? [lowerLimit(name, limit, effect, cost)] : [];
  });

function executionOf(node: SourceNode, file: File, args: ObjectType) {
  const { defaults } = file;
  const bound = node.get('bind')?.entries() ?? [];
  const none: ObjectType = { object: {} };
  return {
    idempotencyKey: idempotencyOf(node.get('idempotency_key'), args),
    exclusive: expression(node.get('exclusive'), args),
    concurrency: numberOf(node.get('concurrency')),
    bind: Object.fromEntries(
      bound.map(([key, source]) => [key, lowerExpression(textOf(source) ?? '', none)]),
    ),
    timeoutMs: durationOf(node.get('timeout') ?? defaults?.get('timeout')) ?? TIMEOUT_MS,
    retry: retryOf(node.get('retry')),
    maxResultBytes:
      sizeOf(node.get('max_result') ?? defaults?.get('max_result')) ?? MAX_RESULT_BYTES,
  };
}

function idempotencyOf(node: SourceNode | undefined, args: ObjectType) {
  const key = expression(node?.get('key') ?? node, args);
  return key && { key, ttlMs: durationOf(node?.get('ttl')) ?? IDEMPOTENCY_MS };
}

const retryOf = (node: SourceNode | undefined) =>
  node && {
    attempts: numberOf(node.get('attempts')) ?? 1,
    backoffMs: durationOf(node.get('backoff')) ?? BACKOFF_MS,
  };

function expression(node: SourceNode | undefined, args: ObjectType): ExpressionIr | undefined {
  const source = textOf(node);
  return source === undefined ? undefined : lowerExpression(source, args);
}

function joined(node: SourceNode | undefined, by: '&&' | '||', args: ObjectType) {
  const source = together(textsOf(node), by);
  return source === undefined ? undefined : lowerExpression(source, args);
}

/** Several conditions as one; each on lines of its own, for it may end in a comment. */
export function together([only, ...more]: readonly string[], by: '&&' | '||'): string | undefined {
  if (only === undefined || more.length === 0) return only;
  return more.reduce((all, each) => `${all} ${by} (${each}\n)`, `(${only}\n)`);
}

const errorsOf = (node: SourceNode): ToolIr['errors'] =>
  Object.fromEntries(
    (node.get('errors')?.entries() ?? []).map(([code, each]) => {
      const message = textOf(each.get('message') ?? each) ?? '';
      return [code, { message, retry: (textOf(each.get('retry')) ?? 'never') as Retry }];
    }),
  );

/** Lowering is dear, and a check of examples needs it before: a tool of a file is lowered once. */
const known = new WeakMap<SourceNode, Lowered>();

/** The schemas of a tool, lowered; they must be sound. */
export function schemasOf(node: SourceNode, file: File): Lowered {
  const lowered = known.get(node) ?? lowerSchemasOf(node, file);
  known.set(node, lowered);
  return lowered;
}

const lowerSchemasOf = (node: SourceNode, { sanitizers, defaultChain, shared }: File): Lowered =>
  lowerSchemas({
    parameters: node.get('parameters') ?? noParameters(node),
    result: node.get('result'),
    bound: boundOf(node),
    shared,
    sanitize: (chain) => (chain ? sanitizers.compile(chain.json).chain : defaultChain),
  });
