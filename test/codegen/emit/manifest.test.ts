import { describe, expect, test } from 'vitest';
import { compiled, plain, toolsYaml } from './catalog.js';

describe('manifest.json', () => {
  test('has a line for each tool, and changes in that line alone', async () => {
    const files = { mcp: plain, look: plain };
    const before = (await compiled(toolsYaml(files)))['manifest.json']?.split('\n') ?? [];
    const other = plain.replace('Look', 'Look again');
    const after = (await compiled(toolsYaml({ ...files, mcp: other })))['manifest.json']?.split(
      '\n',
    );
    const changed = before.filter((line, at) => line !== after?.[at]);
    expect(changed.map((line) => /"([^"]+)"/.exec(line)?.[1])).toEqual([
      'mcp',
      'TOOLS.md',
      'providers/anthropic.ts',
      'providers/gemini.ts',
      'providers/mcp.ts',
      'providers/openai-chat.ts',
      'providers/openai-responses.ts',
    ]);
  });

  test('names every other file once', async () => {
    const { 'manifest.json': text = '', ...files } = await compiled(toolsYaml({ look: plain }));
    const { tools, files: shared } = JSON.parse(text);
    expect(Object.keys({ ...tools.look.files, ...shared }).sort()).toEqual(
      Object.keys(files).sort(),
    );
    expect(tools.look.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
