import { freeNames } from '../printer.js';
import { closure, type Reading, referencesIn, type Words } from './reading.js';

export interface Declared {
  readonly name: string;
  readonly reading: Reading;
  readonly definition: string;
}

/** Names of definitions in each reading. */
export interface Names {
  readonly declared: readonly Declared[];
  readonly nameIn: (reading: Reading, definition: string) => string | undefined;
}

/** `shipping-address` → `ShippingAddress` */
export const pascal = (text: string): string => {
  const words = text.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return words.map((word) => (word[0] ?? '').toUpperCase() + word.slice(1)).join('') || 'Schema';
};

/**
 * Every definition gets one name, or one for each way it is read where these differ: with defaults the plain one, then
 * with the kind of the reading after it. The tool's own name comes first, so that pages never clash.
 */
export function nameDefinitions(
  typeName: string,
  readings: Readonly<Record<string, Reading>>,
  words: Words,
): Names {
  const named = new Map<Reading, Map<string, string>>();
  const byMeaning = new Map<string, string>();
  const declared: Declared[] = [];
  const taken = new Set(['Input', 'Arguments', 'Result'].map((kind) => typeName + kind));
  for (const [kind, reading] of Object.entries(readings)) {
    const own = new Map<string, string>();
    named.set(reading, own);
    for (const definition of reached(reading, words)) {
      const schema = reading.definitions.get(definition) ?? {};
      const meaning = `${definition} ${closure(schema, reading, words)}`;
      const known = byMeaning.get(meaning);
      const plain = typeName + pascal(definition);
      const first = !declared.some((each) => each.definition === definition);
      const name = known ?? freeNames([first ? plain : plain + kind], taken)[0] ?? plain;
      own.set(definition, name);
      if (known !== undefined) continue;
      byMeaning.set(meaning, name);
      taken.add(name);
      declared.push({ name, reading, definition });
    }
  }
  return { declared, nameIn: (reading, definition) => named.get(reading)?.get(definition) };
}

function reached(reading: Reading, words: Words): readonly string[] {
  const found = new Set<string>();
  const visit = (schema: Parameters<typeof referencesIn>[0]): void => {
    for (const word of referencesIn(schema)) {
      const name = words.nameOf(word);
      if (name === undefined || found.has(name)) continue;
      found.add(name);
      visit(reading.definitions.get(name) ?? {});
    }
  };
  if (reading.definitions.size > 0) visit(reading.root);
  return [...found];
}
