import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** A client and a server of the MCP SDK in one process: no bytes are written, as stdio and HTTP would. */
export default async ({ name, description, schema, validate, run }) => {
  const server = new Server({ name: 'bench', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: [{ name, description, inputSchema: schema }],
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    if (!validate(params.arguments)) throw new Error('invalid');
    return { content: [{ type: 'text', text: JSON.stringify(await run(params.arguments)) }] };
  });
  const client = new Client({ name: 'bench', version: '1' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  return (calls) =>
    Promise.all(
      calls.map(async ({ arguments: args }) => {
        const { content } = await client.callTool({ name, arguments: JSON.parse(args) });
        return content[0].text;
      }),
    );
};
