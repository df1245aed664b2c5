import { isObject, type JsonObject } from '../../src/json.js';
import type { ToolIr } from '../ir.js';
import { resolve, typeWords, valueWords } from './type-words.js';
import {
  asked,
  bytes,
  digits,
  duration,
  limit,
  type Mark,
  plural,
  tightened,
  who,
} from './wording.js';

/**
 * What holds for a tool, a sentence a fact. `mark` sets apart what tools.yaml wrote as code, `prose` what it wrote
 * as text.
 */
export function facts(tool: ToolIr, mark: Mark, prose: Mark): string[] {
  const { permission, deprecated, retry } = tool;
  const again = tool.idempotent && tool.effect !== 'read' ? ', may be run again' : '';
  const rules = [who(permission, mark), ...tightened(tool, mark)].join('; ');
  const ask = asked(permission, mark);
  const attempts = retry ? `, up to ${plural(retry.attempts, 'attempt')}` : '';
  return [
    deprecated !== undefined && `Deprecated: ${prose(deprecated)}`,
    `Effect: ${tool.effect}${again}`,
    `Permission: ${mark(permission.name)}, ${rules}`,
    ask !== '' && `Approval: ${ask}`,
    tool.limits.length > 0 && `Rate limits: ${limits(tool, mark)}`,
    ...running(tool, mark),
    `Time: at most ${duration(tool.timeoutMs)}${attempts}`,
    `Result: at most ${bytes(tool.maxResultBytes)}`,
  ].filter((each) => each !== false);
}

export const limits = (tool: ToolIr, mark: Mark): string =>
  tool.limits.map((each) => limit(each, mark)).join('; ');

function running(tool: ToolIr, mark: Mark): (string | false)[] {
  const { idempotencyKey: once, exclusive, concurrency, bind } = tool;
  return [
    once !== undefined &&
      `A repeat with the same ${mark(once.key.source)} within ${duration(once.ttlMs)} gets the first answer`,
    exclusive !== undefined && `One after another for the same ${mark(exclusive.source)}`,
    concurrency !== undefined && `At most ${digits(concurrency)} at work at once`,
    ...Object.entries(bind).map(
      ([name, from]) => `${mark(name)} is filled in from ${mark(from.source)}; no model sees it`,
    ),
  ];
}

export interface Field {
  readonly name: string;
  /** In words, marked. */
  readonly type: string;
  readonly required: boolean;
  /** As tools.yaml says it. */
  readonly meaning: string;
}

/** The properties of an object schema, as a person wants to know them. */
export function fields(schema: JsonObject, mark: Mark): Field[] {
  const { properties, required } = resolve(schema, schema);
  const names = Array.isArray(required) ? required : [];
  if (!isObject(properties)) return [];
  return Object.entries(properties).map(([name, written]) => {
    const field = isObject(written) ? resolve(written, schema) : {};
    const { default: fallback, description } = field;
    const usual = fallback === undefined ? '' : `, default ${mark(valueWords(fallback))}`;
    const type = typeWords(field, schema, mark) + usual;
    const meaning = typeof description === 'string' ? description : '';
    return { name, type, required: names.includes(name), meaning };
  });
}
