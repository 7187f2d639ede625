import { isSameObject } from '../cluster/index.ts';
import type { QuietVerdicts, Result, Severity, Subject, Verdict } from '../controls/index.ts';
import { plainWeight, type SubjectWeight } from './weight.ts';

/**
 * The risk score of a cluster as an interval, 0 to 100. `lo` counts every verdict that could not be reached as a failure,
 * `hi` counts it as a pass, so whatever the unknowns turn out to be, the score lies inside.
 */
export interface Score {
  readonly lo: number;
  readonly hi: number;
  /** Evaluated ÷ (evaluated + unknown), 0 to 1. */
  readonly coverage: number;
  /** The most that `lo` could be, given failures that are open or possible: 59, 79 or 100. */
  readonly loLimit: number;
  /** Why the score is no higher than it is. */
  readonly cap?: ScoreCap;
  /** What keeps `hi` from 100, the costliest control first. */
  readonly contributors: readonly ScoreContributor[];
}

/** What one control costs. Together the points are what `hi` lacks where no cap decides. */
export interface ScoreContributor {
  readonly control: string;
  /** Of 100. */
  readonly points: number;
  /** Subjects that fail it. */
  readonly failing: number;
}

export interface ScoreCap {
  readonly limit: number;
  readonly reason: string;
}

export interface ScoreAccumulator {
  /**
   * Takes one result in. Results of one control about one workload must follow each other: its containers are folded into
   * one row with the worst verdict, and only one row per control is held open, so memory grows with controls alone.
   */
  add(result: Result, weight?: SubjectWeight): void;
  /** Takes passes in, and what does not apply, as if one by one. */
  addQuiet(quiet: QuietVerdicts, weight?: SubjectWeight): void;
  /** The score so far; undefined when nothing was judged at all, which is neither 0 nor 100. */
  score(): Score | undefined;
  /** As {@link score}, with accepted risk counted as the failure that it is. */
  rawScore(): Score | undefined;
}

/** A sum of weights that are not all known. */
interface Span {
  least: number;
  most: number;
}

interface Row {
  cluster: string;
  subject: Subject;
  weight: Span;
  failed: boolean;
  /** Accepted by people. */
  excepted: boolean;
  /** Excepted by the catalogue. */
  aside: boolean;
  unknown: boolean;
}

interface ControlSums {
  severity: Severity;
  pass: Span;
  fail: Span;
  excepted: Span;
  unknown: Span;
  /** One container excepted, another not readable: a failure when accepted risk counts, otherwise unknown. */
  exceptedOrUnknown: Span;
  /** How many subjects fail, and how many are excepted. */
  failing: number;
  accepting: number;
  open: Row | undefined;
}

interface Flags {
  critical: boolean;
  exposedHigh: boolean;
}

const severityShare: Readonly<Record<Severity, number>> = { critical: 10, high: 5, medium: 2, low: 1 };
const noCap = 100;
const criticalCap: ScoreCap = { limit: 59, reason: 'an open critical finding caps the score at 59' };
const exposedHighCap: ScoreCap = {
  limit: 79,
  reason: 'an open high finding on a workload that the internet reaches caps the score at 79',
};

/** What a cluster that could not be judged may turn out to be. */
export const unjudged: Score = { lo: 0, hi: 100, coverage: 0, loLimit: criticalCap.limit, contributors: [] };

/**
 * `score = 100 × (1 − Σ s·√failed ÷ Σ s)` over controls, where `failed` is the weighted share of workloads that fail the
 * control and s is 10, 5, 2 or 1 by severity. The root keeps one bad workload among 500 visible. An open critical caps
 * the score at 59 and an open high on a workload that the internet reaches at 79: a grade that averages away one open way
 * to cluster-admin would be a lie.
 *
 * What a run has no source for (`not-connected`) lowers coverage and leaves the interval alone. Such verdicts are the
 * same in every run without that source: counted as failures they would widen every interval by one constant, hold `lo`
 * under the critical cap for ever, and bury the one fact a reader can act on, which is what was denied today. They are not
 * counted as passes either: they are in neither sum, and coverage says how much of the catalogue the score speaks for.
 *
 * A weight that is not known is an interval too: `hi` weighs failures as little and passes as much as they may weigh, `lo`
 * the other way round, so that every resolution of the facts lies inside as well.
 *
 * A kind that could not be listed is one unknown row, because how many objects it hides is not known either: the interval
 * speaks of verdicts, and coverage and the gate speak of the kind.
 *
 * Not-applicable, provider-managed and attested verdicts were not evaluated here and are in neither sum. Risk that people
 * accept is left out of {@link ScoreAccumulator.score} and counted as failure by {@link ScoreAccumulator.rawScore}; what the
 * catalogue excepts, because the work of a known program needs it, is nobody's decision and in neither.
 */
