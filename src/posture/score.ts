import { isSameObject } from '../cluster/index.ts';
import type { Result, Severity, Subject, Verdict } from '../controls/index.ts';
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
  /** The score so far; undefined when nothing was judged at all, which is neither 0 nor 100. */
  score(): Score | undefined;
  /** As {@link score}, with accepted risk counted as the failure that it is. */
  rawScore(): Score | undefined;
}

interface Row {
  cluster: string;
  subject: Subject;
  weight: number;
  failed: boolean;
  excepted: boolean;
  unknown: boolean;
}

interface ControlSums {
  severity: Severity;
  pass: number;
  fail: number;
  excepted: number;
  unknown: number;
  /** One container excepted, another not readable: a failure when accepted risk counts, otherwise unknown. */
  exceptedOrUnknown: number;
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
export const unjudged: Score = { lo: 0, hi: 100, coverage: 0, loLimit: criticalCap.limit };

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
 * A kind that could not be listed is one unknown row, because how many objects it hides is not known either: the interval
 * speaks of verdicts, and coverage and the gate speak of the kind.
 *
 * Not-applicable, provider-managed and attested verdicts were not evaluated here and are in neither sum. Accepted risk is
 * left out of {@link ScoreAccumulator.score} and counted as failure by {@link ScoreAccumulator.rawScore}.
 */
export function createScoreAccumulator(): ScoreAccumulator {
  const controls = new Map<string, ControlSums>();
  const proven: Flags = { critical: false, exposedHigh: false };
  const possible: Flags = { critical: false, exposedHigh: false };
  const accepted: Flags = { critical: false, exposedHigh: false };
  let evaluated = 0;
  let unknown = 0;

  function add(result: Result, weight: SubjectWeight = plainWeight): void {
    if (!isScored(result.verdict)) return;
    if (result.verdict !== 'unknown') evaluated++;
    else {
      unknown++;
      if (result.unknown?.state === 'not-connected') return;
    }
    if (result.verdict === 'fail') raise(proven, result.severity, weight);
    else if (result.verdict === 'unknown') raise(possible, result.severity, weight);
    else if (result.verdict === 'excepted') raise(accepted, result.severity, weight);
    const sums = sumsOf(controls, result);
    fold(sums, result, weight.value);
  }

  function compute(exceptedFails: boolean): Score | undefined {
    if (evaluated + unknown === 0) return undefined;
    const shares = { lo: 0, hi: 0, all: 0 };
    for (const sums of controls.values()) addShare(shares, totalled(sums), exceptedFails);
    const coverage = evaluated / (evaluated + unknown);
    const cap = capOf(exceptedFails ? either(proven, accepted) : proven);
    const loLimit =
      capOf(either(exceptedFails ? either(proven, accepted) : proven, possible))?.limit ?? noCap;
    if (evaluated === 0 && shares.all === 0) return { ...unjudged, loLimit };
    const lo = rounded(Math.min(scoreOf(shares.lo, shares.all), loLimit));
    const hi = rounded(Math.min(scoreOf(shares.hi, shares.all), cap?.limit ?? noCap));
    return { lo, hi, coverage, loLimit, ...(cap && { cap }) };
  }

  return { add, score: () => compute(false), rawScore: () => compute(true) };
}

function isScored(verdict: Verdict): boolean {
  return verdict === 'pass' || verdict === 'fail' || verdict === 'unknown' || verdict === 'excepted';
}

function raise(flags: Flags, severity: Severity, weight: SubjectWeight): void {
  if (severity === 'critical') flags.critical = true;
  else if (severity === 'high' && weight.internetReachable) flags.exposedHigh = true;
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

function sumsOf(controls: Map<string, ControlSums>, result: Result): ControlSums {
  let sums = controls.get(result.control);
  if (sums === undefined) {
    sums = {
      severity: result.severity,
      pass: 0,
      fail: 0,
      excepted: 0,
      unknown: 0,
      exceptedOrUnknown: 0,
      open: undefined,
    };
    controls.set(result.control, sums);
  }
  if (severityShare[result.severity] > severityShare[sums.severity]) sums.severity = result.severity;
  return sums;
}

function fold(sums: ControlSums, result: Result, weight: number): void {
  const { cluster, subject } = result;
  if (sums.open === undefined || sums.open.cluster !== cluster || !isSameObject(sums.open.subject, subject)) {
    close(sums);
    sums.open = { cluster, subject, weight, failed: false, excepted: false, unknown: false };
  }
  if (result.verdict === 'fail') sums.open.failed = true;
  else if (result.verdict === 'excepted') sums.open.excepted = true;
  else if (result.verdict === 'unknown') sums.open.unknown = true;
}

function close(sums: ControlSums): void {
  const row = sums.open;
  if (row === undefined) return;
  if (row.failed) sums.fail += row.weight;
  else if (row.excepted && row.unknown) sums.exceptedOrUnknown += row.weight;
  else if (row.unknown) sums.unknown += row.weight;
  else if (row.excepted) sums.excepted += row.weight;
  else sums.pass += row.weight;
  sums.open = undefined;
}

/** The sums with the row that is still open counted in; more results about it may follow. */
function totalled(sums: ControlSums): ControlSums {
  const copy = { ...sums };
  close(copy);
  return copy;
}

function addShare(
  shares: { lo: number; hi: number; all: number },
  sums: ControlSums,
  exceptedFails: boolean,
): void {
  const failed = sums.fail + (exceptedFails ? sums.excepted + sums.exceptedOrUnknown : 0);
  const unknown = sums.unknown + (exceptedFails ? 0 : sums.exceptedOrUnknown);
  const all = sums.pass + failed + unknown;
  if (all === 0) return;
  const share = severityShare[sums.severity];
  shares.all += share;
  shares.hi += share * Math.sqrt(failed / all);
  shares.lo += share * Math.sqrt((failed + unknown) / all);
}

/** One decimal. Rounding keeps order, so a rounded interval still holds every rounded resolution of its unknowns. */
export function rounded(value: number): number {
  return Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;
}
