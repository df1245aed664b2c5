import { canonical, isObject, type Json, type JsonObject } from '../../src/json.js';
import type { ToolIr } from '../ir.js';
import { defaultOf } from '../schema/default.js';
import { dialect } from '../schema/dialect.js';
import { tagOf } from '../schema/union.js';
import { Comparison } from './accept.js';
import type { Difference, Moved } from './difference.js';
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
    ...noteChanges(old.input, now.input, 'parameters', true),
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

/** Titles, descriptions, examples and defaults: what explains and tests nothing. `filled`: defaults are filled in. */
export function noteChanges(old: Json, now: Json, path: string, filled = false): readonly Found[] {
  const [before, after] = [new Notes(old, path), new Notes(now, path)];
  return [...new Set([...before.said.keys(), ...after.said.keys()])].flatMap((key) => {
    const [was, is] = [before.said.get(key), after.said.get(key)];
    const [at, word] = [key.slice(0, key.lastIndexOf(' ')), key.slice(key.lastIndexOf(' ') + 1)];
    // The notes of a schema that is new or gone say nothing that its own line does not.
    if (was === is || !before.places.has(at) || !after.places.has(at)) return [];
    // Of what no call could leave out, a default is only a text.
    const means = filled && word === 'default' && !before.required.has(at);
    const rule = means ? 'default-changed' : 'schema-text-changed';
    return [{ rule, path: at, detail: `${word} ${was ?? 'none'} → ${is ?? 'none'}` } as const];
  });
}

/** What a schema says that tests nothing, by the place and the keyword. */
class Notes {
  readonly said = new Map<string, string>();
  readonly places = new Set<string>();
  /** The places of properties that must be there. */
  readonly required = new Set<string>();
  readonly #definitions: JsonObject;
  constructor(root: Json, path: string) {
    this.#definitions = isObject(root) && isObject(root.$defs) ? root.$defs : {};
    this.#visit(root, path);
  }

  #visit(schema: Json, path: string): void {
    this.places.add(path);
    if (!isObject(schema)) return;
    for (const [key, value] of Object.entries(schema)) {
      const holds = dialect[key]?.kind.holds;
      if (holds === 'schema') this.#visit(value, `${path}/${key === 'items' ? '[]' : '*'}`);
      else if (holds) {
        const way = key === 'properties' ? path : `${path}/${key}`;
        const tags = this.#tagsOf(key, value);
        for (const [name, each] of Object.entries(value as JsonObject))
          this.#visit(each, tags ? `${path}/(${tags[Number(name)]})` : `${way}/${name}`);
      } else if (dialect[key]?.role === 'annotation' && key !== 'default')
        this.said.set(`${path} ${key}`, canonical(value));
    }
    this.#presets(schema, path);
  }

  /** What tells branches apart, which may stand in any order. */
  #tagsOf(key: string, value: Json): readonly string[] | undefined {
    const union = key === 'oneOf' || key === 'anyOf' ? (value as readonly Json[]) : [];
    return tagOf(union, (definition) => this.#definitions[definition] ?? true)?.values;
  }

  /** Defaults are of properties, also where the schema that they refer to says them. */
  #presets({ properties = {}, required = [] }: JsonObject, path: string): void {
    for (const [name, each] of Object.entries(properties as JsonObject)) {
      const preset = defaultOf(each, (definition) => this.#definitions[definition] ?? true);
      if (preset !== undefined) this.said.set(`${path}/${name} default`, canonical(preset));
      if ((required as readonly Json[]).includes(name)) this.required.add(`${path}/${name}`);
    }
  }
}
