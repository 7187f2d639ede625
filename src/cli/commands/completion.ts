import type { Command, Option } from 'commander';
import { printText } from '../output.ts';

/**
 * Prints a completion script for a shell, made from the command tree, so that it never lags behind it. Words are
 * commands, options and option choices; names of contexts come from `plimsoll contexts`-like reading by the shell's
 * own file completion, not from a cluster.
 */
export function runCompletion(shell: string, program: Command): number {
  const words = completionWords(program);
  if (shell === 'bash') printText(bash(words));
  else if (shell === 'zsh') printText(zsh(words));
  else printText(fish(program));
  return 0;
}

/** Command path (`policy show`) → the words that may follow it; with an option at its end, the values of that option. */
function completionWords(program: Command): {
  commands: Map<string, string[]>;
  values: Map<string, readonly string[]>;
} {
  const commands = new Map<string, string[]>();
  const values = new Map<string, readonly string[]>();
  walk(program, []);
  return { commands, values };

  function walk(command: Command, path: string[]): void {
    const children = command.commands.filter((child) => child.name() !== 'help');
    const options = command.options.filter((option) => !option.hidden);
    commands.set(path.join(' '), [
      ...children.map((child) => child.name()),
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
      ...options.map((option) => option.long ?? option.short ?? ''),
      '--help',
    ]);
    for (const { long, short, argChoices } of options) {
      for (const flag of [long, short])
        if (flag && argChoices) values.set([...path, flag].join(' '), argChoices);
    }
    for (const child of children) walk(child, [...path, child.name()]);
  }
}

function bash({ commands, values }: ReturnType<typeof completionWords>): string {
  return `# plimsoll completion for bash
_plimsoll() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path="" word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "$word" in -*) continue ;; esac
    case "$path $word" in
${[...commands.keys()]
  .filter((path) => path !== '')
  .map((path) => `      ${quote(path.includes(' ') ? path : ` ${path}`)}) path=${quote(path)} ;;`)
  .join('\n')}
    esac
  done
  local candidates=""
  case "$path" in
${cases(commands)}
  esac
  case "$path $previous" in
${cases(values)}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _plimsoll plimsoll
`;
}

function cases(words: ReadonlyMap<string, readonly string[]>): string {
  return [...words]
    .map(([path, next]) => `    ${quote(path)}) candidates=${quote(next.join(' '))} ;;`)
    .join('\n');
}

function zsh(words: ReturnType<typeof completionWords>): string {
  return `#compdef plimsoll
autoload -U +X bashcompinit && bashcompinit
${bash(words)}`;
}

function fish(program: Command): string {
  return `${['# plimsoll completion for fish', ...fishLines(program, [], program.options)].join('\n')}\n`;
}

/** What may follow a command: its own commands while none of them is there, choices of its arguments, and options. */
function fishLines(command: Command, path: readonly string[], globals: readonly Option[]): string[] {
  const children = command.commands.filter((child) => child.name() !== 'help');
  const names = children.map((child) => child.name()).join(' ');
  const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`);
  const here = [...seen, ...(names === '' ? [] : [`not __fish_seen_subcommand_from ${names}`])].join(
    '; and ',
  );
  const complete = `complete -c plimsoll${here === '' ? '' : ` -n ${quote(here)}`}`;
  return [
    ...children.map((child) => `${complete} -f -a ${child.name()} -d ${quote(summaryOf(child))}`),
    ...command.registeredArguments.flatMap(({ argChoices }) =>
      argChoices === undefined ? [] : [`${complete} -f -a ${quote(argChoices.join(' '))}`],
    ),
    ...[...new Set([...command.options, ...globals])]
      .filter((option) => !option.hidden)
      .map((option) => `${complete}${fishOption(option)}`),
    ...children.flatMap((child) => fishLines(child, [...path, child.name()], globals)),
  ];
}

function fishOption({ long, short, argChoices, required, description }: Option): string {
  const name = `${long ? ` -l ${long.slice(2)}` : ''}${short ? ` -s ${short.slice(1)}` : ''}`;
  const value = argChoices ? ` -x -a ${quote(argChoices.join(' '))}` : required ? ' -r' : '';
  return `${name}${value} -d ${quote(firstLine(description))}`;
}

function summaryOf(command: Command): string {
  return firstLine(command.summary() || command.description());
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
