import type { Json } from '../../src/json.js';
import type { Place as Where } from '../diagnostic.js';
import { type Code, diagnose, type ValuesOf } from '../diagnostics/index.js';
import { nearest } from '../diagnostics/nearest.js';
import type { SourceNode } from '../source.js';
import type { Place } from './check.js';
import { dialect, type TypeName, types } from './dialect.js';
import { type Draft, refTarget } from './draft.js';
import { typesIn } from './object.js';
import { patternProblem } from './pattern/index.js';
import { formatNames, refusedFormats, refusedTypes } from './refused.js';
import { aboutWords, brief, typeWords } from './words.js';

/** Looks at one schema whose keywords all have values of their kind. */
type Rule = (schema: Draft, node: SourceNode, place: Place) => void;

/** The most items that are compared each with each: 5000 objects took a second. */
const MOST_UNIQUE = 1000;

function add<C extends Code>(
  place: Place,
  code: C,
  node: SourceNode | undefined,
  values: ValuesOf<C>,
): void {
  place.report.add(diagnose(code, node?.place, values));
}

const known = (type: Json): type is TypeName => types.includes(type as TypeName);

const typeNames: Rule = (schema, node, place) => {
  for (const type of typesIn(schema) ?? []) {
    if (known(type)) continue;
    const name = String(type);
    const near = nearest(name, types);
    const other = Object.hasOwn(refusedTypes, name.toLowerCase())
      ? refusedTypes[name.toLowerCase()]
      : undefined;
    const instead = other ?? (near && `did you mean \`${near}\`?`);
    add(place, 'TW2005', node.get('type'), { type: name, instead });
  }
};

const format: Rule = (schema, node, place) => {
  if (schema.format === undefined) return;
  const name = String(schema.format);
  if (formatNames.includes(name as (typeof formatNames)[number])) return;
  const near = nearest(name, formatNames);
  const other = Object.hasOwn(refusedFormats, name) ? refusedFormats[name] : undefined;
  const instead =
    other ?? (near ? `did you mean \`${near}\`?` : `write one of ${formatNames.join(', ')}`);
  add(place, 'TW2006', node.get('format'), { format: name, instead });
};

const settled = ['enum', 'const', '$ref', 'allOf'];

/** A keyword tests only values of its own types. */
const about: Rule = (schema, node, place) => {
  const own = typesIn(schema) ?? place.types;
  for (const keyword of Object.keys(schema)) {
    const its = dialect[keyword]?.about;
    if (!its || own?.some((type) => !known(type) || its.includes(type))) continue;
    const at = node.get(keyword);
    if (own) {
      const values = { keyword, about: aboutWords(its), type: typeWords(own) };
      place.report.add(diagnose('TW2007', at?.keyPlace, values));
    } else if (!settled.some((key) => key in schema)) {
      place.report.add(diagnose('TW2008', at?.keyPlace, { keyword, about: aboutWords(its) }));
      return;
    }
  }
};

const pairs = [
  ['minLength', 'maxLength', false],
  ['minItems', 'maxItems', false],
  ['minContains', 'maxContains', false],
  ['minProperties', 'maxProperties', false],
  ['minimum', 'maximum', false],
  ['exclusiveMinimum', 'maximum', true],
  ['minimum', 'exclusiveMaximum', true],
  ['exclusiveMinimum', 'exclusiveMaximum', true],
] as const;

const bounds: Rule = (schema, node, place) => {
  for (const [low, high, strict] of pairs) {
    const [least, most] = [schema[low], schema[high]];
    if (typeof least !== 'number' || typeof most !== 'number') continue;
    if (strict ? least < most : least <= most) continue;
    add(place, 'TW2030', node.get(high), { least: `${low}: ${least}`, most: `${high}: ${most}` });
  }
};

const isA: Readonly<Record<TypeName, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  object: () => false,
  array: () => false,
  null: (value) => value === null,
};

const literals: Rule = (schema, node, place) => {
  const own = typesIn(schema);
  if (!own?.every(known)) return;
  const values = [
    ...(node.get('enum')?.items() ?? []),
    ...[node.get('const')].filter((each) => each !== undefined),
  ];
  for (const value of 'enum' in schema || 'const' in schema ? values : []) {
    if (own.some((type) => isA[type as TypeName](value.json))) continue;
    add(place, 'TW2031', value, { value: brief(value.json), type: typeWords(own) });
  }
};

const tuple: Rule = (schema, node, place) => {
  if (!Array.isArray(schema.prefixItems)) return;
  const count = schema.prefixItems.length;
  if (typeof schema.minItems !== 'number' || schema.minItems < count)
    place.report.add(diagnose('TW2040', node.get('prefixItems')?.keyPlace, { count }));
};

const unique: Rule = (schema, node, place) => {
  if (schema.uniqueItems !== true) return;
  if (typeof schema.maxItems === 'number' && schema.maxItems <= MOST_UNIQUE) return;
  place.report.add(diagnose('TW2041', node.get('uniqueItems')?.keyPlace, { most: MOST_UNIQUE }));
};

const pattern: Rule = (schema, node, place) => {
  const look = (source: string, at: Where | undefined) => {
    const found = patternProblem(source);
    if (found) place.report.add(diagnose(found.code, at, { problem: found.problem }));
  };
  if (typeof schema.pattern === 'string') look(schema.pattern, node.get('pattern')?.place);
  if (schema.patternProperties)
    for (const [source, member] of node.get('patternProperties')?.entries() ?? [])
      look(source, member.keyPlace);
};

const reference: Rule = (schema, node, place) => {
  if (typeof schema.$ref !== 'string') return;
  const found = refTarget(schema.$ref);
  const at = node.get('$ref');
  const own = place.side === 'shared' ? [] : place.own;
  if (!found) return add(place, 'TW2011', at, { ref: schema.$ref });
  const names = found.own ? own : [...place.shared.keys()];
  if (names.includes(found.name)) return;
  const others = [
    ...own.map((name) => `#/$defs/${name}`),
    ...[...place.shared.keys()].map((name) => `#/schemas/${name}`),
  ];
  add(place, 'TW2010', at, { ref: schema.$ref, nearest: nearest(schema.$ref, others) });
};

const forbidden = {
  parameters: ['untrusted'],
  result: ['sanitize', 'default'],
  shared: [],
} as const;

const marks: Rule = (schema, node, place) => {
  for (const keyword of forbidden[place.side])
    if (keyword in schema)
      place.report.add(
        diagnose('TW2050', node.get(keyword)?.keyPlace, { keyword, where: `\`${place.side}\`` }),
      );
  const own = typesIn(schema);
  if ('sanitize' in schema && own && !own.includes('string'))
    place.report.add(diagnose('TW2051', node.get('sanitize')?.keyPlace, { type: typeWords(own) }));
};

export const rules: readonly Rule[] = [
  typeNames,
  format,
  about,
  bounds,
  literals,
  tuple,
  unique,
  pattern,
  reference,
  marks,
];
