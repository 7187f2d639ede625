import { formatPath, type Position } from '../../../cluster/index.ts';
import { type Lint, type LintRuleId, lintOf, lintRules } from '../../../network/index.ts';
import { counted, csvCell, wrap } from '../../../report/index.ts';
import { writeStandardOutput } from '../../output.ts';
import { linesText } from '../../shown-text.ts';
import {
  jsonHead,
  type NetworkFlags,
  profileLines,
  type ReadNetwork,
  readNetworks,
} from './read-networks.ts';
import { ShownPart } from './shown-part.ts';

export interface NetworkLintFlags extends NetworkFlags {
  readonly output: 'table' | 'json' | 'csv';
}

/**
 * `plimsoll network lint`: what is wrong with policies as they are written, over the pods that are there. 0 where nothing or
 * notes alone were found, 1 where a warning was, 3 when something was not read.
 */
export async function runNetworkLint(targets: readonly string[], flags: NetworkLintFlags): Promise<number> {
  const part = new ShownPart(flags);
  const { networks, isIncomplete } = await readNetworks(flags, targets, {
    saysUnread: flags.output !== 'csv',
  });
  part.requireMatch(networks, ({ engine }) => engine.policies);
  const all = networks.map((network) => ({
    network,
    lints: lintOf(network.engine).filter(
      ({ object }) => object === undefined || part.shows(network, { object }),
    ),
  }));
  const formats = {
    table: () => all.map(({ network, lints }) => linesText(page(network, lints))),
    json: () => [
      `${JSON.stringify(
        all.map(({ network, lints }) => ({
          ...jsonHead(network),
          lints: lints.map(asJson),
        })),
        null,
        2,
      )}\n`,
    ],
    csv: () => csv(all),
  };
  await writeStandardOutput(formats[flags.output]());
  const isWarned = all.some(({ lints }) => lints.some(({ rule }) => lintRules[rule].severity === 'warning'));
  return isIncomplete ? 3 : isWarned ? 1 : 0;
}

function page(network: ReadNetwork, lints: readonly Lint[]): string[] {
  const byRule = Map.groupBy(lints, ({ rule }) => rule);
  const of = (severity: string) => lints.filter(({ rule }) => lintRules[rule].severity === severity).length;
  return [
    ...profileLines(network).flatMap((line) => wrap(line, 80)),
    '',
    `${counted(of('warning'), 'warning')}, ${counted(of('note'), 'note')}.`,
    ...[...byRule].flatMap(([rule, same]) => ruleLines(rule, same)),
    '',
  ];
}

function ruleLines(rule: LintRuleId, lints: readonly Lint[]): string[] {
  const { title, why, cure, severity } = lintRules[rule];
  return [
    '',
    `${severity === 'warning' ? '▲ warning' : '○ note   '}  ${title} (${rule})`,
    ...wrap(why, 76).map((line) => `    ${line}`),
    ...wrap(`cure  ${cure}`, 76).map((line) => `    ${line}`),
    ...lints.flatMap((lint) => [
      `  ${placeText(lint)}`,
      ...wrap(lint.message, 74).map((line) => `      ${line}`),
    ]),
  ];
}

function placeText(lint: Lint): string {
  const { object } = lint;
  if (object === undefined) return 'all policies';
  const position = positionOf(lint);
  const name = `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`;
  return position === undefined ? name : `${name}  ${position.file}:${position.line}:${position.column}`;
}

function positionOf({ object, path }: Lint): Position | undefined {
  return object?.origin?.locate(path);
}

function asJson(lint: Lint) {
  const { rule, object, path, message } = lint;
  const { severity, cure, source } = lintRules[rule];
  const position = positionOf(lint);
  return {
    rule,
    severity,
    ...(object && {
      object: { group: object.group, kind: object.kind, namespace: object.namespace, name: object.name },
    }),
    path: formatPath(path),
    message,
    cure,
    source,
    ...(position && { file: position.file, line: position.line, column: position.column }),
  };
}

function* csv(
  all: readonly { readonly network: ReadNetwork; readonly lints: readonly Lint[] }[],
): Generator<string> {
  yield 'cluster,rule,severity,kind,namespace,name,path,message,file,line\n';
  for (const { network, lints } of all)
    for (const lint of lints) {
      const { rule, object, path, message } = lint;
      const position = positionOf(lint);
      yield `${[
        network.name,
        rule,
        lintRules[rule].severity,
        object?.kind ?? '',
        object?.namespace ?? '',
        object?.name ?? '',
        formatPath(path),
        message,
        position?.file ?? '',
        position?.line ?? '',
      ]
        .map(csvCell)
        .join(',')}\n`;
    }
}
