import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { typesOf } from '../../codegen/emit/types.js';
import { validatorModule } from '../../codegen/emit/validators.js';
import { Report } from '../../codegen/report.js';
import { checkSchema } from '../../codegen/schema/index.js';
import { isObject, type Json, type JsonObject } from '../../src/json.js';
import { jsonNode } from '../codegen/schema/json-node.js';
import { toolOf } from '../codegen/schema/tool.js';
import { corpus } from '../corpora.js';

/** The tools of public servers and benchmarks, each schema as it is published. */

function schemasIn(path: string): readonly JsonObject[] {
  const json = JSON.parse(readFileSync(corpus(path) ?? '', 'utf8')) as Json;
  const list = (isObject(json) ? json.tools : json) as readonly JsonObject[];
  return list.map((tool) => {
    const called = isObject(tool.function) ? tool.function : tool;
    const { $schema: _, ...schema } = (called.inputSchema ?? called.parameters) as JsonObject;
    return schema;
  });
}

describe.skipIf(!corpus('mcp-tools'))('tools of others', () => {
  test.each([
    ['mcp-tools/filesystem.json', 14, {}],
    ['mcp-tools/github.json', 43, {}],
    ['mcp-tools/memory.json', 9, {}],
    ['mcp-tools/sequential-thinking.json', 1, {}],
    ['tau-bench/retail.tools.json', 16, {}],
    ['agentdojo/banking.tools.json', 11, {}],
    ['agentdojo/slack.tools.json', 11, {}],
  ])('%s', async (path, compiles, refused) => {
    const count: Record<string, number> = {};
    let compiled = 0;
    for (const parameters of schemasIn(path)) {
      const report = new Report();
      checkSchema(jsonNode(parameters), new Map(), report);
      const code = report.diagnostics.find(({ severity }) => severity === 'error')?.code;
      if (code) {
        count[code] = (count[code] ?? 0) + 1;
        continue;
      }
      const tool = toolOf('t', { parameters });
      expect(validatorModule(tool)).toContain('export const validators');
      expect(await typesOf(tool)).toContain('export ');
      compiled += 1;
    }
    expect([compiled, count]).toEqual([compiles, refused]);
  });
});
