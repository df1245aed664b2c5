import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

/** The folders of a project; absolute. */
export interface Folders {
  /** Where generated files go. */
  readonly out: string;
  readonly handlers: string;
  /** Where tools.yaml stands, and package.json: everything in them that is not ours must survive. */
  readonly roots: readonly string[];
}

/** The path with every link on it followed, as far as it exists. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
  }
}

/** Whether `path` is `folder` or stands somewhere below it. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return (
    way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^([A-Za-z]:|[\\/])/.test(way))
  );
}

/** What is there; undefined where nothing is, or where it cannot be known before it is written to. */
function look(stat: typeof lstatSync, path: string) {
  try {
    return stat(path);
  } catch {
    return undefined;
  }
}

const isFile = (path: string): boolean => look(statSync, path)?.isDirectory() === false;
const isLink = (path: string): boolean => look(lstatSync, path)?.isSymbolicLink() === true;

/** What belongs to another tool as a whole; a folder of one's own inside of node_modules is another matter. */
function anothers(place: string): string | undefined {
  if (basename(place) === 'node_modules') return 'is where packages are installed';
  return place.split(sep).includes('.git') ? 'belongs to git' : undefined;
}

/** Why generated files must not go there; undefined where they may. */
export function refuseOut({ out, roots }: Folders): string | undefined {
  const place = real(out);
  const realRoots = roots.map(real);
  if (dirname(place) === place) return 'is the root of the disk';
  const whose = anothers(place);
  if (whose !== undefined) return whose;
  if (realRoots.includes(place)) return 'is the folder of the project itself';
  if (realRoots.some((root) => isWithin(root, place))) return 'holds the project';
  if (leadsOut(out, roots)) return 'leads out of the project through a link';
  return isFile(out) ? 'is a file' : undefined;
}

/** Meant to be inside of the project, or a link itself, and in truth elsewhere. */
function leadsOut(folder: string, roots: readonly string[]): boolean {
  const meantInside = roots.some((root) => isWithin(folder, root)) || isLink(folder);
  return meantInside && !roots.some((root) => isWithin(real(folder), real(root)));
}

/** The code of an error about a file that is a link to elsewhere. */
export const LEADS_OUT = 'LEADS_OUT';

/** Whether a file stands in one of the folders, links followed. */
export const holds = (folders: readonly string[], path: string): boolean =>
  folders.some((folder) => isWithin(real(path), real(folder)));

/** Why people's handlers must not be there; undefined where they may. */
export function refuseHandlers({ out, handlers, roots }: Folders): string | undefined {
  const place = real(handlers);
  if (dirname(place) === place) return 'is the root of the disk';
  const whose = anothers(place);
  if (whose !== undefined) return whose;
  if (isWithin(place, real(out))) return 'is inside of the output folder';
  if (leadsOut(handlers, roots)) return 'leads out of the project through a link';
  return isFile(handlers) ? 'is a file' : undefined;
}
