import { checkCommand } from '../../../codegen/command/check.js';
import { type ExplainOptions, explainCommand } from '../../../codegen/command/explain.js';
import { generateCommand } from '../../../codegen/command/generate.js';
import type { ProjectOptions } from '../../../codegen/command/project.js';
import type { ExitCode, Terminal } from '../../../codegen/command/terminal.js';

export interface Said {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}
type Format = Terminal['format'];

export async function listen(
  run: (terminal: Terminal) => Promise<ExitCode>,
  format: Format,
): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run({
    print: (text) => void out.push(text),
    complain: (text) => void err.push(text),
    color: false,
    format,
  });
  return { code, out: out.join(''), err: err.join('') };
}

export const generate = (cwd: string, options: ProjectOptions = {}, format: Format = 'pretty') =>
  listen((terminal) => generateCommand(options, cwd, terminal), format);
export const check = (cwd: string, options: ProjectOptions = {}, format: Format = 'pretty') =>
  listen((terminal) => checkCommand(options, cwd, terminal), format);
export const explain = (cwd: string, options: ExplainOptions = {}, format: Format = 'pretty') =>
  listen((terminal) => explainCommand(options, cwd, terminal), format);
