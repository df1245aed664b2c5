import type { Diagnostic, Place } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { identifierOf } from '../lower/name.js';
import type { SourceNode } from '../source.js';

/** The names of all tools, in written order, and where they stand: what there is to see of all of them at once. */
export interface Outline {
  /** Where `tools:` stands. */
  readonly place: Place;
  readonly names: readonly (readonly [string, Place])[];
}

/** Of `tools` in Chat Completions (OpenAI API reference). */
const MOST_TOOLS = 128;

export function outlineOf(root: SourceNode): Outline {
  const tools = root.get('tools');
  const names = tools?.entries().map(([name, { keyPlace }]) => [name, keyPlace] as const);
  return { place: (tools ?? root).keyPlace, names: names ?? [] };
}

/** What is wrong with tools together, each of which is right. */
export function checkAcross(outline: Outline): readonly Diagnostic[] {
  const count = outline.names.length;
  const many =
    count > MOST_TOOLS ? [diagnose('TW5002', outline.place, { count, most: MOST_TOOLS })] : [];
  const lower = (name: string) => name.toLowerCase();
  const sameFile = [...clashes(outline, lower)].map(({ a, b, place, related }) =>
    diagnose('TW3011', place, { a, b }, related),
  );
  // Types are in PascalCase: two identifiers that differ only in their first letter would share them.
  const sameName = [...clashes(outline, identifierOf)]
    .filter(({ a, b }) => lower(a) !== lower(b))
    .map(({ a, b, place, same: identifier, related }) =>
      diagnose('TW3010', place, { a, b, identifier }, related),
    );
  return [...many, ...sameFile, ...sameName];
}

/** The tools whose names come to the same, each with the first that had it. */
function* clashes({ names }: Outline, of: (name: string) => string) {
  const first = new Map<string, { readonly name: string; readonly place: Place }>();
  for (const [name, place] of names) {
    const same = of(name);
    const earlier = first.get(same);
    const related = earlier && [{ message: 'the other one', place: earlier.place }];
    if (earlier) yield { a: earlier.name, b: name, place, same, related };
    else first.set(same, { name, place });
  }
}
