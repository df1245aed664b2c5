import { row } from '../report.js';

/** TW103x: the files under `include:`, and how they are joined. */
export const include = {
  TW1030: row<{ path: string; problem: string }>({
    severity: 'error',
    title: 'An included file that cannot be read',
    message: ({ path, problem }) => `cannot read \`${path}\`: ${problem}`,
    why: 'Files under `include:` are part of tools.yaml: nothing is compiled without them.',
    help: ({ path }) =>
      path.includes('*')
        ? 'name each file: there are no patterns here'
        : 'correct the path; it is relative to the folder of the main file',
  }),
  TW1031: row<{ path: string }>({
    severity: 'error',
    title: 'An include that leaves the folder',
    message: ({ path }) => `\`${path}\` is not inside the folder of the main file`,
    why: 'A contract that reads files from anywhere cannot be reviewed, moved or trusted.',
    help: () => 'move the file below the main file; write a relative path with forward slashes',
  }),
  TW1032: row<{ key: string; nearest: string | undefined }>({
    severity: 'error',
    title: 'A key that an included file may not hold',
    message: ({ key }) => `an included file may not hold \`${key}\``,
    why: 'It holds tools, schemas, permissions, rate_limits and sanitizers, and includes no others.',
    help: ({ nearest }) =>
      nearest ? `did you mean \`${nearest}\`?` : 'move it to the main file, or remove it',
  }),
  TW1033: row<{ section: string; key: string }>({
    severity: 'error',
    title: 'A name that stands in two files',
    message: ({ section, key }) => `\`${key}\` of \`${section}\` stands in two files`,
    why: 'The files under `include:` are joined: one of the two would silently win.',
    help: () => 'remove or rename one of them',
  }),
  TW1034: row<{ path: string }>({
    severity: 'error',
    title: 'A file that is read already',
    message: ({ path }) => `\`${path}\` is read already: it is named twice, or includes itself`,
    why: 'Every name in it would stand twice.',
    help: () => 'remove it here',
  }),
};
