import { createHash } from 'node:crypto';
import type { Catalog } from '../ir.js';
import type { OutFile } from './emitter.js';
import { OURS } from './printer.js';

export const MANIFEST = 'manifest.json';

/** The first 32 hex digits of the SHA-256 of a text: enough to see that a file was changed by hand. */
export const digest = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32);

/** A file of one tool: `tools/<name>.ts` or `validators/<name>.ts`. */
function ownerOf(path: string, tools: ReadonlySet<string>): string | undefined {
  const name = /^(?:tools|validators)\/(\w+)\.ts$/.exec(path)?.[1];
  return name !== undefined && tools.has(name) ? name : undefined;
}

type Entry = readonly [string, unknown];
const line = ([key, value]: Entry): string =>
  `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
const lines = (entries: readonly Entry[]): string =>
  entries.length === 0 ? '{}' : `{\n${entries.map(line).join(',\n')}\n  }`;

/** `generated/manifest.json`: one line a tool, so that two branches that change a tool each merge by themselves. */
export function manifest(catalog: Catalog, files: readonly OutFile[], compiler: string): OutFile {
  const names = new Set(catalog.tools.map((tool) => tool.name));
  const owned = new Map<string | undefined, Record<string, string>>();
  for (const { path, text } of files) {
    const owner = ownerOf(path, names);
    owned.set(owner, { ...owned.get(owner), [path]: digest(text) });
  }
  const tools = catalog.tools.map(({ name, hash }): Entry => {
    return [name, { hash, files: owned.get(name) ?? {} }];
  });
  const text = `{
  "//": ${JSON.stringify(OURS)},
  "compiler": ${JSON.stringify(compiler)},
  "tools": ${lines(tools)},
  "files": ${lines(Object.entries(owned.get(undefined) ?? {}))}
}
`;
  return { path: MANIFEST, text };
}
