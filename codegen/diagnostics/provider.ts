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
  TW5003: row<{ tool: string; reason: string }>({
    severity: 'warning',
    title: 'Parameters too large for the strict mode of OpenAI',
    message: ({ tool, reason }) =>
      `tool \`${tool}\` is sent to OpenAI without strict mode: ${reason}`,
    why: 'Without it the model may send what the schema forbids; the runtime then refuses the call.',
    help: () => 'split the tool, or make its parameters smaller or flatter',
  }),
  TW5004: row<{ tool: string }>({
    severity: 'warning',
    title: 'A write beyond the strict budget of Anthropic',
    message: ({ tool }) =>
      `tool \`${tool}\` is sent to Anthropic without strict mode: other tools use its budget up`,
    why: 'The strict tools of a request share a budget: 20 tools, 24 optional parameters, 16 unions.',
    help: () =>
      'make optional parameters required, or have fewer tools; the runtime validates all the same',
  }),
  TW5005: row<{ tool: string; name: string }>({
    severity: 'warning',
    title: 'A name of a parameter that Anthropic refuses',
    message: ({ tool, name }) =>
      `parameter ${JSON.stringify(name)} of tool \`${tool}\` has a name that Anthropic refuses`,
    why: 'A request with one is refused as a whole, with every other tool in it.',
    help: () => 'use letters, digits, `_`, `.` and `-`, at most 64 of them',
  }),
};
