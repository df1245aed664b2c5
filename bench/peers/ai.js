import { generateText, jsonSchema, tool } from 'ai';

const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };

/** One step of `generateText` over a model that asks for these calls at once. */
export default ({ name, description, schema, validate, run }) => {
  const check = (value) =>
    validate(value) ? { success: true, value } : { success: false, error: new Error('invalid') };
  const inputSchema = jsonSchema(schema, { validate: check });
  const tools = { [name]: tool({ description, inputSchema, execute: run }) };
  return async (calls) => {
    const content = calls.map(({ id, arguments: input }) => ({
      type: 'tool-call',
      toolCallId: id,
      toolName: name,
      input,
    }));
    const said = content.length > 0 ? content : [{ type: 'text', text: 'done' }];
    const unified = content.length > 0 ? 'tool-calls' : 'stop';
    const model = {
      specificationVersion: 'v4',
      provider: 'bench',
      modelId: 'scripted',
      supportedUrls: {},
      doGenerate: async () => ({
        content: said,
        finishReason: { unified, raw: unified },
        usage,
        warnings: [],
      }),
    };
    const { toolResults } = await generateText({ model, tools, prompt: 'go' });
    return toolResults.map(({ output }) => JSON.stringify(output));
  };
};
