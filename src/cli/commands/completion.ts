import type { Command } from 'commander';
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
  const lines = ['# plimsoll completion for fish'];
  const top = program.commands.map((command) => command.name()).join(' ');
  for (const command of program.commands) {
    lines.push(
      `complete -c plimsoll -n "not __fish_seen_subcommand_from ${top}" -f -a ${command.name()} -d ${quote(command.summary() || command.description())}`,
    );
    for (const child of command.commands) {
      lines.push(
        `complete -c plimsoll -n "__fish_seen_subcommand_from ${command.name()}" -f -a ${child.name()} -d ${quote(child.description())}`,
      );
    }
    for (const { argChoices } of command.registeredArguments) {
      if (argChoices)
        lines.push(
          `complete -c plimsoll -n "__fish_seen_subcommand_from ${command.name()}" -f -a ${quote(argChoices.join(' '))}`,
        );
    }
    for (const option of command.options.filter((candidate) => !candidate.hidden)) {
      const long = option.long ? ` -l ${option.long.slice(2)}` : '';
      const short = option.short ? ` -s ${option.short.slice(1)}` : '';
      const choices = option.argChoices
        ? ` -x -a ${quote(option.argChoices.join(' '))}`
        : option.required
          ? ' -r'
          : '';
      lines.push(
        `complete -c plimsoll -n "__fish_seen_subcommand_from ${command.name()}"${long}${short}${choices} -d ${quote(option.description)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
