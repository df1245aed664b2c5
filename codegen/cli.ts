#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addAudit } from './command/audit/register.js';
import { blame } from './command/blame.js';
import { addDiff } from './command/diff/register.js';
import { addExplain } from './command/explain/register.js';
import type { ProjectOptions } from './command/project.js';
import type { ExitCode, Terminal } from './command/terminal.js';
import { compilerVersion } from './layout.js';
import { expectShortRun } from './short-run.js';

/** Arguments in, exit code out. Each command is loaded only when it is called, so that `--help` is quick. */

interface FolderOptions {
  readonly out?: string;
  readonly handlers?: string;
  readonly format: Terminal['format'];
}

function terminal(format: Terminal['format']): Terminal {
  return {
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    color: process.stdout.isTTY && process.stderr.isTTY && !process.env.NO_COLOR,
    format,
  };
}

const projectOf = (file: string | undefined, { out, handlers }: FolderOptions): ProjectOptions => ({
  ...(file !== undefined && { file }),
  ...(out !== undefined && { out }),
  ...(handlers !== undefined && { handlers }),
});

function notEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

type Finish = (code: ExitCode) => void;

const format = (choices: readonly string[]) =>
  new Option('--format <format>', 'how to answer').choices(choices).default('pretty');

function withFolders(command: Command): Command {
  return command
    .option('--out <folder>', 'where generated files go (default: generated)', notEmpty)
    .option('--handlers <folder>', 'where handlers are (default: handlers)', notEmpty)
    .addOption(format(['pretty', 'json', 'github']));
}

/** Until the person at the terminal has had enough. */
async function watching(project: ProjectOptions, said: Terminal): Promise<ExitCode> {
  const { watchCommand } = await import('./command/watch.js');
  const enough = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => enough.abort());
  return watchCommand(project, process.cwd(), said, enough.signal);
}

function addCompiler(program: Command, finish: Finish): void {
  withFolders(program.command('generate [tools.yaml]'))
    .description('compile tools.yaml: types, validators, provider schemas, handler stubs')
    .option('--watch', 'compile again after each save')
    .action(async (file: string | undefined, options: FolderOptions & { watch?: true }) => {
      const said = terminal(options.format);
      const project = projectOf(file, options);
      if (options.watch) return finish(await watching(project, said));
      const { generateCommand } = await import('./command/generate.js');
      finish(await generateCommand(project, process.cwd(), said));
    });
  withFolders(program.command('check [tools.yaml]'))
    .description('fail where generated files or handlers do not match tools.yaml; write nothing')
    .action(async (file: string | undefined, options: FolderOptions) => {
      const { checkCommand } = await import('./command/check.js');
      const said = terminal(options.format);
      finish(await checkCommand(projectOf(file, options), process.cwd(), said));
    });
}

function addLint(program: Command, finish: Finish): void {
  program
    .command('lint [tools.yaml]')
    .description('risky declarations, each with why and what to do; exit code 1 where there is one')
    .addOption(format(['pretty', 'json', 'github']))
    .action(async (file: string | undefined, options: FolderOptions) => {
      const { lintCommand } = await import('./command/lint.js');
      const said = terminal(options.format);
      finish(await lintCommand(projectOf(file, options), process.cwd(), said));
    });
}

function addRename(program: Command, finish: Finish): void {
  withFolders(program.command('rename <old> <new>'))
    .description('rename a tool: its key in tools.yaml, its handler file and the import')
    .option('--file <tools.yaml>', 'the file that declares it', notEmpty)
    .action(
      async (from: string, to: string, options: FolderOptions & { readonly file?: string }) => {
        const { renameCommand } = await import('./command/rename.js');
        const project = projectOf(options.file, options);
        finish(await renameCommand(from, to, project, process.cwd(), terminal(options.format)));
      },
    );
}

function programOf(finish: Finish): Command {
  const program = new Command('toolwright')
    .description('Declare your LLM tools once. Compile them. Trust them in production.')
    .version(compilerVersion())
    .option('--verbose', 'show the stack of an internal error')
    .exitOverride();
  addCompiler(program, finish);
  addLint(program, finish);
  addRename(program, finish);
  const line = { finish, terminal, format, notEmpty };
  addDiff(program, line);
  addExplain(program, line);
  addAudit(program, line);
  showUsage(program, 'toolwright', 'toolwright help');
  return program;
}

/** After what is wrong with the arguments of a command, how it is called. */
function showUsage(command: Command, name: string, help: string): void {
  command.showHelpAfterError(`Usage: ${name} ${command.usage()}\n(see ${help})`);
  for (const each of command.commands)
    showUsage(each, `${name} ${each.name()}`, `${name} ${each.name()} --help`);
}

async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = programOf((finished) => {
    code = finished;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said what is wrong with the arguments; help and version end without an error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(blame(error, program.opts().verbose === true));
    return 3;
  }
}

// Whoever reads us may stop early, as in `toolwright explain | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
expectShortRun();
process.exitCode = await main(process.argv.slice(2));
