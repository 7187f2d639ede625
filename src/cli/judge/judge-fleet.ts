import { type Cluster, nearest } from '../../cluster/index.ts';
import {
  type Catalogue,
  type Control,
  type JudgeOptions,
  judge,
  type QuietVerdicts,
} from '../../controls/index.ts';
import {
  type JudgedCluster,
  type ReportException,
  type UnreachableCluster,
  viewOfCluster,
} from '../../report/index.ts';
import type { LoadedConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import { exceptionRow, type LoadedExceptions } from '../exceptions/load.ts';
import { type FleetMember, isRead } from '../read/member.ts';
import { type Asked, aboutWhatWasAsked } from './about.ts';
import { configuredParameters } from './catalogue.ts';
import { grantedNamespaces } from './granted-namespaces.ts';
import { withConfiguredOwners } from './owners.ts';
import { subjectFacts } from './subject-facts.ts';

/** What the report is built from, cluster by cluster. */
export type Judged = JudgedCluster | UnreachableCluster;

/** By what a run judges, beside the catalogue. */
export interface Rules {
  readonly options: JudgeOptions;
  readonly exceptions: LoadedExceptions;
  readonly config: LoadedConfig;
}

/** The options with the exceptions that objects of this cluster carry, and these as the report says them. */
export function withAnnotated(
  options: JudgeOptions,
  exceptions: LoadedExceptions,
  cluster: Cluster,
): { readonly options: JudgeOptions; readonly rows: readonly ReportException[] } {
  const { exceptions: own } = exceptions.annotatedIn(cluster);
  return {
    options: { ...options, exceptions: [...exceptions.exceptions, ...own] },
    rows: own.map((exception) => exceptionRow(exception, options.now)),
  };
}

/** Judges every cluster that was read; the others stay rows with their reason. */
export function judgeFleet(
  members: readonly FleetMember[],
  catalogue: Catalogue,
  { options, exceptions, config }: Rules,
  asked: Asked,
): Judged[] {
  return members.map((member) => {
    if (!isRead(member)) return member;
    const { cluster } = member;
    const isAsked = aboutWhatWasAsked(cluster, catalogue, asked);
    const here = withAnnotated(options, exceptions, cluster);
    return judgedCluster(cluster, config, here.rows, (take, takeQuiet) => {
      judge(cluster, catalogue, {
        ...here.options,
        keepResults: false,
        onResult: (result) => isAsked(result.subject, result.control) && take(result),
        ...(takeQuiet && { onQuiet: withAsked(takeQuiet, isAsked) }),
      });
    });
  });
}

function withAsked(
  take: (quiet: QuietVerdicts) => void,
  isAsked: ReturnType<typeof aboutWhatWasAsked>,
): (quiet: QuietVerdicts) => void {
  return (quiet) => {
    const [subject] = quiet.subjects;
    if (subject === undefined) return;
    const controls = quiet.controls.filter(({ id }) => isAsked(subject, id));
    if (controls.length > 0) take(controls.length === quiet.controls.length ? quiet : { ...quiet, controls });
  };
}

/** A judged cluster as the report takes it, with what makes a subject weigh more and who owns it. */
export function judgedCluster(
  cluster: Cluster,
  config: LoadedConfig,
  exceptions: readonly ReportException[],
  results: JudgedCluster['results'],
): JudgedCluster {
  const view = viewOfCluster(cluster);
  const describe = withConfiguredOwners(view, config);
  const alsoIn = grantedNamespaces(cluster);
  return {
    ...view,
    results,
    exceptions,
    describe: (reference) => {
      const described = describe(reference);
      return described && { ...described, alsoIn: alsoIn(reference) };
    },
    factsOf: subjectFacts(cluster, config),
  };
}

/** The judge's options from flags and configuration. `--control` names that do not exist are an error, not an empty run. */
export function judgeOptions(
  config: LoadedConfig,
  catalogue: Catalogue,
  only: readonly string[] | undefined,
): JudgeOptions {
  const parameters = configuredParameters(config, catalogue);
  const now = Date.now();
  if (only === undefined || only.length === 0) return { parameters, now };
  const wanted = new Set(only);
  for (const id of wanted) {
    if (catalogue.control(id) === undefined)
      throw new CliError('control-not-found', `There is no control "${id}"`, nearControls(id, catalogue));
  }
  return { parameters, now, controls: ({ id }: Control) => wanted.has(id) };
}

/** The controls that a run judges by, in the order of the catalogue. */
export function judgedControls(catalogue: Catalogue, { controls }: JudgeOptions): Control[] {
  return catalogue.controls.filter(controls ?? (({ enforcement }) => enforcement === 'scan'));
}

/** The control whose id is written nearly so; then those that share a word with it, first those whose words few have. */
export function nearControls(id: string, catalogue: Catalogue): string {
  const words = id
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2);
  const closeness = new Map<string, number>();
  for (const word of words) {
    const having = catalogue.controls.filter((control) => control.id.includes(word));
    for (const control of having)
      closeness.set(control.id, (closeness.get(control.id) ?? 0) + 1 / having.length);
  }
  const mistyped = nearest(
    id,
    catalogue.controls.map((control) => control.id),
  );
  const sharing = [...closeness].toSorted(([, one], [, other]) => other - one).map(([name]) => name);
  const near = [...new Set([...(mistyped === undefined ? [] : [mistyped]), ...sharing])];
  return near.length === 0
    ? 'plimsoll policy list names them.'
    : `Did you mean ${near.slice(0, 5).join(', ')}?`;
}
