import { Agent, Runner, setTracingDisabled, tool, Usage } from '@openai/agents';

setTracingDisabled(true);

/** A run of an agent over a model that asks for these calls at once, and then is done. Its tracing is off. */
export default ({ name, description, schema, validate, run }) => {
  const answers = [];
  const execute = async (input) => {
    if (!validate(input)) throw new Error('invalid');
    const text = JSON.stringify(await run(input));
    answers.push(text);
    return text;
  };
  const made = tool({ name, description, parameters: schema, strict: false, execute });
  return async (calls) => {
    answers.length = 0;
    const asked = calls.map(({ id, arguments: args }) => ({
      type: 'function_call',
      id: `fc_${id}`,
      callId: id,
      name,
      status: 'completed',
      arguments: args,
    }));
    const done = {
      type: 'message',
      id: 'm',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'done' }],
    };
    const turns = asked.length > 0 ? [asked, [done]] : [[done]];
    const model = { getResponse: async () => ({ usage: new Usage(), output: turns.shift() }) };
    const agent = new Agent({ name: 'bench', model, tools: [made] });
    await new Runner({ tracingDisabled: true }).run(agent, 'go');
    return [...answers];
  };
};
