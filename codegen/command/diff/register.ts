import type { Command } from 'commander';
import type { Line } from '../line.js';
import type { Terminal } from '../terminal.js';

interface Flags {
  readonly file?: string;
  readonly failOn?: string;
  readonly ignore?: string;
  readonly format: Terminal['format'];
}

export function addDiff(program: Command, { finish, terminal, format }: Line): void {
  program
    .command('diff <against>')
    .description('what changed in meaning since a commit or a file; exit code 1 if it matters')
    .option('--file <tools.yaml>', 'the newer file')
    .option(
      '--fail-on <levels>',
      'which changes fail: breaking, security, prompt or safe',
      'breaking,security',
    )
    .option('--ignore <file>', 'changes that are meant (default: .toolwright-diff-ignore)')
    .addOption(format(['pretty', 'json', 'github']))
    .action(async (against: string, { format: asked, ...options }: Flags) => {
      const { diffCommand } = await import('../diff.js');
      finish(await diffCommand({ against, ...options }, process.cwd(), terminal(asked)));
    });
}
