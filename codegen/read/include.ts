import { posix } from 'node:path';
import { isObject } from '../../src/json.js';
import { nearest } from '../../src/text/nearest.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import type { SourceNode } from '../source.js';
import type { Input, Source, Text } from './input.js';
import { JoinedNode } from './node.js';

/** What an included file may hold: sections whose members have names. */
const SECTIONS = ['schemas', 'permissions', 'rate_limits', 'sanitizers', 'tools'];

type ReadFile = (file: string, text: Text) => Source;

/** The main file with the members of the included ones behind its own. */
export function join(main: Source, root: SourceNode, input: Input, readFile: ReadFile): Source {
  const include = root.get('include');
  if (!include) return main;
  const diagnostics = [...main.diagnostics];
  const add = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const sources = [...load(include, input, readFile, add)];
  const parts = sources.flatMap((part) => part.root ?? []);
  // What stands in a file that cannot be read is missing everywhere: to say so too would be an echo.
  if (parts.length < sources.length) return { diagnostics };
  for (const part of parts) checkKeys(part, add);
  const members = new Map(root.entries());
  for (const section of SECTIONS) {
    const joined = joinSection(section, [root, ...parts], add);
    if (joined) members.set(section, joined);
  }
  const aliased = [main, ...sources].some((source) => source.aliased);
  return { root: new JoinedNode(root, members), diagnostics, aliased };
}

type Add = (diagnostic: Diagnostic) => void;

/** A file that cannot be read is a source without a root. Entries that are no text are for the check of the shape. */
function* load(include: SourceNode, input: Input, readFile: ReadFile, add: Add): Iterable<Source> {
  const seen = new Set([posix.basename(input.file)]);
  for (const item of include.items()) {
    const path = item.json;
    if (typeof path !== 'string') continue;
    if (!isInside(path)) {
      add(diagnose('TW1031', item.place, { path }));
      yield nothing;
      continue;
    }
    const normal = posix.normalize(path);
    if (seen.has(normal)) add(diagnose('TW1034', item.place, { path }));
    else yield loadOne(normal, item, input, readFile, add);
    seen.add(normal);
  }
}

const nothing: Source = { diagnostics: [] };

function loadOne(
  path: string,
  item: SourceNode,
  input: Input,
  readFile: ReadFile,
  add: Add,
): Source {
  const loaded = input.load(path);
  if ('error' in loaded) {
    add(diagnose('TW1030', item.place, { path, problem: loaded.error }));
    return nothing;
  }
  const part = readFile(posix.join(posix.dirname(input.file), path), loaded);
  for (const diagnostic of part.diagnostics) add(diagnostic);
  return part;
}

/** A relative path below the folder, with forward slashes; no drive, no scheme. */
const isInside = (path: string): boolean =>
  path !== '' && !/^[/~]|[\\:\0]/.test(path) && !/^\.\.(\/|$)/.test(posix.normalize(path));

function checkKeys(part: SourceNode, add: Add): void {
  for (const [key, node] of part.entries()) {
    if (SECTIONS.includes(key)) continue;
    add(diagnose('TW1032', node.keyPlace, { key, nearest: nearest(key, SECTIONS) }));
  }
}

/** Undefined where no included file has the section, or where one of them is no map. */
function joinSection(
  section: string,
  files: readonly SourceNode[],
  add: Add,
): SourceNode | undefined {
  const nodes = files.flatMap((file) => file.get(section) ?? []);
  const [first] = nodes;
  if (!first || (nodes.length === 1 && files[0]?.get(section))) return undefined;
  const broken = nodes.find((node) => !isMapNode(node));
  if (broken) return broken;
  const members = new Map<string, SourceNode>();
  for (const [key, node] of nodes.flatMap((each) => each.entries())) {
    const before = members.get(key);
    if (!before) members.set(key, node);
    else add(duplicate(section, key, node, before));
  }
  return new JoinedNode(first, members);
}

const isMapNode = (node: SourceNode): boolean => node.entries().length > 0 || isObject(node.json);

const duplicate = (
  section: string,
  key: string,
  node: SourceNode,
  before: SourceNode,
): Diagnostic =>
  diagnose('TW1033', node.keyPlace, { section, key }, [
    { message: 'it stands here first', place: before.keyPlace },
  ]);
