import { byCodeUnit } from '../../src/json.js';
import type { Catalog } from '../ir.js';
import type { Layout } from '../layout.js';
import { Memory } from '../memory.js';
import { catalogue } from './catalogue.js';
import type { Emitter, OutFile } from './emitter.js';
import { handlers } from './handlers.js';
import { manifest } from './manifest.js';
import { pages } from './page.js';
import { providers } from './provider/index.js';
import { toolsSchema } from './tools-schema.js';
import { index } from './toolset.js';
import { validators } from './validators.js';

/** Everything that is generated. To add a kind of file: an emitter beside this file, and a line here. */
export const emitters = (layout: Layout): readonly Emitter[] => [
  pages(layout.imports),
  validators,
  index(layout),
  handlers(layout),
  providers,
  toolsSchema,
  catalogue,
];

/**
 * Every file of the output folder in code-unit order of its path; the manifest, which lists the others, is one of
 * them.
 */
export async function emit(
  catalog: Catalog,
  layout: Layout,
  memory = new Memory(),
): Promise<readonly OutFile[]> {
  const files: OutFile[] = [];
  for (const emitter of emitters(layout)) files.push(...(await emitter.emit(catalog, memory)));
  files.sort((a, b) => byCodeUnit(a.path, b.path));
  return [...files, manifest(catalog, files, layout.compiler)];
}
