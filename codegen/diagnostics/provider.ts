import { row } from '../report.js';

/** TW5xxx: what a model provider cannot be told, or does not take. */
export const provider = {
  TW5001: row<{ tool: string; length: number; most: number }>({
    severity: 'warning',
    title: 'A description that OpenAI refuses',
    message: ({ tool, length, most }) =>
      `the description of tool \`${tool}\` has ${length} characters; OpenAI takes ${most}`,
    why: 'A request with a longer one is refused as a whole, with every other tool in it.',
    help: () => 'say it shorter, or move a part to the descriptions of the parameters',
  }),
  TW5002: row<{ count: number; most: number }>({
    severity: 'warning',
    title: 'More tools than OpenAI takes',
    message: ({ count, most }) => `there are ${count} tools; OpenAI takes ${most} in a request`,
    why: 'A caller who sees more than that many cannot be served: the request is refused.',
    help: () => 'give callers levels that show each of them fewer tools',
  }),
};