export function createScoreAccumulator(): ScoreAccumulator {
  const controls = new Map<string, ControlSums>();
  const proven: Flags = { critical: false, exposedHigh: false };
  const possible: Flags = { critical: false, exposedHigh: false };
  const accepted: Flags = { critical: false, exposedHigh: false };
  const acceptedAtMost: Flags = { critical: false, exposedHigh: false };
  let evaluated = 0;
  let unknown = 0;

  function add(result: Result, weight: SubjectWeight = plainWeight): void {
    if (!isScored(result.verdict)) return;
    if (result.verdict !== 'unknown') evaluated++;
    else {
      unknown++;
      if (result.unknown?.state === 'not-connected') return;
    }
    const reachable = weight.internetReachable;
    if (result.verdict === 'fail') raise(proven, result.severity, reachable === true);
    if (result.verdict === 'fail' || result.verdict === 'unknown')
      raise(possible, result.severity, reachable !== false);
    if (isAccepted(result)) {
      raise(accepted, result.severity, reachable === true);
      raise(acceptedAtMost, result.severity, reachable !== false);
    }
    fold(rowOf(sumsOf(controls, result.control, result.severity), result, weight), result);
  }

  function addQuiet(
    { verdict, controls: passed, cluster, subjects }: QuietVerdicts,
    weight: SubjectWeight = plainWeight,
  ): void {
    const [subject] = subjects;
    if (verdict !== 'pass' || subject === undefined) return;
    evaluated += passed.length * subjects.length;
    for (const { id, severity } of passed)
      rowOf(sumsOf(controls, id, severity), { cluster, subject }, weight);
  }

  function compute(exceptedFails: boolean): Score | undefined {
    if (evaluated + unknown === 0) return undefined;
    const shares: Shares = { lo: 0, hi: 0, all: 0, costs: [] };
    for (const [control, sums] of controls) addShare(shares, control, totalled(sums), exceptedFails);
    const coverage = evaluated / (evaluated + unknown);
    const cap = capOf(exceptedFails ? either(proven, accepted) : proven);
    const loLimit = capOf(exceptedFails ? either(possible, acceptedAtMost) : possible)?.limit ?? noCap;
    if (evaluated === 0 && shares.all === 0) return { ...unjudged, loLimit };
    const lo = rounded(Math.min(scoreOf(shares.lo, shares.all), loLimit));
    const hi = rounded(Math.min(scoreOf(shares.hi, shares.all), cap?.limit ?? noCap));
    return { lo, hi, coverage, loLimit, ...(cap && { cap }), contributors: contributorsOf(shares) };
  }

  return { add, addQuiet, score: () => compute(false), rawScore: () => compute(true) };
}

/** A person decided to live with it. */
function isAccepted({ verdict, exceptedBy }: Result): boolean {
  return verdict === 'excepted' && exceptedBy !== 'catalogue';
}

function isScored(verdict: Verdict): boolean {
  return verdict === 'pass' || verdict === 'fail' || verdict === 'unknown' || verdict === 'excepted';
}

function raise(flags: Flags, severity: Severity, internetReachable: boolean): void {
  if (severity === 'critical') flags.critical = true;
  else if (severity === 'high' && internetReachable) flags.exposedHigh = true;
}

function either(one: Flags, other: Flags): Flags {
  return { critical: one.critical || other.critical, exposedHigh: one.exposedHigh || other.exposedHigh };
}

function capOf(flags: Flags): ScoreCap | undefined {
  if (flags.critical) return criticalCap;
  return flags.exposedHigh ? exposedHighCap : undefined;
}

