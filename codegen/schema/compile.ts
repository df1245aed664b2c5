import { _, type Options, type ValidateFunction } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { isObject, type Json } from '../../src/json.js';
import { formats } from '../../src/rules/formats.js';
import type { Schema } from '../ir.js';
import { DialectAjv } from './ajv.js';
import { dialect } from './dialect.js';
import { nameOf } from './draft.js';
import { inGroups, isWide } from './group.js';
import { takesObjects } from './object.js';
import { matcher } from './pattern/index.js';
import { branchesOf, tagOf } from './union.js';
import { replaceIn } from './walk.js';

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
  messages: false,
  formats,
};
// Optimizing takes a third of the time, and what it removes does nothing.
const running = lazily({
  ...options,
  code: {
    ...{ optimize: false, process: mended },
    regExp: Object.assign(matcher, { code: 'new RegExp' }),
  },
});
const writing = lazily({
  ...options,
  code: {
    ...{ optimize: false, source: true, esm: true, lines: true, formats: _`formats` },
    // What is written is not run here: to read it in as a function took a quarter of the time.
    process: () => 'return () => undefined',
  },
});

/** The validator of a lowered schema. */
export const validatorOf = recently((schema) => compiled(schema, running)[1]);

/** The same as a module of JavaScript that exports it, as Ajv writes it. */
export const validatorCode = recently((schema) =>
  mended(standalone.default(...compiled(schema, writing))),
);

/**
 * Ajv takes the name of what is missing for true, which `''` is not, and notes no `__proto__` among unique texts. What
 * stands in a text of the schema is left alone.
 */
function mended(code: string): string {
  // Most validators have neither, and are long.
  if (!code.includes(' = "")') && !code.includes('const indices')) return code;
  return code.replace(
    /"(?:[^"\\]|\\.)*"|\((missing\d*) = ""\)|(const indices\d* = )\{\};/g,
    (written, missing?: string, indices?: string) =>
      missing ? `((${missing} = "") === "")` : indices ? `${indices}Object.create(null);` : written,
  );
}

const MOST_RECENT = 20;

/** What was made last is remembered: one schema is used by several tools, or has several examples. */
function recently<Made>(make: (schema: Schema) => Made): (schema: Schema) => Made {
  const recent = new Map<string, Made>();
  return (schema) => {
    const text = JSON.stringify(schema);
    const made = recent.get(text) ?? make(schema);
    recent.delete(text);
    recent.set(text, made);
    const [oldest = ''] = recent.keys();
    if (recent.size > MOST_RECENT) recent.delete(oldest);
    return made;
  };
}

function lazily(purpose: Options): () => DialectAjv {
  let made: DialectAjv | undefined;
  return () => {
    made ??= new DialectAjv(purpose);
    return made;
  };
}

function compiled(schema: Schema, ajvFor: () => DialectAjv): [DialectAjv, ValidateFunction] {
  const ajv = ajvFor();
  // Numbers that go on from the last schema would change the code of every tool when one is added.
  ajv.forget();
  return [ajv, ajv.compile(bare(schema, schema.$defs as Schema | undefined) as Schema)];
}

/**
 * The schema without what explains, and with `discriminator` where a tag tells the branches apart. Ajv keeps the values
 * of a tag in an object, and takes one that every object has for one that stands twice.
 */
function bare(schema: Json, $defs: Schema | undefined): Json {
  if (!isObject(schema)) return schema;
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema))
    if (dialect[key]?.role !== 'annotation' || key === '$defs')
      out[key] = replaceIn(key, value, (each) => bare(each, $defs));
  const one = 'oneOf' in out !== 'anyOf' in out && takesObjects(out);
  const branches = branchesOf(schema);
  const tag = one ? tagOf(branches, (name) => $defs?.[name] ?? true) : undefined;
  // In a branch whose properties are in groups, Ajv does not find its tag.
  const told = tag && !branches.some((each) => isWide(target(each, $defs)));
  if (!told || tag.values.some((value) => value in Object.prototype)) return inGroups(out);
  const { anyOf, oneOf = anyOf, ...rest } = out;
  return {
    ...inGroups(rest),
    type: 'object',
    oneOf: oneOf as Json,
    discriminator: { propertyName: tag.name },
  };
}

const target = (branch: Json, $defs: Schema | undefined): Json =>
  isObject(branch) && branch.$ref !== undefined ? ($defs?.[nameOf(branch.$ref)] ?? true) : branch;
