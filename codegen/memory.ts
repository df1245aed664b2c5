import { createHash } from 'node:crypto';
import type { OutFile } from './emit/emitter.js';
import { digest } from './emit/manifest.js';
import type { ToolIr } from './ir.js';

/** What was worked out of the text of a tool. */
export interface Entry {
  readonly tool: ToolIr;
  /** Texts made of its meaning alone, by their kind. */
  readonly texts: Record<string, string>;
  /** The digests of its files, by their paths. */
  readonly digests: Record<string, string>;
}

/** Where entries are kept between runs, by a hash of everything they were made of. */
export interface Shelf {
  get(key: string): Entry | undefined;
  set(key: string, entry: Entry): void;
}

/** Files that are there already, by their paths. */
type Standing = ReadonlyMap<string, { readonly digest: string; readonly text: () => string }>;

/** What is known of tools from earlier runs. A speed-up: whatever it forgets is worked out again. */
export class Memory {
  readonly #shelf: Shelf | undefined;
  readonly #standing: Standing;
  readonly #entries = new WeakMap<ToolIr, Entry>();
  constructor(shelf?: Shelf, standing: Standing = new Map()) {
    this.#shelf = shelf;
    this.#standing = standing;
  }

  recall(key: string): ToolIr | undefined {
    const entry = this.#shelf?.get(key);
    if (entry) this.#entries.set(entry.tool, entry);
    return entry?.tool;
  }

  keep(key: string, tool: ToolIr): void {
    this.#shelf?.set(key, this.#entryOf(tool));
  }

  /** A text that follows from the meaning of a tool and from nothing else: made once. */
  text(kind: string, tool: ToolIr, make: () => string): string {
    const { texts } = this.#entryOf(tool);
    texts[kind] ??= make();
    return texts[kind];
  }

  /** A file that follows from the meaning of a tool and from nothing else. Not made where it stands as it should. */
  async file(path: string, tool: ToolIr, make: () => string | Promise<string>): Promise<OutFile> {
    const { digests } = this.#entryOf(tool);
    const found = this.#standing.get(path);
    if (found && found.digest === digests[path]) return standing(path, found.digest, found.text);
    const text = await make();
    digests[path] = digest(text);
    return { path, text, digest: digests[path] };
  }

  #entryOf(tool: ToolIr): Entry {
    const entry = this.#entries.get(tool) ?? { tool, texts: {}, digests: {} };
    this.#entries.set(tool, entry);
    return entry;
  }
}

const standing = (path: string, digest: string, read: () => string): OutFile => ({
  path,
  digest,
  get text() {
    return read();
  },
});

/** The key of what is made of these texts. */
export function keyOf(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('base64url');
}
