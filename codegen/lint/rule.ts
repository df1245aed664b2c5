import type { Diagnostic, Place } from '../diagnostic.js';
import { type Code, diagnose, type Related, type ValuesOf } from '../diagnostics/index.js';
import type { Catalog, ToolIr } from '../ir.js';
import type { File } from '../lower/file.js';
import type { SourceNode } from '../source.js';
import type { Tokenizer } from '../tokens.js';

/** What rules look at: a file that compiles, as it is written and as it is meant. */
export interface Linted {
  readonly file: File;
  readonly catalog: Catalog;
  readonly tokenizer: Tokenizer;
  /** What recheck calls a pattern; undefined where it is not installed. */
  readonly recheck: ((pattern: string) => string) | undefined;
}

export interface Finding {
  readonly diagnostic: Diagnostic & { readonly place: Place };
  /** The tool, level or schema it belongs to: a comment there silences it as well. */
  readonly owner: Place;
}

/** One kind of risk. Rules do not depend on each other. */
export type Rule = (about: Linted) => Iterable<Finding>;

export function finding<C extends Code>(
  code: C,
  place: Place,
  values: ValuesOf<C>,
  owner: SourceNode,
  related?: Related,
): Finding {
  return {
    diagnostic: { ...diagnose(code, place, values, related), place },
    owner: owner.keyPlace,
  };
}

/** Every tool with its text. */
export function* toolsOf({ catalog, file }: Linted): Generator<readonly [ToolIr, SourceNode]> {
  for (const tool of catalog.tools) {
    const node = file.tools.get(tool.name);
    if (node) yield [tool, node];
  }
}
