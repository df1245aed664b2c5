const sections: Readonly<Record<string, string>> = {
  tools: 'tool',
  permissions: 'level',
  rate_limits: 'rate limit',
  sanitizers: 'sanitizer',
  schemas: 'schema',
};

/** What a path of tools.yaml is called in a sentence: "`retry.attempts` of tool `get_weather`". */
export function ownerOf(path: readonly (string | number)[]): string {
  const [section, name, ...rest] = path;
  if (section === undefined) return 'the file';
  const kind = sections[section];
  if (kind === undefined || name === undefined) return `\`${dotted(path)}\``;
  const owner = `${kind} \`${name}\``;
  return rest.length === 0 ? owner : `\`${dotted(rest)}\` of ${owner}`;
}

/** rate_limit[0].use */
const dotted = (path: readonly (string | number)[]): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index > 0 ? `.${step}` : step))
    .join('');
