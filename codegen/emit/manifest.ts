import { createHash } from 'node:crypto';
import type { Catalog } from '../ir.js';
import type { OutFile } from './emitter.js';
import { OURS } from './printer.js';

export const MANIFEST = 'manifest.json';

/** The first 32 hex digits of the SHA-256 of a text: enough to see that a file was changed by hand. */
export const digest = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32);

export const digestOf = (file: OutFile): string => file.digest ?? digest(file.text);

/** A file of one tool: `tools/<name>.ts` or `validators/<name>.ts`. */
function ownerOf(path: string, tools: ReadonlySet<string>): string | undefined {
  const name = /^(?:tools|validators)\/(\w+)\.ts$/.exec(path)?.[1];
  return name !== undefined && tools.has(name) ? name : undefined;
}

type Entry = readonly [string, string];
const members = (entries: readonly Entry[]): string[] =>
  entries.map(([key, text]) => `${JSON.stringify(key)}: ${text}`);
const inline = (entries: readonly Entry[]): string => `{ ${members(entries).join(', ')} }`;
const lines = (entries: readonly Entry[]): string =>
  entries.length === 0 ? '{}' : `{\n    ${members(entries).join(',\n    ')}\n  }`;

/** `generated/manifest.json`: one line a tool, so that two branches that change a tool each merge by themselves. */
export function manifest(catalog: Catalog, files: readonly OutFile[], compiler: string): OutFile {
  const names = new Set(catalog.tools.map((tool) => tool.name));
  const owned = new Map<string | undefined, Entry[]>();
  for (const file of files) {
    const owner = ownerOf(file.path, names);
    const entries = owned.get(owner) ?? [];
    owned.set(owner, [...entries, [file.path, JSON.stringify(digestOf(file))]]);
  }
  const tools = catalog.tools.map(({ name, hash }): Entry => {
    const own = inline(owned.get(name) ?? []);
    return [
      name,
      inline([
        ['hash', JSON.stringify(hash)],
        ['files', own],
      ]),
    ];
  });
  const text = `{
  "//": ${JSON.stringify(OURS)},
  "compiler": ${JSON.stringify(compiler)},
  "tools": ${lines(tools)},
  "files": ${lines(owned.get(undefined) ?? [])}
}
`;
  return { path: MANIFEST, text };
}
