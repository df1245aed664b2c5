import { isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import type { Schema } from '../ir.js';
import { validatorOf } from './compile.js';
import { defaultOf } from './default.js';
import type { TypeName } from './dialect.js';
import type { Draft } from './draft.js';
import { owns, takesObjects } from './object.js';
import { possibleTypes, target } from './union.js';

/** What says of an object which properties, or which of their values, may stand together. */
const together = [
  ...['anyOf', 'oneOf', 'allOf', 'not', 'dependentRequired'],
  ...['maxProperties', 'propertyNames', 'patternProperties'],
];
const MOST_VALUES = 6;
const MOST_OBJECTS = 3_000;

export interface Ways {
  readonly definition: (name: string) => Json;
  /** The schema as one that stands alone. */
  readonly complete: (schema: Json) => Schema;
  /** What gives a value its defaults, as the schema fills them in; undefined where there is no end of them. */
  readonly filling: (schema: Draft) => (value: Json) => Json | undefined;
}

/** An object that passes as it is, and no longer with the default of a property. */
export interface Failing {
  readonly name: string;
  readonly value: JsonObject;
}

/**
 * Looks for an object that its schema takes, and refuses once its defaults are filled in. Some values are tried of each
 * property that is spoken of: what is found is proof, and not everything is found.
 */
export function failingDefault(schema: Draft, ways: Ways): Failing | undefined {
  if (!owns(schema) || !takesObjects(schema) || !together.some((key) => key in schema))
    return undefined;
  const properties = (schema.properties ?? {}) as Draft;
  const presets = Object.keys(properties).filter(
    (name) => defaultOf(properties[name] as Json, ways.definition) !== undefined,
  );
  if (presets.length === 0) return undefined;
  const { named, choices } = choicesOf(schema, presets, ways);
  const some = { ...schema, properties: named };
  const takes = validatorOf(ways.complete(some));
  const fill = ways.filling(some);
  for (const value of objectsOf(choices)) {
    const absent = presets.filter((name) => !Object.hasOwn(value, name));
    if (absent.length === 0 || !takes(value)) continue;
    const filled = fill(value);
    if (filled === undefined || takes(filled)) continue;
    const alone = (name: string) =>
      !takes({ ...value, [name]: (filled as JsonObject)[name] as Json });
    return { name: absent.find(alone) ?? (absent[0] as string), value };
  }
  return undefined;
}

/** A property and the values that are tried of it; undefined is absent. */
type Choice = readonly [name: string, values: readonly (Json | undefined)[]];

function choicesOf(schema: Draft, presets: readonly string[], ways: Ways) {
  const spoken: Spoken = { named: new Set(), values: new Map(presets.map((name) => [name, []])) };
  for (const key of together) if (key in schema) gather({ [key]: schema[key] as Json }, spoken);
  const properties = (schema.properties ?? {}) as Draft;
  const required = (schema.required ?? []) as readonly string[];
  const maybe = (name: string, values: readonly Json[]): Choice =>
    required.includes(name) ? [name, values] : [name, [undefined, ...values]];
  // Of what no test looks into, any value will do; whether it is there matters where properties are counted.
  const counted = 'maxProperties' in schema ? Object.keys(properties) : [];
  const quiet = [...new Set([...required, ...spoken.named, ...counted])].filter(
    (name) => !spoken.values.has(name),
  );
  const named: Record<string, Json> = Object.fromEntries(quiet.map((name) => [name, true]));
  const choices = quiet.map((name) =>
    maybe(name, fitting(memberOf(properties, name), [], 1, ways)),
  );
  for (const [name, said] of spoken.values) {
    const property = memberOf(properties, name);
    if (property === undefined) continue;
    named[name] = property;
    choices.push(maybe(name, fitting(property, said, MOST_VALUES, ways)));
  }
  return { named, choices };
}

/** Values that a property takes; where none is known, one that stands for any. */
function fitting(property: Json = true, said: readonly Json[], most: number, ways: Ways) {
  if (property === false) return [];
  const takes = validatorOf(ways.complete(property));
  const values = [...new Set([...said, ...valuesOf(property, ways)])];
  const some = values.filter((each) => takes(each)).slice(0, most);
  return some.length > 0 ? some : ['…'];
}

/** The names that tests of an object speak of, and those whose values they look into, with what they compare them to. */
interface Spoken {
  readonly named: Set<string>;
  readonly values: Map<string, readonly Json[]>;
}

function gather(test: Json, spoken: Spoken): void {
  if (!isObject(test)) return;
  for (const [name, each] of Object.entries((test.properties ?? {}) as Draft))
    spoken.values.set(name, [...(spoken.values.get(name) ?? []), ...literalsOf(each)]);
  const dependent = Object.entries((test.dependentRequired ?? {}) as Draft).flat(2);
  for (const name of [...((test.required ?? []) as readonly Json[]), ...dependent])
    spoken.named.add(String(name));
  for (const key of ['anyOf', 'oneOf', 'allOf', 'not'])
    for (const each of [test[key] ?? []].flat()) gather(each, spoken);
}

function literalsOf(schema: Json): readonly Json[] {
  if (!isObject(schema)) return [];
  const { const: only, enum: values = [], minimum, maximum, default: preset } = schema;
  return [only, ...(values as readonly Json[]), minimum, maximum, preset].filter(
    (each) => each !== undefined,
  );
}

const samples: Readonly<Partial<Record<TypeName, readonly Json[]>>> = {
  string: ['x', ''],
  number: [0, 1],
  boolean: [true, false],
  null: [null],
  object: [{}],
  array: [[]],
};

function valuesOf(property: Json, { definition }: Ways): readonly Json[] {
  const types = [...possibleTypes(property, definition)];
  const preset = defaultOf(property, definition);
  return [
    ...(preset === undefined ? [] : [preset]),
    ...literalsOf(target(property, definition)),
    ...types.flatMap((type) => samples[type] ?? []),
  ];
}

/** The smallest first, as far as that can be said. */
function* objectsOf(choices: readonly Choice[]): Generator<JsonObject> {
  const count = choices.reduce((product, [, values]) => product * values.length, 1);
  for (let at = 0; at < Math.min(count, MOST_OBJECTS); at++) {
    let rest = at;
    const object: Record<string, Json> = {};
    for (const [name, values] of choices) {
      const value = values[rest % values.length];
      rest = Math.floor(rest / values.length);
      if (value !== undefined) object[name] = value;
    }
    yield object;
  }
}
