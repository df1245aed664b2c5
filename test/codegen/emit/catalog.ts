import { emit } from '../../../codegen/emit/index.js';
import { generate } from '../../../codegen/generate.js';
import type { Catalog } from '../../../codegen/ir.js';
import { lower } from '../../../codegen/lower/index.js';
import { read } from '../../../codegen/read/index.js';

export const layout = { handlers: '../handlers', compiler: '0.0.0' };
const load = () => ({ error: 'nothing is included' });

/** The meaning of a tools.yaml that is not checked. */
export function catalogOf(text: string): Catalog {
  const { root, diagnostics } = read({ file: 'tools.yaml', text, load });
  if (!root) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return lower(root);
}

/** Every generated file of a tools.yaml, by path; throws what its diagnostics say. */
export async function compiled(text: string): Promise<Record<string, string>> {
  const { files, diagnostics } = await generate({ file: 'tools.yaml', text, load }, layout);
  if (!files)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('; '));
  return Object.fromEntries(files.map((file) => [file.path, file.text]));
}

export const emitted = async (catalog: Catalog): Promise<Record<string, string>> =>
  Object.fromEntries((await emit(catalog, layout)).map(({ path, text }) => [path, text]));

/** A small tools.yaml with these tools, each a line of flow YAML after its name. */
export const toolsYaml = (tools: Readonly<Record<string, string>>): string => `
version: 1
name: small
permissions: { open: { public: true }, signed: { authenticated: true } }
rate_limits: { few: { limit: 3, per: 1m, by: user } }
tools:
${Object.entries(tools)
  .map(([name, text]) => `  ${name}: ${text}\n`)
  .join('')}`;

export const plain =
  '{ description: Look, effect: read, permission: open, parameters: { type: object, properties: { a: { type: string } } } }';
