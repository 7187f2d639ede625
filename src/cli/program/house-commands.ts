import { Argument, type Command } from 'commander';
import { examples } from './help-text.ts';

/** Adds `plimsoll config` and its commands to the tree. */
export function config(program: Command): void {
  const command = program
    .command('config')
    .summary('make and check plimsoll.yaml')
    .description('Makes and checks plimsoll.yaml, which is read from the working folder or by --config.')
    .addHelpText(
      'after',
      examples(['plimsoll config init', 'a commented file'], ['plimsoll config validate', 'is it right?']),
    );
  command
    .command('init')
    .description('Writes a commented plimsoll.yaml; an existing file is left alone.')
    .option('-f, --filename <file>', 'file to write', 'plimsoll.yaml')
    .addHelpText(
      'after',
      examples(
        ['plimsoll config init', 'plimsoll.yaml here'],
        ['plimsoll config init -f ci/plimsoll.yaml', 'elsewhere'],
      ),
    )
    .action(async (_options, self: Command) => {
      const { runConfigInit } = await import('../commands/config.ts');
      process.exitCode = await runConfigInit(self.optsWithGlobals());
    });
  command
    .command('validate [file]')
    .description('Checks a configuration file and says what is wrong, with line and column.')
    .addHelpText(
      'after',
      examples(
        ['plimsoll config validate', 'plimsoll.yaml here'],
        ['plimsoll config validate ci/plimsoll.yaml', 'elsewhere'],
      ),
    )
    .action(async (file: string | undefined, _options, self: Command) => {
      const { runConfigValidate } = await import('../commands/config.ts');
      process.exitCode = await runConfigValidate(file, self.optsWithGlobals());
    });
}

/** Adds `plimsoll completion` to the tree. */
export function completion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'whose completion').choices(['bash', 'zsh', 'fish']))
    .summary('completion script for bash, zsh or fish')
    .description(
      'Prints the completion script of a shell, made from the commands and options of this version.',
    )
    .addHelpText(
      'after',
      examples(
        ['source <(plimsoll completion bash)', 'for this shell'],
        ['plimsoll completion zsh > ~/.zfunc/_plimsoll', 'for every zsh'],
        ['plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish', 'for every fish'],
      ),
    )
    .action(async (shell: string) => {
      const { runCompletion } = await import('../commands/completion.ts');
      process.exitCode = runCompletion(shell, program);
    });
}
