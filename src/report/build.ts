import { compareText, visibleStrings } from '../cluster/index.ts';
import type { QuietVerdicts, Result, Verdict } from '../controls/index.ts';
import { createScoreAccumulator, fleetScore, type Score } from '../posture/index.ts';
import { groupIntoCauses, type WeighedFinding } from './causes.ts';
import { emptinessProblems } from './emptiness.ts';
import { filterProblems, isShown } from './filter.ts';
import { findingOf, scoreOf } from './finding.ts';
import { decideGate } from './gate.ts';
import type { JudgedCluster, ReportInput } from './input.ts';
import { createNotConnectedTally, type NotConnectedTally } from './not-connected.ts';
import { reportCluster, unreachableRow } from './report-cluster.ts';
import { reportControl } from './report-control.ts';
import type { Finding, Report, ReportCluster, ReportWorkload, VerdictCounts } from './schema.ts';
import { createSubjectLookup } from './subject-lookup.ts';
import { severities } from './text/phrases.ts';

/** Builds the report: what was judged, grouped into what to do first, with what could not be seen. Pure and deterministic. */
export function buildReport(input: ReportInput): Report {
  const shared: Tally = {
    counts: new Map(),
    notConnected: createNotConnectedTally(),
    shown: 0,
    decided: false,
    waits: false,
  };
  const judged = input.clusters.map((cluster) =>
    'results' in cluster ? judgedRow(cluster, input, shared) : { row: unreachableRow(cluster), ...nothing },
  );
  const controls = new Map(input.controls.map((control) => [control.id, control]));
  const { causes, causeOf } = groupIntoCauses(
    judged.flatMap(({ failures }) => failures),
    controls,
  );
  const findings = judged.flatMap(({ findings: each }) => each);
  for (const [finding, cause] of causeOf) finding.cause = cause;
  findings.sort(inReadingOrder);

  const clusters = judged.map(({ row }) => row);
  const scored = judged.filter(({ row, score: each }) => each || row.state === 'unreachable');
  const score = fleetScore(scored.map((each) => each.score));
  const rawScore = fleetScore(scored.map((each) => each.rawScore));
  const notConnected = shared.notConnected.list(input.clusters.flatMap(sourcesOf));
  const filtered = filterErrors(input, shared);
  const found = filtered.length > 0 ? filtered : emptinessProblems(input, clusters, shared);
  const errors = [...(input.errors ?? []), ...found];
  const problems = input.problems ?? [];
  const coverage = score?.coverage;
  const run = { ...input.run, filters: [...(input.filter?.text ?? [])] };
  const report: Report = {
    schema: 'plimsoll.report/v1',
    tool: { name: 'plimsoll', version: input.toolVersion },
    run,
    clusters,
    ...(score && { score: scoreOf(score, rawScore) }),
    controls: input.controls.map((control) => reportControl(control, countsOf(shared, control.id))),
    causes,
    findings,
    workloads: judged.flatMap(({ workloads }) => workloads),
    ...(input.power && { power: input.power }),
    ...(input.network && { network: input.network }),
    notConnected,
    exceptions: exceptionRows(input, findings),
    gate: decideGate(
      {
        findings,
        clusters,
        run,
        notConnected,
        errors,
        problems,
        decided: shared.decided,
        ...(coverage !== undefined && { coverage }),
      },
      input.gate,
    ),
    problems: [...errors, ...problems].map((problem) => ({ ...problem })),
  };
  return withVisibleText(report);
}

