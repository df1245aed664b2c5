import type { Diagnostic, Place } from '../diagnostic.js';
import type { Row } from '../report.js';
import { include } from './include.js';
import { lint } from './lint.js';
import { meaning } from './meaning.js';
import { output } from './output.js';
import { provider } from './provider.js';
import { schema } from './schema.js';
import { structure } from './structure.js';
import { yaml } from './yaml.js';

/** Every diagnostic of the compiler. Closed: a code that is not here does not exist, and no code is used twice. */
export const table = {
  ...yaml,
  ...include,
  ...structure,
  ...schema,
  ...meaning,
  ...output,
  ...provider,
  ...lint,
};

export type Code = keyof typeof table;
/** What fills the sentences of a code in. */
export type ValuesOf<C extends Code> = (typeof table)[C] extends Row<infer Values> ? Values : never;
export type Related = NonNullable<Diagnostic['related']>;

/** Makes the diagnostic of a code. `place` is absent only where there is no text to point at. */
export function diagnose<C extends Code>(
  code: C,
  place: Place | undefined,
  values: ValuesOf<C>,
  related?: Related,
): Diagnostic {
  // The row of `code` takes exactly `ValuesOf<C>`; TypeScript cannot see that through an indexed access.
  const row = table[code] as Row<ValuesOf<C>>;
  return {
    code,
    severity: row.severity,
    message: row.message(values),
    why: row.why,
    help: row.help(values),
    ...(place && { place }),
    ...(related && { related }),
  };
}
