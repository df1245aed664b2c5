import type { ProviderName } from '../../../src/tool.js';
import type { ToolIr } from '../../ir.js';
import { anthropicSchema } from './anthropic.js';
import type { Lowered, Note, Obstacle } from './dialect.js';
import { geminiSchema } from './gemini.js';
import { outputOf } from './mcp.js';
import { openaiParameters } from './openai.js';
import { topNotes } from './top.js';

/** What one provider is not told of one tool, and where it went. */
export interface LoweringReport {
  readonly provider: ProviderName;
  /** Undefined where the provider has no such mode. */
  readonly strict?: boolean;
  /** Keywords that became sentences of a description; our validator enforces them all. */
  readonly described: readonly Note[];
  /** Why strict mode is off, or a part is not sent. */
  readonly obstacles: readonly Obstacle[];
}

const HIDDEN = 'the result is no object, or not sent as the handler gave it: no outputSchema';

/** What could not be said to each provider. Nothing is lost: what no schema says, the validator still holds. */
export function report(tool: ToolIr): readonly LoweringReport[] {
  const openai = ofStrict(openaiParameters(tool).lowered, tool);
  const hidden = tool.result && !outputOf(tool) ? [{ path: '', reason: HIDDEN }] : [];
  const reports: Readonly<Record<ProviderName, Omit<LoweringReport, 'provider'>>> = {
    'openai-chat': openai,
    'openai-responses': openai,
    anthropic: ofStrict(anthropicSchema(tool), tool),
    gemini: { described: geminiSchema(tool).notes, obstacles: [] },
    mcp: { described: [], obstacles: hidden },
  };
  return Object.entries(reports).map(([name, each]) => ({
    provider: name as ProviderName,
    ...each,
  }));
}

/** A schema that is sent as it is has no sentences, but for what may not stand at its top. */
function ofStrict({ notes, obstacles }: Lowered, { input }: ToolIr) {
  const strict = obstacles.length === 0;
  return { strict, described: strict ? notes : topNotes(input), obstacles };
}
