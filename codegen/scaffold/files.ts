import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit } from '../../src/json.js';
import { digest } from '../emit/manifest.js';
import type { Ending } from '../layout.js';
import { LEADS_OUT } from '../write/folder.js';
import { isLeftover, targetOf } from '../write/owned.js';

/** A file that may hold the handler of a tool. */
export interface HandlerFile {
  /** Its name in the folder. */
  readonly file: string;
  readonly text: string;
  readonly digest: string;
}

/** Its lines would be shown where it does not parse. */
const leadsOut = (path: string) => Object.assign(new Error('leads out'), { path, code: LEADS_OUT });

/** What `import './x.js'` finds, in this order. */
const ENDINGS = ['.ts', '.tsx', '.js'];
const HANDLER = /^([A-Za-z_]\w*)(\.tsx?|\.js)$/;

/** The file in a folder that `import './x.js'` finds: the handler of tool x. */
export const handlerFileOf = (folder: string, tool: string): string | undefined =>
  ENDINGS.map((ending) => tool + ending).find((file) => existsSync(join(folder, file)));

/** Paths of temporary files that a killed run left behind. */
export const leftoversIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(isLeftover)
        .map((file) => join(folder, file))
    : [];

/**
 * Handler files by the name of their tool: those that an import would find. Throws where one cannot be read, or is a
 * link to a place that the project does not hold.
 */
export function handlerFiles(
  folder: string,
  imports: Ending = 'js',
  holds: (path: string) => boolean = () => true,
): ReadonlyMap<string, HandlerFile> {
  // `import './x.ts'` finds that file alone.
  const endings = imports === 'ts' ? ['.ts'] : ENDINGS;
  const files = new Map<string, string>();
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => byCodeUnit(a.name, b.name))) {
    const file = entry.name;
    const [, name = '', ending = ''] = HANDLER.exec(file) ?? [];
    const before = files.get(name)?.slice(name.length);
    const better = before === undefined || endings.indexOf(ending) < endings.indexOf(before);
    if (!endings.includes(ending) || !better || !targetOf(entry, join(folder, file))?.isFile())
      continue;
    if (entry.isSymbolicLink() && !holds(join(folder, file))) throw leadsOut(join(folder, file));
    files.set(name, file);
  }
  const read = (file: string) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return { file, text, digest: digest(text) };
  };
  return new Map([...files].map(([name, file]) => [name, read(file)]));
}
