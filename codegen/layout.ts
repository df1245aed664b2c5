import { readFileSync } from 'node:fs';

/** What imports of our files end in: `ts` where they run without being compiled. */
export type Ending = 'js' | 'ts';

/** What generated files have to know of the world beside tools.yaml. */
export interface Layout {
  /** The handlers folder, as an import from the output folder: `../handlers`. */
  readonly handlers: string;
  /** The version of this compiler. */
  readonly compiler: string;
  /** Default `js`. */
  readonly imports?: Ending;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly engines?: { readonly node: string };
}

/** The version in our own package.json. */
export const compilerVersion = (): string => ourManifest().version ?? '';

/** The oldest Node that package.json says we run on, such as `20.19`. */
export const oldestNode = (): string => (ourManifest().engines?.node ?? '').replace('>=', '');

/** It stands above both the sources and what is built of them. */
function ourManifest(): Manifest {
  for (const place of ['../package.json', '../../package.json']) {
    const manifest = manifestAt(new URL(place, import.meta.url));
    if (manifest.name === 'toolwright') return manifest;
  }
  throw new Error('the package.json of toolwright is missing');
}

function manifestAt(place: URL): Manifest {
  try {
    return JSON.parse(readFileSync(place, 'utf8'));
  } catch {
    return {};
  }
}
