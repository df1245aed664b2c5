import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { nearest } from '../../src/text/nearest.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { compilerVersion, type Layout } from '../layout.js';
import type { Input } from '../read/index.js';
import { holds, refuseHandlers, refuseOut } from '../write/folder.js';
import { inputOf, readText } from './input.js';
import { type Settings, settings } from './settings.js';

export interface ProjectOptions {
  readonly file?: string;
  readonly out?: string;
  readonly handlers?: string;
}

/** A tools.yaml and the folders that belong to it; absolute paths. */
export interface Project {
  readonly input: Input;
  readonly out: string;
  readonly handlers: string;
  readonly layout: Layout;
  /** The folder of the generated pages, as an import from the handlers folder. */
  readonly pages: string;
  /** Where what may be lost at any time is kept. */
  readonly cache: string | undefined;
  /** Whether a handler file stands in it, or beside the others, links followed. */
  readonly holds: (path: string) => boolean;
  /** A path as a person at the terminal reads it. */
  readonly show: (path: string) => string;
  readonly sourceOf: (file: string) => string | undefined;
}

const posix = (path: string): string => path.split(sep).join('/');

/** How a file in `from` imports one in `to`. */
function importPath(from: string, to: string): string {
  const way = posix(relative(from, to));
  return way.startsWith('.') ? way : `./${way}`;
}

function cacheFolder(folder: string): string | undefined {
  const modules = join(folder, 'node_modules');
  if (existsSync(modules)) return join(modules, '.cache', 'toolwright');
  return dirname(folder) === folder ? undefined : cacheFolder(dirname(folder));
}

/** An option counts from where the command runs, a setting from its package.json, and the default from tools.yaml. */
function folderOf(
  which: 'out' | 'handlers',
  fallback: string,
  places: {
    readonly options: ProjectOptions;
    readonly cwd: string;
    readonly base: string;
    readonly set: Settings;
  },
): string {
  const { options, cwd, base, set } = places;
  const option = options[which];
  if (option !== undefined) return resolve(cwd, option);
  const setting = set[which];
  return setting === undefined ? join(base, fallback) : resolve(set.folder ?? base, setting);
}

/** Finds everything a command works on, or says what is wrong with it. Writes nothing. */
export function openProject(options: ProjectOptions, cwd: string): Project | Diagnostic {
  const path = resolve(cwd, options.file ?? 'tools.yaml');
  const show = (each: string) => posix(relative(cwd, each)) || '.';
  const read = readText(path);
  if ('error' in read)
    return diagnose('TW4006', undefined, {
      file: show(path),
      problem: read.error,
      nearest: meant(path, show),
    });
  const base = dirname(path);
  const set = settings(base);
  if ('code' in set) return set;
  const places = { options, cwd, base, set };
  const out = folderOf('out', 'generated', places);
  const handlers = folderOf('handlers', 'handlers', places);
  const roots = set.folder === undefined ? [base] : [base, set.folder];
  const refused = refusal({ out, handlers, roots }, show);
  if (refused) return refused;
  const input = inputOf(path, show(path), read.text);
  return {
    input,
    out,
    handlers,
    layout: {
      handlers: importPath(out, handlers),
      compiler: compilerVersion(),
      imports: set.imports ?? 'js',
    },
    pages: importPath(handlers, join(out, 'tools')),
    cache: cacheFolder(base),
    holds: (file) => holds([...roots, handlers], file),
    show,
    sourceOf: (file) => textOf(file === input.file ? read : readText(resolve(cwd, file))),
  };
}

/** What was meant: the tools.yaml of a folder, or a file whose name is almost this one: `tools.yml`, `tool.yaml`. */
function meant(path: string, show: (path: string) => string): string | undefined {
  const inside = join(path, 'tools.yaml');
  if (existsSync(path)) return existsSync(inside) ? show(inside) : undefined;
  const folder = dirname(path);
  const close = nearest(basename(path), yamlIn(folder));
  return close === undefined ? undefined : show(join(folder, close));
}

function yamlIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
  } catch {
    // There is no such folder either.
    return [];
  }
}

const textOf = (read: ReturnType<typeof readText>): string | undefined =>
  'text' in read ? read.text : undefined;

function refusal(
  folders: Parameters<typeof refuseOut>[0],
  show: (path: string) => string,
): Diagnostic | undefined {
  const out = refuseOut(folders);
  if (out !== undefined)
    return diagnose('TW4001', undefined, { folder: show(folders.out), problem: out });
  const handlers = refuseHandlers(folders);
  if (handlers === undefined) return undefined;
  return diagnose('TW4011', undefined, { folder: show(folders.handlers), problem: handlers });
}
