import { diagnose } from '../diagnostics/index.js';
import type { Report } from '../report.js';
import type { SourceNode } from '../source.js';

/** Of `function.description` and of `tools` in Chat Completions (OpenAI API reference). */
const MOST_CHARACTERS = 1024;
const MOST_TOOLS = 128;

/** What compiles and a provider refuses all the same. */
export function checkProviders(root: SourceNode, report: Report): void {
  const tools = root.get('tools');
  const entries = tools?.entries() ?? [];
  for (const [tool, node] of entries) {
    const description = node.get('description');
    const text = description?.json;
    if (typeof text !== 'string' || text.length <= MOST_CHARACTERS) continue;
    const values = { tool, length: text.length, most: MOST_CHARACTERS };
    report.add(diagnose('TW5001', description?.place, values));
  }
  if (entries.length > MOST_TOOLS)
    report.add(diagnose('TW5002', tools?.keyPlace, { count: entries.length, most: MOST_TOOLS }));
}
