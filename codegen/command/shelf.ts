import { join } from 'node:path';
import { isObject, memberOf } from '../../src/json.js';
import type { Entry, Shelf } from '../memory.js';
import { keep, kept } from '../write/keep.js';

type Entries = Record<string, Entry>;

/** So many files, so that an edit of one tool writes one of them anew. */
const DRAWERS = 64;

interface Drawer {
  readonly file: string;
  readonly known: Entries;
  /** What was asked for or made this time: the rest is forgotten. */
  readonly used: Entries;
  changed: boolean;
}

/** Entries in files of one folder, for one build of the compiler. They may be lost at any time. */
export class DiskShelf implements Shelf {
  readonly #folder: string;
  readonly #build: string;
  readonly #drawers = new Map<number, Drawer>();

  constructor(folder: string, build: string) {
    this.#folder = folder;
    this.#build = build;
  }

  get(key: string): Entry | undefined {
    const { known, used } = this.#drawerOf(key);
    const entry = memberOf(known, key);
    if (!entry) return undefined;
    used[key] = entry;
    return entry;
  }

  set(key: string, entry: Entry): void {
    const drawer = this.#drawerOf(key);
    drawer.used[key] = entry;
    drawer.changed = true;
  }

  save(): void {
    for (const { file, known, used, changed } of this.#drawers.values())
      if (changed || Object.keys(used).length < Object.keys(known).length)
        keep(file, JSON.stringify({ build: this.#build, entries: used }));
  }

  #drawerOf(key: string): Drawer {
    const number = (key.charCodeAt(0) * 31 + key.charCodeAt(1)) % DRAWERS;
    let drawer = this.#drawers.get(number);
    if (!drawer) {
      const file = join(this.#folder, `${number}.json`);
      drawer = { file, known: this.#read(file), used: {}, changed: false };
      this.#drawers.set(number, drawer);
    }
    return drawer;
  }

  #read(file: string): Entries {
    try {
      const { build, entries } = JSON.parse(kept(file));
      return build === this.#build && isObject(entries) ? (entries as unknown as Entries) : {};
    } catch {
      return {};
    }
  }
}
