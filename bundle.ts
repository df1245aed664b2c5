import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

/**
 * `dist/`: one file for each entry of package.json, and what they share in `dist/chunk`, once, so that a class is the
 * same by whichever entry it comes. Two hundred small files cost three times as long to load. The command line holds
 * the packages that it alone needs: what its user does not install, he does not wait for. `tsx bundle.ts [folder]`
 */
const root = import.meta.dirname;
const outdir = resolve(root, process.argv[2] ?? 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const sources = Object.values<string | Record<string, string>>(manifest.exports)
  .map((entry) => (typeof entry === 'string' ? entry : (entry['toolwright-source'] ?? '')))
  .filter((source) => source.endsWith('.ts'));

/** `./src/rules/*.ts` is every file that stands there. */
function filesOf(source: string): readonly string[] {
  const [folder = '', ending] = source.split('*');
  if (ending === undefined) return [source];
  const names = readdirSync(join(root, folder));
  return names.filter((name) => name.endsWith(ending)).map((name) => folder + name);
}

/** What users install stays outside, ourselves included; every other package that is imported comes into the bundle. */
const { name: self, dependencies, peerDependencies } = manifest;
const installed = [self, ...Object.keys({ ...dependencies, ...peerDependencies })];

/** json-schema-to-typescript loads what is never asked: to format, to read a file, or to follow a reference. */
const unused: Readonly<Record<string, string>> = {
  '@apidevtools/json-schema-ref-parser': '',
  prettier: '',
  'js-yaml': 'exports.CORE_SCHEMA = { withTags() {} };',
};
const withoutUnused: Plugin = {
  name: 'without unused',
  setup(bundle) {
    const filter = new RegExp(`^(?:${Object.keys(unused).join('|')})$`);
    bundle.onResolve({ filter }, ({ path }) => ({ path, namespace: 'unused' }));
    const contents = (path: string) => ({ contents: unused[path] ?? '' });
    bundle.onLoad({ filter, namespace: 'unused' }, ({ path }) => contents(path));
  },
};

const options = {
  absWorkingDir: root,
  outdir,
  outbase: '.',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'chunk/[name]-[hash]',
  external: installed.flatMap((name) => [name, `${name}/*`]),
} as const satisfies BuildOptions;

await build({ ...options, entryPoints: sources.flatMap(filesOf) });
const { metafile } = await build({
  ...options,
  entryPoints: ['./codegen/cli.ts'],
  plugins: [withoutUnused],
  metafile: true,
  // Some of the packages are CommonJS, and ask for what belongs to Node.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
  },
});
writeFileSync(join(outdir, 'codegen/LICENSES.txt'), licences(metafile));

/** What the authors of the packages inside ask to be handed on. */
function licences({ inputs }: Metafile): string {
  const folders = Object.keys(inputs).map((file) =>
    file.slice(0, /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0].length ?? 0),
  );
  return [...new Set(folders)].filter(Boolean).sort().map(licence).join('\n\n');
}

function licence(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  );
  const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${name} has no licence file to hand on`);
  const text = readFileSync(join(root, folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}`;
}
