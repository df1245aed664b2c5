import type { JsonObject } from '../../../src/json.js';
import { type Pattern, parsePattern } from '../../schema/pattern/parse.js';
import { finding, type Rule, toolsOf } from '../rule.js';
import { spotsOf, where } from '../spot.js';

export const unboundedStrings: Rule = function* (about) {
  for (const [tool, node] of toolsOf(about))
    for (const spot of spotsOf(tool, node, about.file))
      if (isOf(spot.schema, 'string') && !isShort(spot.schema))
        yield finding('TW6002', spot.node.keyPlace, { where: where(spot) }, spot.owner);
};

export const unboundedLists: Rule = function* (about) {
  for (const [tool, node] of toolsOf(about))
    for (const spot of spotsOf(tool, node, about.file)) {
      const { maxItems, items } = spot.schema;
      const open = isOf(spot.schema, 'array') && maxItems === undefined && items !== false;
      if (open) yield finding('TW6003', spot.node.keyPlace, { where: where(spot) }, spot.owner);
    }
};

/** Whether it may be of the type, and is no list of values. */
const isOf = ({ type, enum: values, const: constant }: JsonObject, wanted: string): boolean =>
  (type === wanted || (Array.isArray(type) && type.includes(wanted))) &&
  values === undefined &&
  constant === undefined;

/** Formats that say how long a text is. */
const SHORT = new Set(['date', 'time', 'date-time', 'uuid', 'ipv4', 'ipv6', 'hostname']);

const isShort = ({ maxLength, format, pattern }: JsonObject): boolean =>
  maxLength !== undefined ||
  SHORT.has(String(format)) ||
  (typeof pattern === 'string' && isBounded(pattern));

/** Whether a pattern alone bounds what it takes: `^usr_[0-9]{1,12}$`. */
function isBounded(source: string): boolean {
  try {
    const pattern = parsePattern(source);
    if (pattern.kind !== 'sequence') return false;
    const [first, last] = [pattern.of[0], pattern.of.at(-1)];
    return first?.kind === 'start' && last?.kind === 'end' && !isEndless(pattern);
  } catch {
    return false;
  }
}

function isEndless(pattern: Pattern): boolean {
  if (pattern.kind === 'repeat')
    return pattern.most === Number.POSITIVE_INFINITY || isEndless(pattern.of);
  return (pattern.kind === 'sequence' || pattern.kind === 'choice') && pattern.of.some(isEndless);
}
