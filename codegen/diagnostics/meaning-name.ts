import { row } from '../report.js';

const closed = 'A name that leads nowhere is a rule that would never be applied.';
const didYouMean = (nearest: string | undefined, otherwise: string): string =>
  nearest ? `did you mean \`${nearest}\`?` : otherwise;

export interface Missing {
  readonly name: string;
  readonly nearest: string | undefined;
}

/** TW300x and TW301x: names that refer to something, and names that become code and files. */
export const meaningName = {
  TW3001: row<Missing>({
    severity: 'error',
    title: 'A permission level that does not exist',
    message: ({ name }) => `there is no permission level \`${name}\``,
    why: closed,
    help: ({ nearest }) => didYouMean(nearest, 'declare it under `permissions:`'),
  }),
  TW3002: row<Missing>({
    severity: 'error',
    title: 'A rate limit that does not exist',
    message: ({ name }) => `there is no rate limit \`${name}\``,
    why: closed,
    help: ({ nearest }) => didYouMean(nearest, 'declare it under `rate_limits:`'),
  }),
  TW3003: row<Missing>({
    severity: 'error',
    title: 'A sanitizer that does not exist',
    message: ({ name }) => `there is no sanitizer and no step \`${name}\``,
    why: closed,
    help: ({ nearest }) => didYouMean(nearest, 'declare it under `sanitizers:`'),
  }),
  TW3004: row<{ tool: string; name: string }>({
    severity: 'error',
    title: 'A rate limit that a tool names twice',
    message: ({ tool, name }) => `tool \`${tool}\` names the rate limit \`${name}\` twice`,
    why: 'Each call would be charged to it twice.',
    help: () => 'remove one; write { use: …, cost: 2 } if a call shall count double',
  }),
  TW3005: row<Missing & { tool: string }>({
    severity: 'error',
    title: 'A bound parameter that is not declared',
    message: ({ tool, name }) =>
      `tool \`${tool}\` binds \`${name}\`, which is none of its parameters`,
    why: 'A bound parameter is validated against its own schema, and handed to the handler by its type.',
    help: ({ nearest, name }) => didYouMean(nearest, `declare \`${name}\` in \`parameters\``),
  }),
  TW3006: row<{ code: string }>({
    severity: 'error',
    title: 'A declared error with a code of toolwright',
    message: ({ code }) => `\`${code}\` is already an error of toolwright's own`,
    why: 'The model and the program tell errors apart by their codes, and this one has a meaning already.',
    help: ({ code }) => `rename it, for instance to \`${code}_here\``,
  }),
  TW3010: row<{ a: string; b: string; identifier: string }>({
    severity: 'error',
    title: 'Two tools with one identifier',
    message: ({ a, b, identifier }) =>
      `tools \`${a}\` and \`${b}\` would both be \`${identifier}\` in code`,
    why: 'Names of tools become identifiers in camelCase.',
    help: () => 'rename one of them',
  }),
  TW3011: row<{ a: string; b: string }>({
    severity: 'error',
    title: 'Two tools with one file name',
    message: ({ a, b }) => `tools \`${a}\` and \`${b}\` differ only in capitals`,
    why: 'Each tool is a file of its name, and many file systems do not tell capitals apart.',
    help: () => 'rename one of them',
  }),
  TW3012: row<{ name: string }>({
    severity: 'error',
    title: 'A tool named like a device of Windows',
    message: ({ name }) => `no file can be named \`${name}\` on Windows`,
    why: 'Each tool is a file of its name; this name is a device there (CON, NUL, COM1 …).',
    help: ({ name }) => `rename it, for instance to \`${name}_tool\``,
  }),
};
