import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ToolIr } from '../../../../codegen/ir.js';
import type { Parsed } from '../../../../src/call.js';
import { isObject, type Json, type JsonObject } from '../../../../src/json.js';
import { normalise } from '../../../../src/stage/normalise.js';

const ajv = new Ajv2020({
  strict: false,
  validateFormats: false,
  meta: false,
  validateSchema: false,
  // Each is asked a few values: to write better code for it takes longer than they do.
  code: { optimize: false },
});
const known = new Map<string, ValidateFunction>();
export function validator(schema: JsonObject): ValidateFunction {
  const text = JSON.stringify(schema);
  const made = known.get(text) ?? ajv.compile(schema);
  known.set(text, made);
  return made;
}

/** More than any value of the tests has; a value that had more would be tried in part, and says so. */
const most = 5000;

/**
 * What a model may send for a value under the strict schema: null for every property that is absent, and of a union each
 * branch that takes what is then sent. A branch may take the value and mean more by it (a null that it keeps), so there
 * is not one sending but one a branch.
 */
export function sendings(value: Json, schema: Json, defs: JsonObject): readonly Json[] {
  if (!isObject(schema)) return [value];
  if (schema.$ref !== undefined)
    return sendings(value, defs[String(schema.$ref).replace('#/$defs/', '')] as Json, defs);
  if (schema.anyOf)
    return distinct(
      (schema.anyOf as readonly JsonObject[]).flatMap((each) => {
        const takes = validator({ ...each, $defs: defs });
        return sendings(value, each, defs).filter((sent) => takes(sent));
      }),
    );
  if (Array.isArray(value))
    return products(value.map((each) => sendings(each, schema.items ?? true, defs)));
  if (!isObject(value)) return [value];
  const properties = (schema.properties ?? {}) as JsonObject;
  const absent = Object.keys(properties).filter((key) => !(key in value));
  const keys = [...Object.keys(value), ...absent];
  return products([
    ...Object.entries(value).map(([key, each]) => sendings(each, properties[key] ?? true, defs)),
    ...absent.map(() => [null]),
  ]).map((values) => Object.fromEntries(keys.map((key, index) => [key, values[index] as Json])));
}

const distinct = (values: readonly Json[]): readonly Json[] => [
  ...new Map(values.map((each) => [JSON.stringify(each), each])).values(),
];

function products(choices: readonly (readonly Json[])[]): Json[][] {
  const made = choices.reduce<Json[][]>(
    (all, each) => all.flatMap((before) => each.map((next) => [...before, next])),
    [[]],
  );
  if (made.length > most) throw new Error(`${made.length} sendings of one value`);
  return made;
}

/** What the runtime makes of what was sent. */
export const meant = ({ inputShape, shapes }: ToolIr, proposed: Json): Json =>
  normalise({ proposed, contract: { input: inputShape, shapes } } as unknown as Parsed).args;
