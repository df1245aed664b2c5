import type { Option } from 'commander';
import type { ExitCode, Terminal } from './terminal.js';

/** What the command line gives those who add commands to it. */
export interface Line {
  readonly finish: (code: ExitCode) => void;
  readonly terminal: (format: Terminal['format']) => Terminal;
  readonly format: (choices: readonly string[]) => Option;
  /** Refuses an empty value of an option. */
  readonly notEmpty: (text: string) => string;
}