function scoreOf(share: number, all: number): number {
  return all === 0 ? 100 : 100 * (1 - share / all);
}

function sumsOf(controls: Map<string, ControlSums>, control: string, severity: Severity): ControlSums {
  let sums = controls.get(control);
  if (sums === undefined) {
    sums = {
      severity,
      pass: none,
      fail: none,
      excepted: none,
      unknown: none,
      exceptedOrUnknown: none,
      failing: 0,
      accepting: 0,
      open: undefined,
    };
    controls.set(control, sums);
  }
  if (severityShare[severity] > severityShare[sums.severity]) sums.severity = severity;
  return sums;
}

/** The row that is open for this workload; a row of another one is closed. */
function rowOf(
  sums: ControlSums,
  { cluster, subject }: Pick<Result, 'cluster' | 'subject'>,
  weight: Span,
): Row {
  const { open } = sums;
  if (open !== undefined && open.cluster === cluster && isSameObject(open.subject, subject)) return open;
  close(sums);
  const row = { cluster, subject, weight, failed: false, excepted: false, aside: false, unknown: false };
  sums.open = row;
  return row;
}

function fold(row: Row, result: Result): void {
  if (result.verdict === 'fail') row.failed = true;
  else if (isAccepted(result)) row.excepted = true;
  else if (result.verdict === 'excepted') row.aside = true;
  else if (result.verdict === 'unknown') row.unknown = true;
}

function close(sums: ControlSums): void {
  const row = sums.open;
  if (row === undefined) return;
  if (row.failed) sums.fail = plus(sums.fail, row.weight);
  else if (row.excepted && row.unknown) sums.exceptedOrUnknown = plus(sums.exceptedOrUnknown, row.weight);
  else if (row.unknown) sums.unknown = plus(sums.unknown, row.weight);
  else if (row.excepted) sums.excepted = plus(sums.excepted, row.weight);
  else if (!row.aside) sums.pass = plus(sums.pass, row.weight);
  if (row.failed) sums.failing++;
  else if (row.excepted) sums.accepting++;
  sums.open = undefined;
}

/** The sums with the row that is still open counted in; more results about it may follow. */
function totalled(sums: ControlSums): ControlSums {
  const copy = { ...sums };
  close(copy);
  return copy;
}

interface Shares {
  lo: number;
  hi: number;
  all: number;
  readonly costs: { readonly control: string; readonly cost: number; readonly failing: number }[];
}

function addShare(shares: Shares, control: string, sums: ControlSums, exceptedFails: boolean): void {
  const accepted = exceptedFails ? plus(sums.excepted, sums.exceptedOrUnknown) : none;
  const failed = plus(sums.fail, accepted);
  const unknown = exceptedFails ? sums.unknown : plus(sums.unknown, sums.exceptedOrUnknown);
  if (sums.pass.most + failed.most + unknown.most === 0) return;
  const share = severityShare[sums.severity];
  const cost = share * rootShare(failed.least, sums.pass.most + unknown.most);
  shares.all += share;
  shares.hi += cost;
  shares.lo += share * rootShare(failed.most + unknown.most, sums.pass.least);
  const failing = sums.failing + (exceptedFails ? sums.accepting : 0);
  if (cost > 0) shares.costs.push({ control, cost, failing });
}

function rootShare(failed: number, passed: number): number {
  return failed === 0 ? 0 : Math.sqrt(failed / (failed + passed));
}

function contributorsOf({ all, costs }: Shares): ScoreContributor[] {
  return costliestFirst(
    costs.map(({ control, cost, failing }) => ({ control, points: rounded((100 * cost) / all), failing })),
  );
}

/** Those of equal cost by name. */
export function costliestFirst(contributors: readonly ScoreContributor[]): ScoreContributor[] {
  return contributors.toSorted(
    (one, other) => other.points - one.points || (one.control < other.control ? -1 : 1),
  );
}

const none: Span = { least: 0, most: 0 };

function plus(one: Span, other: Span): Span {
  return { least: one.least + other.least, most: one.most + other.most };
}

/** One decimal. Rounding keeps order, so a rounded interval still holds every rounded resolution of its unknowns. */
export function rounded(value: number): number {
  return Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;
}
