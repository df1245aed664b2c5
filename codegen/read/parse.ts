import { type Document, isMap, isScalar, type ParsedNode, parseDocument, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { bounds, MAX_DEPTH } from './bounds.js';
import { problems } from './problem.js';
import type { SourceText } from './text.js';

export interface Parsed {
  /** The root map. Absent when the text is no YAML map: then `diagnostics` says why. */
  readonly root?: YAMLMap.Parsed;
  readonly diagnostics: readonly Diagnostic[];
}

/** Text to YAML nodes: bounds first, then the grammar. Never throws. */
export function parse(source: SourceText): Parsed {
  const refused = bounds(source);
  if (refused) return { diagnostics: [refused] };
  const document = parseYaml(source.text);
  if (!document) return { diagnostics: [tooDeep(source)] };
  const diagnostics = [...directives(source, document), ...problems(source, document)];
  if (diagnostics.length > 0) return { diagnostics };
  return rootOf(source, document.contents);
}

function rootOf(source: SourceText, contents: ParsedNode | null): Parsed {
  if (isMap(contents)) return { root: contents as YAMLMap.Parsed, diagnostics: [] };
  if (!contents || (isScalar(contents) && contents.value === null))
    return { diagnostics: [diagnose('TW1015', source.place(0, 1), {})] };
  const [start, end] = contents.range;
  const got = isScalar(contents) ? 'one plain value' : 'a list';
  return { diagnostics: [diagnose('TW1016', source.place(start, end), { got })] };
}

const tooDeep = (source: SourceText) => diagnose('TW1002', source.place(0, 1), { most: MAX_DEPTH });

/** Undefined where the parser ran out of stack on a broken text. */
function parseYaml(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      stringKeys: true,
      merge: false,
      // Its own test compares every key with every other; ours (walk.ts) is linear and knows both places.
      uniqueKeys: false,
      resolveKnownTags: false,
      prettyErrors: false,
      // `silent` would also silence the error of a second document.
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A %YAML directive overrides the version asked for. */
function directives(source: SourceText, document: Document.Parsed): Diagnostic[] {
  const directive = /^%\S+.*$/m.exec(source.text);
  const { yaml, tags } = document.directives;
  const found = yaml.explicit || Object.keys(tags).length > 1;
  if (!found || !directive) return [];
  const end = directive.index + directive[0].length;
  const name = directive[0].trim();
  return [diagnose('TW1006', source.place(directive.index, end), { directive: name })];
}
