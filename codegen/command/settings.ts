import { dirname, join } from 'node:path';
import { isObject } from '../../src/json.js';
import { nearest } from '../../src/text/nearest.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import type { Ending } from '../layout.js';
import { readText } from './input.js';

/** What the nearest package.json says of a project, and where it stands. */
export interface Settings {
  /** Its folder; undefined where there is none. */
  readonly folder?: string;
  readonly out?: string;
  readonly handlers?: string;
  readonly imports?: Ending;
}

/** Members of `toolwright` in package.json. */
const KEYS = ['out', 'handlers', 'imports', 'runtime'];

function nearestPackage(
  folder: string,
): { readonly folder: string; readonly text: string } | undefined {
  const read = readText(join(folder, 'package.json'));
  if ('text' in read) return { folder, text: read.text };
  return dirname(folder) === folder ? undefined : nearestPackage(dirname(folder));
}

function problemOf(found: unknown): string | undefined {
  if (!isObject(found)) return 'its member toolwright is no object';
  for (const [key, value] of Object.entries(found)) {
    const close = nearest(key, KEYS);
    const hint = close === undefined ? '' : `; did you mean ${close}?`;
    if (!KEYS.includes(key)) return `its member toolwright has the unknown member ${key}${hint}`;
    if (typeof value !== 'string' || value === '') return `toolwright.${key} is no text`;
    if (key === 'imports' && value !== 'js' && value !== 'ts')
      return `toolwright.imports is neither js nor ts`;
  }
  return undefined;
}

/** The settings that hold for a folder, or what is wrong with them. */
export function settings(folder: string): Settings | Diagnostic {
  const found = nearestPackage(folder);
  if (!found) return {};
  try {
    const { toolwright = {} } = JSON.parse(found.text);
    const problem = problemOf(toolwright);
    if (problem !== undefined) return diagnose('TW4007', undefined, { problem });
    return { folder: found.folder, ...toolwright };
  } catch {
    return diagnose('TW4007', undefined, { problem: 'it is not valid JSON' });
  }
}
