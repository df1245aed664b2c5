import { canonical, isObject, type Json } from '../../src/json.js';
import type { ToolIr } from '../ir.js';
import { dialect } from '../schema/dialect.js';
import { Comparison, type Difference, type Moved } from './accept.js';
import { type Found, found } from './found.js';
import { levels, type RuleId, rules } from './rule.js';

/** Parameters are contravariant: taking less breaks calls. */
const ofParameters: Readonly<Record<Difference['kind'], readonly [RuleId, RuleId]>> = {
  type: ['parameter-type', 'parameter-widened'],
  enum: ['parameter-enum', 'parameter-widened'],
  bound: ['parameter-bound', 'parameter-widened'],
  pattern: ['parameter-pattern', 'parameter-widened'],
  format: ['parameter-format', 'parameter-widened'],
  open: ['parameter-closed', 'parameter-widened'],
  property: ['parameter-removed', 'parameter-added'],
  'new-required': ['parameter-added-required', 'parameter-added'],
  required: ['parameter-required', 'parameter-optional'],
  unknown: ['parameter-unknown', 'parameter-unknown'],
};

/** Results are covariant: giving more breaks readers. */
const ofResult: Readonly<Record<Difference['kind'], readonly [RuleId, RuleId]>> = {
  type: ['result-narrowed', 'result-type'],
  enum: ['result-narrowed', 'result-enum'],
  bound: ['result-narrowed', 'result-bound'],
  pattern: ['result-narrowed', 'result-pattern'],
  format: ['result-narrowed', 'result-format'],
  open: ['result-narrowed', 'result-opened'],
  property: ['result-removed', 'result-added'],
  'new-required': ['result-added', 'result-added'],
  required: ['result-narrowed', 'result-optional'],
  unknown: ['result-unknown', 'result-unknown'],
};

/** Changes, and the properties that came or went with all that stands in them. */
interface Changes {
  readonly said: readonly Found[];
  readonly moved: readonly Moved[];
}

/** What the model may send, and what it gets back. */
export function schemaChanges(old: ToolIr, now: ToolIr): Changes {
  const input = between(old.input, now.input, 'parameters', ofParameters);
  const result = resultChanges(old, now);
  const notes = [
    ...noteChanges(old.input, now.input, 'parameters'),
    ...noteChanges(old.result ?? {}, now.result ?? {}, 'result'),
  ];
  return {
    said: [...input.said, ...result.said, ...notes],
    moved: [...input.moved, ...result.moved],
  };
}

function resultChanges(old: ToolIr, now: ToolIr): Changes {
  const only = (rule: RuleId, detail: string) => ({
    said: [found(rule, 'result', detail)],
    moved: [],
  });
  if (!old.result && !now.result) return { said: [], moved: [] };
  if (!now.result) return only('result-schema-removed', 'gone');
  if (!old.result) return only('result-narrowed', 'has a schema');
  return between(old.result, now.result, 'result', ofResult);
}

function between(
  old: ToolIr['input'],
  now: ToolIr['input'],
  path: string,
  table: typeof ofParameters,
): Changes {
  const comparison = new Comparison(old, now);
  comparison.compare(old, now, path);
  const said = comparison.found.map(({ kind, way, path: at, detail }) =>
    found(table[kind][way === 'narrower' ? 0 : 1], at, detail),
  );
  return { said: distinct(said), moved: comparison.moved };
}

/** A pattern that changed is both wider and narrower; only the side that matters is worth a line. */
function distinct(all: readonly Found[]): readonly Found[] {
  const kept = new Map<string, Found>();
  for (const each of all) {
    const key = `${each.path} ${each.detail}`;
    const before = kept.get(key);
    if (!before || weight(each) < weight(before)) kept.set(key, each);
  }
  return [...kept.values()];
}

const weight = ({ rule }: Found): number => levels.indexOf(rules[rule].level);

/** Titles, descriptions, examples and defaults: what explains and tests nothing. */
export function noteChanges(old: Json, now: Json, path: string): readonly Found[] {
  const [before, after] = [notesOf(old, path), notesOf(now, path)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === is || !parentIn(key, before, after)) return [];
    const [at, word] = [key.slice(0, key.lastIndexOf(' ')), key.slice(key.lastIndexOf(' ') + 1)];
    const rule = word === 'default' ? 'default-changed' : 'schema-text-changed';
    return [{ rule, path: at, detail: `${word} ${was ?? 'none'} → ${is ?? 'none'}` } as const];
  });
}

/** The notes of a schema that is new or gone say nothing that its own line does not. */
const parentIn = (key: string, ...sides: readonly ReadonlyMap<string, string>[]): boolean =>
  sides.every((side) => side.has(`${key.slice(0, key.lastIndexOf(' '))} `));

function notesOf(schema: Json, path: string, notes = new Map<string, string>()) {
  if (!isObject(schema)) return notes;
  notes.set(`${path} `, '');
  for (const [key, value] of Object.entries(schema)) {
    const holds = dialect[key]?.kind.holds;
    if (holds === 'schema') notesOf(value, `${path}/${key === 'items' ? '[]' : '*'}`, notes);
    else if (holds) {
      const way = key === 'properties' ? path : `${path}/${key}`;
      for (const [name, each] of Object.entries(value as object))
        notesOf(each as Json, `${way}/${name}`, notes);
    } else if (dialect[key]?.role === 'annotation') notes.set(`${path} ${key}`, canonical(value));
  }
  return notes;
}
