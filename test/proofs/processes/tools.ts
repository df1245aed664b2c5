import { expression, fixtureTool, levels, toolset } from '../../fixture/tool.js';

const id = { type: 'string', minLength: 1 } as const;
const input = { type: 'object', properties: { id }, required: ['id'], additionalProperties: false };
const key = expression('args.id', ({ args }) => args?.id);

/** A write that a person agrees to, and one that has an idempotency key. */
export const processTools = toolset({
  ask: fixtureTool(
    'ask',
    { input },
    { effect: 'write', permission: levels.write_requires_approval },
  ),
  once: fixtureTool(
    'once',
    { input },
    { effect: 'write', idempotencyKey: { key, ttlMs: 3_600_000 }, timeoutMs: 30_000 },
  ),
});

/** A write that must not be repeated. */
export const noteTools = toolset({ note: fixtureTool('note', { input }, { effect: 'write' }) });
