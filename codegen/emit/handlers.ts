import type { Layout } from '../layout.js';
import type { Emitter } from './emitter.js';
import { broken, Code } from './literal.js';
import { doc, header, importLine } from './printer.js';

/** `generated/handlers.ts`: gathers the files of the handlers folder into one typed map. */
export const handlers = ({ handlers: folder, imports: ending = 'js' }: Layout): Emitter => ({
  name: 'handlers',
  emit({ tools }) {
    const imports = tools.map(({ name, identifier }) =>
      importLine(identifier, `${folder}/${name}.${ending}`),
    );
    const map = Object.fromEntries(
      tools.map(({ name, identifier }) => [name, new Code(identifier)]),
    );
    const text =
      `${header}${imports.join('')}import type { Handlers } from './index.${ending}';\n\n` +
      doc('One handler for each tool, from its own file.') +
      `export const handlers: Handlers = ${broken(map, 0)};\n`;
    return [{ path: 'handlers.ts', text }];
  },
});
