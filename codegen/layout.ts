import { readFileSync } from 'node:fs';

/** What generated files have to know of the world beside tools.yaml. */
export interface Layout {
  /** The handlers folder, as an import from the output folder: `../handlers`. */
  readonly handlers: string;
  /** The version of this compiler. */
  readonly compiler: string;
}

/** The version in our own package.json, which stands above both the sources and what is built of them. */
export function compilerVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    const { name, version } = manifestAt(new URL(place, import.meta.url));
    if (name === 'toolwright' && version !== undefined) return version;
  }
  throw new Error('the package.json of toolwright is missing');
}

function manifestAt(place: URL): { readonly name?: string; readonly version?: string } {
  try {
    return JSON.parse(readFileSync(place, 'utf8'));
  } catch {
    return {};
  }
}
