import { quotedWord } from '../report/index.ts';

/**
 * A command as a shell would take it again, for reports. Values given to charts by `--set` may be credentials, so they are
 * left out; `--values` names a file and stays.
 *
 * @param words without the program's name
 */
export function commandLine(words: readonly string[]): string {
  return [
    'plimsoll',
    ...words.map((word, index) => quotedWord(withoutChartValue(word, words[index - 1]))),
  ].join(' ');
}

function withoutChartValue(word: string, previous: string | undefined): string {
  if (previous === '--set') return withoutValues(word);
  return word.startsWith('--set=') ? `--set=${withoutValues(word.slice('--set='.length))}` : word;
}

/** `a=b,c=d` without `b` and `d`. */
export function withoutValues(assignments: string): string {
  return assignments.replaceAll(/=(?:\\.|[^,\\])*/gs, '=…');
}
