import type { ASTNode } from '@marcbachmann/cel-js';
import type { CelType, ObjectType } from '../../src/rules/cel.js';
import { caseAt } from './cases.js';
import { inner, isNullable, isObjectType } from './combine.js';
import { type Facts, notNull } from './facts.js';
import { stepOf } from './scope.js';

/** The macros that go through a list or a map. */
export const iterating: ReadonlySet<string> = new Set([
  'all',
  'exists',
  'exists_one',
  'map',
  'filter',
]);

/** The arguments of a call with a receiver. */
export type Received = readonly [name: string, on: ASTNode, args: readonly ASTNode[]];

/** `cel.bind(v, value, …)` */
export const isBind = ([name, on]: Received): boolean =>
  name === 'bind' && on.op === 'id' && on.args === 'cel';

/** `list.all(v, …)` and its kin, and `cel.bind`: what declares a variable. */
export const isMacro = (call: Received): boolean =>
  call[2][0]?.op === 'id' && (iterating.has(call[0]) || isBind(call));

/** Whether null may stand where an operand of a node does: it can be compared, listed and asked for its type. */
export function takesNull(node: ASTNode, operand: ASTNode): boolean {
  switch (node.op) {
    case '==':
    case '!=':
    case 'list':
    case 'map':
      return true;
    case 'in':
      return operand === node.args[0];
    case 'call':
      return node.args[0] === 'type' || node.args[0] === 'dyn';
    default:
      return false;
  }
}

type Known = CelType | undefined;
const mayBeNull = (types: readonly Known[]) => types.some((type) => type && isNullable(type));
const orNull: CelType = { nullable: 'dyn' };

/** The type of what is made of values of these types, as far as nulls in it have to be known. */
export function typeMade(node: ASTNode, types: readonly Known[]): Known {
  if (node.op === 'list') return mayBeNull(types) ? { list: orNull } : undefined;
  if (node.op === 'map') return mayBeNull(types) ? { map: orNull } : undefined;
  if (node.op === '+') return types.find((type) => typeof type === 'object' && 'list' in type);
  return undefined;
}

/** The type of one or the other. */
export const typeOfEither = (a: Known, b: Known): Known => (mayBeNull([a, b]) ? orNull : undefined);

/** The variable of a macro, and what its test tells of it. */
interface Tested {
  readonly type: Known;
  readonly path: string;
  readonly facts: Facts;
}

/** What a macro makes of the items of a list. */
export function typeOfMacro(call: Received, item: Tested, last: Known): Known {
  if (isBind(call)) return last;
  const made = call[0] === 'filter' ? passed(item) : call[0] === 'map' ? last : undefined;
  return made && { list: made };
}

/** The type of what passed a test: what the test found there is there, and is not null. */
function passed({ type, path, facts }: Tested): Known {
  if (type === undefined) return undefined;
  const within = inner(type);
  const known = isObjectType(within) ? passedObject(within, path, facts) : within;
  return isNullable(type) && !facts.has(notNull(path)) ? { nullable: known } : known;
}

function passedObject(whole: ObjectType, path: string, facts: Facts): ObjectType {
  const type = caseAt(whole, path, facts);
  const members = Object.entries(type.object).map(([name, each]): [string, CelType] => {
    const member = { type: each, path: stepOf(path, name), facts };
    return [name, passed(member) ?? each];
  });
  const optional = type.optional?.filter((name) => !facts.has(stepOf(path, name)));
  const cases = type.cases?.map((each) => ({
    ...each,
    type: passedObject(each.type, path, facts),
  }));
  const more = { ...(optional && { optional }), ...(cases && { cases }) };
  return { ...type, object: Object.fromEntries(members), ...more };
}
