import { createHash } from 'node:crypto';
import type { ToolIr } from './ir.js';

/** What was worked out of the text of a tool. */
export interface Entry {
  readonly tool: ToolIr;
  /** Texts made of its meaning alone, by their kind. */
  readonly texts: Record<string, string>;
}

/** Where entries are kept between runs, by a hash of everything they were made of. */
export interface Shelf {
  get(key: string): Entry | undefined;
  set(key: string, entry: Entry): void;
}

/** What is known of tools from earlier runs. A speed-up: whatever it forgets is worked out again. */
export class Memory {
  readonly #shelf: Shelf | undefined;
  readonly #entries = new WeakMap<ToolIr, Entry>();
  constructor(shelf?: Shelf) {
    this.#shelf = shelf;
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

  async textLater(kind: string, tool: ToolIr, make: () => Promise<string>): Promise<string> {
    const { texts } = this.#entryOf(tool);
    texts[kind] ??= await make();
    return texts[kind];
  }

  #entryOf(tool: ToolIr): Entry {
    const entry = this.#entries.get(tool) ?? { tool, texts: {} };
    this.#entries.set(tool, entry);
    return entry;
  }
}

/** The key of what is made of these texts. */
export function keyOf(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('base64url');
}
