import {
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  type ParsedNode,
  Parser,
  type YAMLMap,
  YAMLParseError,
} from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { bounds, MAX_DEPTH, TooDeep, tokens } from './bounds.js';
import { conflicts } from './conflict.js';
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
  const unsettled = conflicts(source);
  if (unsettled.length > 0) return { diagnostics: unsettled };
  const document = parseYaml(source.text);
  if (typeof document === 'number') return { diagnostics: [tooDeep(source, document)] };
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

const tooDeep = (source: SourceText, offset: number) =>
  diagnose('TW1002', source.place(offset, offset + 1), { most: MAX_DEPTH });

const options: ConstructorParameters<typeof Composer>[0] = {
  version: '1.2',
  schema: 'core',
  stringKeys: true,
  merge: false,
  // Its own test compares every key with every other; ours (walk.ts) is linear and knows both places.
  uniqueKeys: false,
  resolveKnownTags: false,
  logLevel: 'error',
};

/** The first document, or the offset at which the text is too deep for the parser. As `parseDocument` does it. */
function parseYaml(text: string): Document.Parsed | number {
  try {
    const [first, second] = new Composer(options).compose(nodes(text), true, text.length);
    if (second)
      first?.errors.push(
        new YAMLParseError([second.range[0], second.range[1]], 'MULTIPLE_DOCS', 'two documents'),
      );
    return first as Document.Parsed;
  } catch (error) {
    if (error instanceof TooDeep) return error.offset;
    // A broken text can be deeper for the parser than for us.
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

function* nodes(text: string): Generator<CST.Token> {
  const parser = new Parser();
  for (const token of tokens(text)) yield* parser.next(token);
  yield* parser.end();
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
