import { quotedWord } from '../report/index.ts';
import { defaultTimeout, type ReadFlags } from './flags.ts';

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

/** The options of a command that say what was read and how, as words of another command line. */
export function readingWords(flags: Partial<ReadFlags>): readonly string[] {
  const given: readonly (readonly [string, string | boolean | readonly string[] | undefined])[] = [
    ['--filename', flags.filename],
    ['--context', flags.context],
    ['--all-contexts', flags.allContexts],
    ['--kubeconfig', flags.kubeconfig],
    ['--as', flags.as],
    ['--as-group', flags.asGroup],
    ['--namespace', flags.namespace],
    ['--selector', flags.selector],
    ['--scope', flags.scope],
    ['--kubernetes-version', flags.kubernetesVersion],
    ['--cluster-name', flags.clusterName],
    ['--complete', flags.complete],
    ['--apply-namespace', flags.applyNamespace],
    ['--values', flags.values],
    ['--set', flags.set],
    ['--allow-remote', flags.allowRemote],
    ['--no-secrets', flags.secrets === false],
    ['--timeout', flags.timeout === defaultTimeout ? undefined : flags.timeout],
    ['--config', flags.config],
    ['--policies', flags.policies],
    ['--skip-broken', flags.skipBroken],
    ['--control', flags.control],
    ['--onto', flags.onto],
    ['--exceptions', flags.exceptions],
    ['--evidence', flags.evidence],
  ];
  return given.flatMap(([option, value]) => {
    if (value === true) return [option];
    if (value === undefined || value === false) return [];
    return [value].flat().flatMap((each) => [option, each]);
  });
}
