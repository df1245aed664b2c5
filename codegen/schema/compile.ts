import { _, type Options, type ValidateFunction } from 'ajv';

import standalone from 'ajv/dist/standalone/index.js';
import { isObject, type Json } from '../../src/json.js';
import { formats } from '../../src/rules/formats.js';
import type { Schema } from '../ir.js';
import { DialectAjv } from './ajv.js';
import { dialect } from './dialect.js';
import { branchesOf, tagOf } from './union.js';
import { inner, replaceIn } from './walk.js';

/** Without the meta schema: the dialect was checked before. */
const options: Options = {
  strict: true,
  // The dialect has its own rules for these, with places.
  strictTypes: false,
  strictRequired: false,
  strictTuples: false,
  allowMatchingProperties: true,
  // `required: [constructor]` is not met by what every object inherits.
  ownProperties: true,
  // The first fault ends it: `maxLength` shields `pattern`, and a million bad items are one error.
  allErrors: false,
  discriminator: true,
  next: true,
  meta: false,
  validateSchema: false,
  addUsedSchema: false,
  // Optimizing takes a third of the time, and what it removes does nothing.
  messages: false,
  code: { optimize: false, source: true, esm: true, lines: true, formats: _`formats` },
};

export interface Compiled {
  readonly validate: ValidateFunction;
  /** A module of JavaScript that exports the validator, as Ajv writes it. */
  readonly code: () => string;
}

/** What was compiled last: one schema is used by several tools, and checked before it is written. */
const recent = new Map<string, Compiled>();
const MOST_RECENT = 20;

/** Compiles a lowered schema. The same schema again costs its text. */
export function compile(schema: Schema): Compiled {
  const text = JSON.stringify(schema);
  const compiled = recent.get(text) ?? fresh(schema);
  recent.delete(text);
  recent.set(text, compiled);
  const [oldest = ''] = recent.keys();
  if (recent.size > MOST_RECENT) recent.delete(oldest);
  return compiled;
}

const whole = new DialectAjv({ ...options, formats });
/** 0.01 is not a binary fraction: 19.99 is 1998.9999999999998 of them. */
const fractions = new DialectAjv({ ...options, multipleOfPrecision: 9, formats });

function fresh(schema: Schema): Compiled {
  const ajv = hasFraction(schema) ? fractions : whole;
  // Numbers that go on from the last schema would change the code of every tool when one is added.
  ajv.forget();
  const validate = ajv.compile(bare(schema, schema.$defs as Schema | undefined) as Schema);
  let code: string | undefined;
  return {
    validate,
    code: () => {
      code ??= standalone.default(ajv, validate);
      return code;
    },
  };
}

const hasFraction = (schema: Json): boolean =>
  isObject(schema) &&
  ((typeof schema.multipleOf === 'number' && !Number.isInteger(schema.multipleOf)) ||
    [...inner(schema)].some(hasFraction));

/** The schema without what explains, and with `discriminator` where a tag tells the branches apart. */
function bare(schema: Json, $defs: Schema | undefined): Json {
  if (!isObject(schema)) return schema;
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema))
    if (dialect[key]?.role !== 'annotation' || key === '$defs')
      out[key] = replaceIn(key, value, (each) => bare(each, $defs));
  const one = 'oneOf' in out !== 'anyOf' in out;
  const tag = one ? tagOf(branchesOf(schema), (name) => $defs?.[name] ?? true) : undefined;
  if (!tag) return out;
  const { anyOf, oneOf = anyOf, ...rest } = out;
  return {
    ...rest,
    type: 'object',
    oneOf: oneOf as Json,
    discriminator: { propertyName: tag.name },
  };
}
