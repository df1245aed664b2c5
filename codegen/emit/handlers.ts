import type { Emitter } from './emitter.js';
import { broken, Code } from './literal.js';
import { doc, header, importLine } from './printer.js';

/** `generated/handlers.ts`: gathers the files of `folder` (as an import from here) into one typed map. */
export const handlers = (folder: string): Emitter => ({
  name: 'handlers',
  emit({ tools }) {
    const imports = tools.map(({ name, identifier }) =>
      importLine(identifier, `${folder}/${name}.js`),
    );
    const map = Object.fromEntries(
      tools.map(({ name, identifier }) => [name, new Code(identifier)]),
    );
    const text =
      `${header}${imports.join('')}import type { Handlers } from './index.js';\n\n` +
      doc('One handler for each tool, from its own file.') +
      `export const handlers: Handlers = ${broken(map, 0)};\n`;
    return [{ path: 'handlers.ts', text }];
  },
});
