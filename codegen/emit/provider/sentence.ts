import type { Json, JsonObject } from '../../../src/json.js';

/** Two keywords that say one thing together: `minLength` and `maxLength`. */
interface Range {
  readonly least: string;
  readonly most: string;
  readonly unit: string;
}

const ranges: readonly Range[] = [
  { least: 'minLength', most: 'maxLength', unit: ' characters' },
  { least: 'minimum', most: 'maximum', unit: '' },
  { least: 'minItems', most: 'maxItems', unit: ' items' },
  { least: 'minProperties', most: 'maxProperties', unit: ' members' },
];

const phrases: Readonly<Record<string, (value: Json) => string>> = {
  pattern: (value) => `Matches ${value}`,
  format: (value) => `Format ${value}`,
  exclusiveMinimum: (value) => `More than ${value}`,
  exclusiveMaximum: (value) => `Less than ${value}`,
  multipleOf: (value) => `A multiple of ${value}`,
  uniqueItems: () => 'No item twice',
  default: (value) => `Default ${JSON.stringify(value)}`,
  examples: (value) =>
    `For example ${(value as readonly Json[]).map((each) => JSON.stringify(each)).join(', ')}`,
  deprecated: () => 'Deprecated',
};

/** What a model is told of keywords that cannot be sent: short sentences for the description. */
export function sentences(keywords: JsonObject): string[] {
  const rest = new Map(Object.entries(keywords));
  if (rest.size === 0) return [];
  const out: string[] = [];
  for (const { least, most, unit } of ranges) {
    const said = range(rest.get(least), rest.get(most), unit);
    if (said) out.push(said);
    rest.delete(least);
    rest.delete(most);
  }
  const schema: Record<string, Json> = {};
  for (const [keyword, value] of rest) {
    const phrase = phrases[keyword];
    if (!phrase) schema[keyword] = value;
    else if (value !== false) out.push(phrase(value));
  }
  if (Object.keys(schema).length > 0)
    out.push(`Must also match the JSON Schema ${JSON.stringify(schema)}`);
  return out;
}

function range(least: Json | undefined, most: Json | undefined, unit: string): string | undefined {
  if (least !== undefined && most !== undefined)
    return least === most ? `Exactly ${least}${unit}` : `${least} to ${most}${unit}`;
  if (least !== undefined) return `At least ${least}${unit}`;
  return most === undefined ? undefined : `At most ${most}${unit}`;
}

/** A description and what follows it, each a sentence. */
export function described(description: string, more: readonly string[]): string {
  const [first, ...rest] = [description.trim(), ...more].filter((each) => each !== '');
  if (first === undefined) return '';
  return [first, ...rest].reduce(
    (text, next) => `${text}${/[.!?:]$/.test(text) ? '' : '.'} ${next}`,
  );
}
