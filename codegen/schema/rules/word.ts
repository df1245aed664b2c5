import { type Json, memberOf } from '../../../src/json.js';
import { nearest } from '../../../src/text/nearest.js';
import { diagnose } from '../../diagnostics/index.js';
import { dialect, types } from '../dialect.js';
import { refTarget } from '../draft.js';
import { typesIn } from '../object.js';
import { formatNames, refusedFormats, refusedTypes } from '../refused.js';
import { aboutWords, typeWords } from '../words.js';
import { known, type Rule } from './rule.js';

const typeNames: Rule = (schema, node, place) => {
  for (const type of typesIn(schema) ?? []) {
    if (known(type)) continue;
    const name = String(type);
    const near = nearest(name, types);
    const other = Object.hasOwn(refusedTypes, name.toLowerCase())
      ? refusedTypes[name.toLowerCase()]
      : undefined;
    const instead = other ?? (near && `did you mean \`${near}\`?`);
    place.report.add(diagnose('TW2005', node.get('type')?.place, { type: name, instead }));
  }
};

const format: Rule = (schema, node, place) => {
  if (schema.format === undefined) return;
  const name = String(schema.format);
  if (formatNames.includes(name as (typeof formatNames)[number])) return;
  const near = nearest(name, formatNames);
  const other = memberOf(refusedFormats, name);
  const instead =
    other ?? (near ? `did you mean \`${near}\`?` : `write one of ${formatNames.join(', ')}`);
  place.report.add(diagnose('TW2006', node.get('format')?.place, { format: name, instead }));
};

const settled = ['enum', 'const', '$ref', 'allOf'];

/** A keyword tests only values of its own types. */
const about: Rule = (schema, node, place) => {
  const own = typesIn(schema) ?? place.types;
  for (const keyword of Object.keys(schema)) {
    const its = dialect[keyword]?.about;
    const fits = (type: Json) => !known(type) || its?.includes(type);
    if (!its || own?.some(fits) || (!own && place.beside?.some(fits))) continue;
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

const reference: Rule = (schema, node, place) => {
  if (typeof schema.$ref !== 'string') return;
  const found = refTarget(schema.$ref);
  const at = node.get('$ref');
  const own = place.side === 'shared' ? [] : place.own;
  if (!found) return place.report.add(diagnose('TW2011', at?.place, { ref: schema.$ref }));
  const names = found.own ? own : [...place.shared.keys()];
  if (names.includes(found.name)) return;
  const others = [
    ...own.map((name) => `#/$defs/${name}`),
    ...[...place.shared.keys()].map((name) => `#/schemas/${name}`),
  ];
  place.report.add(
    diagnose('TW2010', at?.place, { ref: schema.$ref, nearest: nearest(schema.$ref, others) }),
  );
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

export const wordRules: readonly Rule[] = [typeNames, format, about, reference, marks];
