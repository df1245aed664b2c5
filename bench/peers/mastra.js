import { createTool } from '@mastra/core/tools';
import { z } from 'zod';

/** A tool of Mastra by itself, called as its agent calls it: there is no model loop in it. It takes zod's schemas. */
export default ({ name, description, zod, run }) => {
  const made = createTool({ id: name, description, inputSchema: zod(z), execute: run });
  return (calls) =>
    Promise.all(
      calls.map(async ({ arguments: args }) =>
        JSON.stringify(await made.execute(JSON.parse(args), {})),
      ),
    );
};
