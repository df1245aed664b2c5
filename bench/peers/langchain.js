import { AIMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ToolNode } from '@langchain/langgraph/prebuilt';

/** LangGraph's ToolNode over a message that asks for these calls at once. */
export default ({ name, description, schema, run }) => {
  const act = async (input) => JSON.stringify(await run(input));
  const node = new ToolNode([tool(act, { name, description, schema })]);
  return async (calls) => {
    const asked = calls.map(({ id, arguments: args }) => ({
      type: 'tool_call',
      id,
      name,
      args: JSON.parse(args),
    }));
    const said = new AIMessage({ content: '', tool_calls: asked });
    if (asked.length === 0) return [];
    const { messages } = await node.invoke({ messages: [said] });
    return messages.map(({ content }) => content);
  };
};
