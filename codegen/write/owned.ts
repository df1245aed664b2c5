import {
  closeSync,
  type Dirent,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../src/json.js';
import { digest, MANIFEST } from '../emit/manifest.js';
import { OURS } from '../emit/printer.js';

/** A file or link in the output folder. */
export interface Found {
  readonly digest: string;
  /** Read again: thousands of texts that nobody asks for are not kept. */
  readonly text: () => string;
  /** It says so near its top, or stands in the manifest. */
  readonly ours: boolean;
  /** Exactly what the manifest says was last written there; of the manifest itself, that it can be read. */
  readonly untouched: boolean;
}

/** What is in the output folder, by paths relative to it with forward slashes. */
export interface Folder {
  readonly files: ReadonlyMap<string, Found>;
  /** Links to folders: nothing is written through them. */
  readonly links: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  /** Temporary files that a killed run left behind. */
  readonly leftovers: readonly string[];
}

/** How near the top: a merge conflict may stand before it. */
const HEAD = 1000;
const TEMPORARY = /^\..+\.(\d+)\.toolwright-tmp$/;
export const temporaryName = (name: string, pid: number): string =>
  `.${name}.${pid}.toolwright-tmp`;

/** A temporary file of a process that is gone; undefined: no temporary file at all. */
export function isLeftover(name: string): boolean | undefined {
  const pid = TEMPORARY.exec(name)?.[1];
  return pid === undefined ? undefined : !alive(Number(pid));
}

/** What stands there, or behind the link that does. A second look at each of thousands of files is a tenth of a check. */
export const targetOf = (entry: Dirent, place: string) =>
  entry.isFile() ? entry : statSync(place, { throwIfNoEntry: false });

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Path to hash, as our manifest on the disk has them. One that cannot be read names nothing: headers still do. */
export function recorded(out: string): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  for (const group of groupsIn(out))
    for (const [path, hash] of Object.entries(group)) hashes.set(path, String(hash));
  return hashes;
}

/** The files of each tool, and those of none. */
function groupsIn(out: string): readonly JsonObject[] {
  try {
    const path = join(out, MANIFEST);
    if (!statSync(path).isFile()) return [];
    const text = readFileSync(path, 'utf8');
    if (!text.includes(OURS)) return [];
    const { tools, files } = JSON.parse(text) as Record<string, Record<string, JsonObject>>;
    const ofTools = Object.values(tools ?? {}).map((tool) => tool.files);
    return [files, ...ofTools].filter(isObject);
  } catch {
    return [];
  }
}

class Survey implements Folder {
  readonly files = new Map<string, Found>();
  readonly links = new Set<string>();
  readonly folders = new Set<string>();
  readonly leftovers: string[] = [];
  readonly #out: string;
  readonly #recorded: ReadonlyMap<string, string>;
  constructor(out: string) {
    this.#out = out;
    this.#recorded = recorded(out);
    this.#walk('');
  }

  #walk(folder: string): void {
    for (const entry of readdirSync(join(this.#out, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        this.folders.add(path);
        if (entry.name !== 'node_modules' && entry.name !== '.git') this.#walk(path);
      } else this.#file(path, entry);
    }
  }

  #file(path: string, entry: Dirent): void {
    const left = isLeftover(entry.name);
    if (left) this.leftovers.push(path);
    if (left !== undefined) return;
    const place = join(this.#out, path);
    const target = targetOf(entry, place);
    if (target?.isDirectory()) this.links.add(path);
    else if (target?.isFile()) this.files.set(path, this.#found(path, place));
    else this.files.set(path, nobodys);
  }

  #found(path: string, place: string): Found {
    const recorded = this.#recorded.get(path);
    // Somebody's films are not read to the end.
    if (recorded === undefined && !headOf(place).includes(OURS)) return nobodys;
    const bytes = readFileSync(place);
    const hash = digest(bytes);
    // The manifest cannot hold its own hash; after any change of another file it changes too.
    const untouched = path === MANIFEST ? isJson(bytes) : recorded === hash;
    return { digest: hash, text: () => readFileSync(place, 'utf8'), ours: true, untouched };
  }
}

function headOf(place: string): string {
  const file = openSync(place, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    return head.toString('utf8', 0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

const nobodys: Found = { digest: '', text: () => '', ours: false, untouched: false };

function isJson(bytes: Buffer): boolean {
  try {
    return JSON.parse(bytes.toString('utf8')) !== null;
  } catch {
    return false;
  }
}

/** A folder that is not there. */
export const nothing: Folder = {
  files: new Map(),
  links: new Set(),
  folders: new Set(),
  leftovers: [],
};

/** Looks at everything in the output folder; one that does not exist is empty. Throws where it cannot be read. */
export function survey(out: string): Folder {
  return existsSync(out) ? new Survey(out) : nothing;
}
