import { isObject, type Json } from '../../../src/json.js';
import type { Place } from '../../diagnostic.js';
import { diagnose } from '../../diagnostics/index.js';
import { isOf } from '../dialect.js';
import type { Draft } from '../draft.js';
import { typesIn } from '../object.js';
import { patternProblem } from '../pattern/index.js';
import { brief, typeWords } from '../words.js';
import { known, type Rule } from './rule.js';

/** The most items that are compared each with each: 5000 objects took a second. */
const MOST_UNIQUE = 1000;

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
    place.report.add(
      diagnose('TW2030', node.get(high)?.place, {
        least: `${low}: ${least}`,
        most: `${high}: ${most}`,
      }),
    );
  }
};

/** Between 0.2 and 0.8 there is no whole number, and no multiple of 3 between 4 and 5. */
const between: Rule = (schema, node, place) => {
  const [low, high] = edgesOf(schema);
  if (!low || !high) return;
  // Of these `bounds` speaks.
  if (low.value > high.value || (low.value === high.value && (low.strict || high.strict))) return;
  const whole = typesIn(schema)?.every((type) => type === 'integer');
  const step = typeof schema.multipleOf === 'number' ? schema.multipleOf : whole ? 1 : undefined;
  // Other steps than whole ones are not exact in doubles: the validator has the last word on those.
  if (step === undefined || !Number.isInteger(step) || step > Number.MAX_SAFE_INTEGER) return;
  const first = Math.ceil(low.value / step);
  const least = first * step === low.value && low.strict ? first + 1 : first;
  const last = Math.floor(high.value / step);
  const most = last * step === high.value && high.strict ? last - 1 : last;
  if (least <= most || !Number.isSafeInteger(least) || !Number.isSafeInteger(most)) return;
  place.report.add(
    diagnose('TW2030', node.get(high.key)?.place, {
      least: `${low.key}: ${low.value}`,
      most: `${high.key}: ${high.value}`,
      of: step === 1 ? 'whole number' : `multiple of ${step}`,
    }),
  );
};

/** An integer of a call is one that a double holds exactly, whatever its schema says. */
const exact: Rule = (schema, node, place) => {
  // What a shared schema says may be of a result alone.
  if (place.side !== 'parameters') return;
  if (!typesIn(schema)?.every((type) => type === 'integer')) return;
  const [low, high] = edgesOf(schema);
  const most = Number.MAX_SAFE_INTEGER;
  const beyond = (value: number, strict: boolean) => (strict ? value >= most : value > most);
  const tell = (key: string, values: { readonly least: string; readonly most: string }) =>
    place.report.add(
      diagnose('TW2030', node.get(key)?.place, {
        ...values,
        of: 'whole number that every reader of JSON keeps',
      }),
    );
  if (low && beyond(low.value, low.strict))
    tell(low.key, { least: `${low.key}: ${low.value}`, most: `${most}` });
  if (high && beyond(-high.value, high.strict))
    tell(high.key, { least: `${-most}`, most: `${high.key}: ${high.value}` });
};

const edgesOf = (schema: Draft) =>
  [
    edge(schema, 'minimum', 'exclusiveMinimum', Math.max),
    edge(schema, 'maximum', 'exclusiveMaximum', Math.min),
  ] as const;

/** The tighter of an edge and one that is itself left out. */
function edge(schema: Draft, at: string, beyond: string, tighter: typeof Math.max) {
  if (schema[at] === undefined && schema[beyond] === undefined) return undefined;
  const found = [
    { key: beyond, value: schema[beyond], strict: true },
    { key: at, value: schema[at], strict: false },
  ].filter((each): each is Edge => typeof each.value === 'number');
  const value = tighter(...found.map((each) => each.value));
  return found.find((each) => each.value === value);
}

interface Edge {
  readonly key: string;
  readonly value: number;
  readonly strict: boolean;
}

const literals: Rule = (schema, node, place) => {
  const { const: only, enum: several } = schema;
  if (only !== undefined && Array.isArray(several) && !several.includes(only)) {
    const values = { a: brief(only), b: brief(several as Json) };
    place.report.add(diagnose('TW2032', node.get('const')?.place, values));
  }
  const own = typesIn(schema);
  if (!own?.every(known)) return;
  const values = [
    ...(node.get('enum')?.items() ?? []),
    ...[node.get('const')].filter((each) => each !== undefined),
  ];
  for (const value of 'enum' in schema || 'const' in schema ? values : []) {
    if (own.some((type) => isOf(value.json, type))) continue;
    place.report.add(
      diagnose('TW2031', value?.place, { value: brief(value.json), type: typeWords(own) }),
    );
  }
};

/** A property that may not be there and must. */
const never: Rule = (schema, node, place) => {
  for (const item of node.get('required')?.items() ?? []) {
    const name = String(item.json);
    if (!isObject(schema.properties) || schema.properties[name] !== false) continue;
    const values = { a: `required: [${name}]`, b: `${name}: false` };
    place.report.add(diagnose('TW2032', node.get('properties')?.get(name)?.place, values));
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

/** Each is tested inside of the one before: some thousand more, and no stack holds what is made of it. */
const MOST_PARTS = 1000;

const parts: Rule = (schema, node, place) => {
  for (const keyword of ['oneOf', 'anyOf', 'patternProperties']) {
    const count = Object.keys(schema[keyword] ?? {}).length;
    if (count > MOST_PARTS)
      place.report.add(
        diagnose('TW2045', node.get(keyword)?.keyPlace, { keyword, count, most: MOST_PARTS }),
      );
  }
};

const company: Rule = (schema, node, place) => {
  const say = (key: string, keyword: string, needs: string) =>
    place.report.add(diagnose('TW2044', node.get(key)?.keyPlace, { keyword, needs }));
  for (const key of ['minContains', 'maxContains'])
    if (key in schema && !('contains' in schema)) say(key, key, 'contains');
  if (schema.maxContains === 0 && 'contains' in schema && !('minContains' in schema))
    say('maxContains', 'maxContains: 0', 'minContains: 0');
  if (schema.minContains === 0 && 'contains' in schema && !('maxContains' in schema))
    say('minContains', 'minContains: 0', 'maxContains');
};

const pattern: Rule = (schema, node, place) => {
  const look = (source: string, at: Place | undefined) => {
    const found = patternProblem(source);
    if (found) place.report.add(diagnose(found.code, at, { problem: found.problem }));
  };
  if (typeof schema.pattern === 'string') look(schema.pattern, node.get('pattern')?.place);
  if (schema.patternProperties)
    for (const [source, member] of node.get('patternProperties')?.entries() ?? [])
      look(source, member.keyPlace);
};

export const valueRules: readonly Rule[] = [
  bounds,
  between,
  exact,
  literals,
  never,
  tuple,
  unique,
  parts,
  company,
  pattern,
];
