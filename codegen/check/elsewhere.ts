/** Keys that people know from other tools, and what they are called here. */
export const elsewhere: ReadonlyMap<string, string> = new Map([
  ['input', 'parameters'],
  ['inputs', 'parameters'],
  ['params', 'parameters'],
  ['arguments', 'parameters'],
  ['input_schema', 'parameters'],
  ['inputSchema', 'parameters'],
  ['output', 'result'],
  ['outputs', 'result'],
  ['returns', 'result'],
  ['output_schema', 'result'],
  ['outputSchema', 'result'],
  ['levels', 'permissions'],
  ['limits', 'rate_limits'],
  ['window', 'per'],
]);
