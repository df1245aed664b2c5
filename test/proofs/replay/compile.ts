import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generate } from '../../../codegen/generate.js';
import type { JsonObject } from '../../../src/json.js';
import type { Toolset } from '../../../src/tool.js';

const scratch = join(import.meta.dirname, '../../../.toolwright');

/** Compiles a tools.yaml, which may be JSON, and imports what was generated. */
export async function compileAndImport(file: JsonObject): Promise<Toolset> {
  const text = JSON.stringify(file);
  const input = { file: 'tools.yaml', text, load: () => ({ error: 'there is no other file' }) };
  const { files, diagnostics } = await generate(input, { handlers: '../handlers', compiler: '0' });
  if (!files) throw new Error(JSON.stringify(diagnostics, null, 2));
  // Inside the project, so that generated code finds the package it imports.
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, 'replay-'));
  try {
    for (const { path, text: content } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { tools } = (await import(join(folder, 'index.ts'))) as { tools: Toolset };
    // Validators are loaded when first needed, and the folder does not stay.
    for (const { contract } of Object.values(tools.tools)) await contract.validators();
    return tools;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
