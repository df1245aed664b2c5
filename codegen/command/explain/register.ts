import type { Command } from 'commander';
import type { Line } from '../line.js';

interface Flags {
  readonly as?: string;
  readonly file?: string;
  readonly lowering?: true;
  readonly format: 'pretty' | 'json' | 'markdown';
}

export function addExplain(program: Command, { finish, terminal, format, notEmpty }: Line): void {
  program
    .command('explain [tool]')
    .description('who may do what: permissions, approvals, limits, tokens')
    .option(
      '--as <caller>',
      'roles=a,b,scopes=x,id=u1,tenant=t1,attributes.k=v (5, true, "5"); or nobody',
      notEmpty,
    )
    .option('--lowering', 'what each provider cannot be told, and where it went')
    .option('--file <tools.yaml>', 'the file to explain', notEmpty)
    .addOption(format(['pretty', 'json', 'markdown']))
    .action(async (tool: string | undefined, { as, file, lowering, format: asked }: Flags) => {
      const { explainCommand } = await import('../explain.js');
      const markdown = asked === 'markdown';
      const said = terminal(asked === 'markdown' ? 'pretty' : asked);
      const options = {
        ...(tool !== undefined && { tool }),
        ...(as !== undefined && { as }),
        ...(file !== undefined && { file }),
        ...(lowering && { lowering }),
        markdown,
      };
      finish(await explainCommand(options, process.cwd(), said));
    });
  program
    .command('explain-code <code>')
    .description('what a diagnostic means and why it matters, as in explain-code TW1004')
    .addOption(format(['pretty', 'json']))
    .action(async (code: string, options: { readonly format: 'pretty' | 'json' }) => {
      const { explainCodeCommand } = await import('../explain-code.js');
      finish(explainCodeCommand(code, terminal(options.format)));
    });
}
