import type { Cluster, KubernetesObject } from '../../cluster/index.ts';
import type { Catalogue } from '../catalogue/load-catalogue.ts';
import { applyPatch } from '../json-patch.ts';
import { judge } from '../judge/judge.ts';
import type { Result, Verdict } from '../result.ts';
import { caseCluster } from './case-cluster.ts';
import type { CaseWorld, ControlCase } from './control-case.ts';
import { mismatches } from './expectation.ts';

/** What became of one case in one shape. */
export interface CaseOutcome {
  readonly control: string;
  readonly case: string;
  readonly kind: ControlCase['kind'];
  /** `Deployment` where a bare pod spec was judged in one; empty for objects as written. */
  readonly shape: string;
  /** One sentence for each expectation that was not met; none when the case passed. */
  readonly failures: readonly string[];
  readonly file: string;
  readonly line?: number;
}

/** Gives a cluster the saved answers of a case, and says what is wrong with them. */
export type ConnectAnswers = (cluster: Cluster, answers: readonly unknown[]) => readonly string[];

/** Runs the cases of every control, or of those with the given ids, and proves that offered fixes cure. */
export function testCatalogue(
  catalogue: Catalogue,
  controls?: readonly string[],
  connect: ConnectAnswers = () => ['answers of a cloud are not read here'],
): CaseOutcome[] {
  const ids = controls ?? catalogue.controls.map(({ id }) => id);
  return ids.flatMap((id) =>
    (catalogue.cases.get(id) ?? []).flatMap((subject) =>
      subject.worlds.map((world) => runCase({ catalogue, control: id, subject, connect }, world)),
    ),
  );
}

/** Readable lines: the case, where it is written, and what was expected of it. */
export function formatCaseOutcome(outcome: CaseOutcome): string {
  const shape = outcome.shape === '' ? '' : ` as ${outcome.shape}`;
  const title = `${outcome.control}: ${outcome.case}${shape}`;
  if (outcome.failures.length === 0) return `ok    ${title}`;
  const place = outcome.line === undefined ? outcome.file : `${outcome.file}:${outcome.line}`;
  return [`FAIL  ${title} (${place})`, ...outcome.failures.map((failure) => `      ${failure}`)].join('\n');
}

interface Run {
  readonly catalogue: Catalogue;
  readonly control: string;
  readonly subject: ControlCase;
  readonly connect: ConnectAnswers;
}

function runCase(run: Run, world: CaseWorld): CaseOutcome {
  const { control, subject } = run;
  const { results, problems } = judgeCase(run, world.objects);
  return {
    control,
    case: subject.name,
    kind: subject.kind,
    shape: world.shape,
    failures: [
      ...problems,
      ...kindMismatch(subject.kind, results),
      ...mismatches(subject.expect, results),
      ...uncured(run, world, results),
    ],
    file: subject.file,
    ...(subject.line === undefined ? {} : { line: subject.line }),
  };
}

function judgeCase(
  { catalogue, control, subject, connect }: Run,
  objects: readonly KubernetesObject[],
): { readonly results: readonly Result[]; readonly problems: readonly string[] } {
  const results: Result[] = [];
  const cluster = caseCluster(subject, objects);
  const problems = subject.answers === undefined ? [] : connect(cluster, subject.answers);
  judge(cluster, catalogue, {
    controls: ({ id }) => id === control,
    parameters: { [control]: subject.parameters },
    now: 0,
    onResult: (result) => results.push(result),
  });
  return { results, problems };
}

function kindMismatch(kind: ControlCase['kind'], results: readonly Result[]): string[] {
  const fails = results.some(({ verdict }) => verdict === 'fail' || verdict === 'provider-managed');
  if (kind === 'bad' && !fails) return ['the case is bad, but nothing in it fails'];
  return kind === 'good' && fails ? ['the case is good, but something in it fails'] : [];
}

/** Findings whose fix, applied to the object, leaves them standing. */
function uncured(run: Run, world: CaseWorld, results: readonly Result[]): string[] {
  return results.flatMap(({ fix, objectId, verdict, message }) => {
    if (fix === undefined || verdict !== 'fail') return [];
    try {
      const cured = world.objects.map((object) =>
        object.kind === fix.object.kind && object.metadata.name === fix.object.name
          ? applyPatch(object, fix.patch)
          : object,
      );
      const after = judgeCase(run, cured).results.find((result) => result.objectId === objectId);
      const left: Verdict = after?.verdict ?? 'pass';
      return left === 'pass' || left === 'not-applicable'
        ? []
        : [`the fix does not cure it, it is ${left} after it: ${message}`];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return [`the fix does not apply: ${error.message}`];
    }
  });
}
