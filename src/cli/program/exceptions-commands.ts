import { type Command, Option } from 'commander';
import { addReadOptions, addTargetOptions, formatOption } from '../options.ts';
import { examples } from './help-text.ts';

/** Adds `plimsoll exceptions` and its commands to the tree. */
export function exceptions(program: Command): void {
  const command = program
    .command('exceptions')
    .summary('write, list, check and pin what is lived with')
    .description('Files of exceptions: findings that people decided to live with until a date.')
    .addHelpText(
      'after',
      examples(
        ['plimsoll exceptions init k8s/', 'a file for the failures of today'],
        ['plimsoll exceptions check', 'is one expired, too broad, there twice?'],
      ),
    );
  init(command);
  list(command);
  check(command);
  pin(command);
}

function init(parent: Command): void {
  const command = parent
    .command('init [target...]')
    .description(
      'Writes a file of exceptions for the failures of today, one for each control and workload. Owner and reason are\n' +
        'left empty, and the file is refused until somebody fills them in.',
    );
  addJudgingOptions(command);
  command
    .option('-o, --output <file>', 'file to write; an existing one is left alone', 'plimsoll-exceptions.yaml')
    .addOption(
      new Option('--severity <severity>', 'only findings at least this grave').choices([
        'critical',
        'high',
        'medium',
        'low',
      ]),
    )
    .option('--expires <date>', 'last day of each exception (default: in 90 days)')
    .addHelpText(
      'after',
      examples(
        ['plimsoll exceptions init k8s/ --severity high', 'manifests'],
        ['plimsoll exceptions init --report report.json -o prod.yaml', 'from a report'],
        ['plimsoll exceptions init --context prod', 'a live cluster'],
      ),
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runExceptionsInit } = await import('../commands/exceptions-init.ts');
      process.exitCode = await runExceptionsInit(targets, self.optsWithGlobals());
    });
}

function list(parent: Command): void {
  const command = parent
    .command('list [target...]')
    .description(
      'Lists exceptions with state, days left and what they cover. With a target or --report also how many findings.',
    );
  addJudgingOptions(command);
  command
    .addOption(formatOption(['table', 'json']))
    .addHelpText(
      'after',
      examples(
        ['plimsoll exceptions list', 'those of plimsoll.yaml'],
        ['plimsoll exceptions list --exceptions accepted.yaml k8s/', 'with what they cover'],
      ),
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runExceptionsList } = await import('../commands/exceptions.ts');
      process.exitCode = await runExceptionsList(targets, self.optsWithGlobals());
    });
}

function check(parent: Command): void {
  const command = parent
    .command('check [target...]')
    .description(
      'Checks exceptions: expired, too broad, too long, there twice, approved by\n' +
        'their owner. With a target or --report also those that cover nothing, too many\n' +
        'findings or something else than was decided about, and those on objects.',
    );
  addJudgingOptions(command);
  command
    .addOption(formatOption(['table', 'json']))
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll exceptions check', 'the files alone'],
        ['plimsoll exceptions check --context prod', 'against a cluster'],
        ['plimsoll exceptions check --report report.json', 'against a report'],
      )}
Exit: 0 nothing to say, 1 something is wrong with an exception, 2 a file has
mistakes, 3 not everything could be read, so covering nothing means nothing.
`,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runExceptionsCheck } = await import('../commands/exceptions.ts');
      process.exitCode = await runExceptionsCheck(targets, self.optsWithGlobals());
    });
}

function pin(parent: Command): void {
  const command = parent
    .command('pin [target...]')
    .description(
      'Adds to exceptions of older files what they were decided about: a digest of\n' +
        'what is found today beside each object id that has none. Prints a diff.',
    );
  addJudgingOptions(command);
  command
    .option('--write', 'change the files in place of printing the diff')
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll exceptions pin --exceptions accepted.yaml k8s/', 'what it would add'],
        ['plimsoll exceptions pin --report report.json --write', 'to the files of plimsoll.yaml'],
      )}
Exit: 0 nothing to add or written, 1 a diff was printed or an exception was left
alone, 2 a file has mistakes, 3 not everything could be read.
`,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runExceptionsPin } = await import('../commands/exceptions-pin.ts');
      process.exitCode = await runExceptionsPin(targets, self.optsWithGlobals());
    });
}

function addJudgingOptions(command: Command): void {
  addTargetOptions(command);
  addReadOptions(command);
  command.option('--report <file>', 'a JSON report, in place of reading a target');
}