/** The exceptions of files and of objects, each with how many findings it covers, in force or not. */
function exceptionRows(input: ReportInput, findings: readonly Finding[]): Report['exceptions'] {
  const matched = new Map<string, number>();
  const changed = new Map<string, number>();
  for (const { exception, exceptionState, change } of findings) {
    if (exception === undefined || change === 'cured') continue;
    matched.set(exception, (matched.get(exception) ?? 0) + 1);
    if (exceptionState === 'changed') changed.set(exception, (changed.get(exception) ?? 0) + 1);
  }
  const carried = input.clusters.flatMap((cluster) =>
    'results' in cluster ? (cluster.exceptions ?? []) : [],
  );
  const rows = [...(input.exceptions ?? []), ...carried].map((exception) => ({
    ...exception,
    matched: matched.get(exception.id) ?? 0,
    ...(changed.has(exception.id) && { changed: changed.get(exception.id) }),
  }));
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/**
 * Names and values come from whoever wrote the manifests: no output of any format may obey them. What the catalogue says is
 * ours and keeps its lines; a patch is data.
 */
function withVisibleText(report: Report): Report {
  const { controls, findings, ...rest } = report;
  return {
    ...visibleStrings(rest),
    controls,
    findings: findings.map(withVisibleFinding),
  };
}

function withVisibleFinding(finding: Finding): Finding {
  const { fix, ...said } = finding;
  const visible = visibleStrings(said);
  return visible === said ? finding : { ...visible, ...(fix && { fix }) };
}

interface Tally {
  readonly counts: Map<string, VerdictCounts>;
  readonly notConnected: NotConnectedTally;
  shown: number;
  /** Whether any control came to a verdict about anything. */
  decided: boolean;
  /** Whether a verdict waits for a source that is not connected. */
  waits: boolean;
}

interface JudgedRow {
  readonly row: ReportCluster;
  readonly score: Score | undefined;
  /** With accepted risk counted as failure. */
  readonly rawScore: Score | undefined;
  readonly findings: Finding[];
  readonly failures: WeighedFinding[];
  readonly workloads: ReportWorkload[];
}

const nothing: Omit<JudgedRow, 'row'> = {
  score: undefined,
  rawScore: undefined,
  findings: [],
  failures: [],
  workloads: [],
};

const decisions: ReadonlySet<Verdict> = new Set(['pass', 'fail', 'excepted', 'provider-managed', 'attested']);

/** Verdicts that are told one by one: what a person may have to act on, and what is not held against them, with its reason. */
const kept: ReadonlySet<Verdict> = new Set(['fail', 'unknown', 'excepted', 'provider-managed']);

function judgedRow(cluster: JudgedCluster, input: ReportInput, tally: Tally): JudgedRow {
  const accumulator = createScoreAccumulator();
  const subjects = createSubjectLookup(cluster, input);
  const findings: Finding[] = [];
  const failures: WeighedFinding[] = [];
  let unread = false;
  let decided = false;

  const take = (result: Result): void => {
    const subject = subjects.of(result.subject);
    if (!isShown(input.filter, result.subject, subject)) return;
    tally.shown++;
    countsOf(tally, result.control)[result.verdict]++;
    accumulator.add(result, subject.weight);
    decided ||= decisions.has(result.verdict);
    if (result.unknown?.state === 'not-connected') {
      tally.notConnected.add(result, cluster.coverage.notConnected);
      tally.waits = true;
      return;
    }
    if (!kept.has(result.verdict)) return;
    unread ||= result.verdict === 'unknown';
    const finding = findingOf(result, subject.scopes, cluster.changeOf?.(result));
    findings.push(finding);
    subjects.mark(result.subject);
    if (result.verdict !== 'fail') return;
    const { sourceOfTruth } = subject.description;
    const name = cluster.identity.name;
    failures.push({
      finding,
      cluster: name,
      weight: subject.weight.least,
      ...(sourceOfTruth && { sourceOfTruth }),
    });
  };
  const takeQuiet = (quiet: QuietVerdicts): void => {
    const [reference] = quiet.subjects;
    if (reference === undefined) return;
    const subject = subjects.of(reference);
    if (!isShown(input.filter, reference, subject)) return;
    const { verdict, controls, subjects: about } = quiet;
    tally.shown += controls.length * about.length;
    for (const { id } of controls) countsOf(tally, id)[verdict] += about.length;
    accumulator.addQuiet(quiet, subject.weight);
    decided ||= decisions.has(verdict);
  };
  if (typeof cluster.results === 'function') cluster.results(take, takeQuiet);
  else for (const result of cluster.results) take(result);
  for (const result of cluster.cured ?? []) {
    const subject = subjects.of(result.subject);
    if (!isShown(input.filter, result.subject, subject)) continue;
    findings.push(findingOf(result, subject.scopes, 'cured'));
    decided = true;
  }

  // Where nothing was decided and nothing failed to be read, a score would be a range of everything.
  const isScored = decided || unread;
  const score = isScored ? accumulator.score() : undefined;
  const rawScore = isScored ? accumulator.rawScore() : undefined;
  tally.decided ||= decided;
  const row = reportCluster(cluster, score && scoreOf(score, rawScore), unread);
  return { row, score, rawScore, findings, failures, workloads: subjects.markedWorkloads() };
}

function countsOf({ counts: known }: Tally, control: string): VerdictCounts {
  let counts = known.get(control);
  if (counts === undefined) {
    counts = noVerdicts();
    known.set(control, counts);
  }
  return counts;
}

function noVerdicts(): VerdictCounts {
  return {
    pass: 0,
    fail: 0,
    excepted: 0,
    'not-applicable': 0,
    'provider-managed': 0,
    attested: 0,
    unknown: 0,
  };
}

function sourcesOf(cluster: ReportInput['clusters'][number]) {
  return 'results' in cluster ? cluster.coverage.notConnected : [];
}

function filterErrors(input: ReportInput, tally: Tally) {
  const namespaces = new Set(
    input.clusters.flatMap((cluster) => ('results' in cluster ? cluster.namespaceNames : [])),
  );
  return filterProblems(input.filter, { namespaces, shown: tally.shown });
}

const verdictOrder: readonly Verdict[] = [
  'fail',
  'unknown',
  'excepted',
  'attested',
  'provider-managed',
  'not-applicable',
  'pass',
];

/** Failures by what to do first, then what is unknown, then accepted risk; each by place. */
function inReadingOrder(one: Finding, other: Finding): number {
  return (
    verdictOrder.indexOf(one.verdict) - verdictOrder.indexOf(other.verdict) ||
    (one.cause ?? Number.MAX_SAFE_INTEGER) - (other.cause ?? Number.MAX_SAFE_INTEGER) ||
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    compareText(one.cluster, other.cluster) ||
    compareText(one.subject.namespace, other.subject.namespace) ||
    compareText(one.subject.kind, other.subject.kind) ||
    compareText(one.subject.name, other.subject.name) ||
    compareText(one.control, other.control) ||
    compareText(one.subject.container ?? '', other.subject.container ?? '') ||
    compareText(one.objectId, other.objectId)
  );
}
