import { row } from '../report.js';

const owned =
  'A file in the output folder is ours if it says so near its top or stands in manifest.json; no other is touched.';

/** TW4xxx: the command line, the output folder and the handlers folder. */
export const output = {
  TW4001: row<{ folder: string; problem: string }>({
    severity: 'error',
    title: 'An output folder that would put other files at risk',
    message: ({ folder, problem }) => `the output folder ${folder} ${problem}`,
    why: 'Files in the output folder are replaced and removed, so it must be a folder of its own.',
    help: () => 'name a folder that holds nothing else, as in `--out generated`',
  }),
  TW4002: row<{ path: string; problem: string; help?: string }>({
    severity: 'error',
    title: 'A folder or file that cannot be written',
    message: ({ path, problem }) => `${path} cannot be written: ${problem}`,
    why: 'Every file is first written beside its place; none was put there, so nothing is half-written.',
    help: ({ help }) =>
      help ?? 'make the folder writable, or choose another with --out and --handlers',
  }),
  TW4003: row<{ path: string; problem: string }>({
    severity: 'error',
    title: 'Something in the way of a generated file',
    message: ({ path, problem }) => `${path} ${problem}`,
    why: owned,
    help: () => 'move it out of the output folder, or choose another folder with --out',
  }),
  TW4004: row<{ problem: string }>({
    severity: 'error',
    title: 'A handler file that does not parse',
    message: ({ problem }) => `this handler file is not valid TypeScript: ${problem}`,
    why: 'Handler files are yours and never rewritten, so only you can mend this one.',
    help: () => 'correct the file, then run the command again',
  }),
  TW4005: row<{ tool: string }>({
    severity: 'error',
    title: 'A handler file without a default export',
    message: ({ tool }) => `the handler file of ${tool} exports no default`,
    why: 'generated/handlers.ts gathers the default export of each handler file.',
    help: () => 'write `export default <tool>.handler(async (input, context) => …)`',
  }),
  TW4006: row<{ file: string; problem: string; nearest?: string | undefined }>({
    severity: 'error',
    title: 'A file that cannot be read',
    message: ({ file, problem }) => `${file} cannot be read: ${problem}`,
    why: 'The compiler reads tools.yaml, and looks at every handler file and every generated one.',
    help: ({ file, nearest }) => {
      if (nearest !== undefined) return `did you mean ${nearest}?`;
      const mend = 'see that it is there and can be read, or name another';
      return /\.ya?ml$/.test(file)
        ? `${mend}, as in \`toolwright generate path/to/tools.yaml\``
        : mend;
    },
  }),
  TW4007: row<{ problem: string }>({
    severity: 'error',
    title: 'A setting of package.json that is not understood',
    message: ({ problem }) => `package.json: ${problem}`,
    why: 'Its member `toolwright` names the folders of a project: { "out": …, "handlers": … }.',
    help: () => 'correct package.json, or remove its member `toolwright`',
  }),
  TW4008: row<{ option: string; problem: string }>({
    severity: 'error',
    title: 'A command-line option that is not understood',
    message: ({ option, problem }) => `${option}: ${problem}`,
    why: 'An option that is guessed at would give an answer to another question.',
    help: () => 'see `toolwright help <command>`',
  }),
  TW4009: row<{ name: string; nearest?: string }>({
    severity: 'error',
    title: 'A tool that tools.yaml does not declare',
    message: ({ name }) => `there is no tool ${name}`,
    why: 'Names of tools are the keys under `tools:`, letter by letter.',
    help: ({ nearest }) =>
      nearest === undefined ? '`toolwright explain` lists them all' : `did you mean ${nearest}?`,
  }),
  TW4010: row<{ file: string; nearest?: string }>({
    severity: 'warning',
    title: 'A handler file of no tool',
    message: ({ file }) => `${file} is the handler of no tool in tools.yaml`,
    why: 'A file in the handlers folder with a default export is a handler; the tool may be renamed or gone.',
    help: ({ nearest }) =>
      nearest === undefined
        ? 'remove the file, or declare the tool'
        : `if ${nearest} is its new name, move what the file holds to ${nearest}.ts and remove it`,
  }),
  TW4011: row<{ folder: string; problem: string }>({
    severity: 'error',
    title: 'A handlers folder that cannot be one',
    message: ({ folder, problem }) => `the handlers folder ${folder} ${problem}`,
    why: 'Stubs are written there, once; handlers are yours, and the output folder is not.',
    help: () => 'name another folder, as in `--handlers handlers`',
  }),
  TW4012: row<{ path: string; problem: string; hint?: string | undefined }>({
    severity: 'error',
    title: 'A generated file that does not match tools.yaml',
    message: ({ path, problem }) => `${path} ${problem}`,
    why: 'What is committed should be what the compiler makes of tools.yaml, byte by byte.',
    help: ({ hint }) =>
      `run \`toolwright generate\` and commit what it writes${hint === undefined ? '' : `. ${hint}`}`,
  }),
  TW4013: row<{ file: string; tool: string }>({
    severity: 'error',
    title: 'A tool without a handler file',
    message: ({ file, tool }) => `${file} is missing: the tool ${tool} has no handler`,
    why: 'generated/handlers.ts imports one file for each tool.',
    help: () => 'run `toolwright generate`: it writes a stub to fill in',
  }),
  TW4014: row<{ name: string; problem: string }>({
    severity: 'error',
    title: 'A name that a tool cannot take',
    message: ({ name, problem }) => `${name} ${problem}`,
    why: 'A tool has its name and its handler file for itself; providers take letters, digits and _.',
    help: () => 'choose another name; nothing was changed',
  }),
  TW4015: row<{ path: string; problem: string }>({
    severity: 'error',
    title: 'A folder that cannot be watched',
    message: ({ path, problem }) => `the folder ${path} cannot be watched: ${problem}`,
    why: 'The system says when something in a folder changes, of so many folders and on disks that can.',
    help: () =>
      'allow more (on Linux `sysctl fs.inotify.max_user_watches`), or compile without --watch',
  }),
  TW4016: row<{ tool: string; other: string }>({
    severity: 'error',
    title: 'A handler file with the handler of another tool',
    message: ({ tool, other }) => `the handler file of ${tool} exports a handler of ${other}`,
    why: 'A handler is typed, and checked at boot, for the tool that it was made with.',
    help: ({ tool }) => `import from tools/${tool}.js, and export its handler`,
  }),
};
