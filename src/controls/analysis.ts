import type { Cluster } from '../cluster/index.ts';
import type { Control } from './control.ts';
import type { Evidence, Fix, Subject, UnknownReason } from './result.ts';

/** What an analysis is given. It is pure: equal contexts give equal drafts in equal order. */
export interface AnalysisContext {
  readonly cluster: Cluster;
  readonly control: Control;
  /** Values of the control's parameters by name; lists have one entry per line. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A verdict before it gets its ids, severity and exceptions. */
export interface ResultDraft {
  /** `unknown` needs {@link ResultDraft.unknown}. */
  readonly verdict: 'pass' | 'fail' | 'unknown' | 'not-applicable';
  readonly subject: Subject;
  /**
   * What tells two findings on one subject apart, normalised: a capability, a port, a rule. Part of both ids: drafts that
   * have subject, detail and verdict in common are one finding, known by the first.
   */
  readonly detail?: string;
  /** One sentence with the names in it. */
  readonly message: string;
  readonly evidence?: readonly Evidence[];
  /** What the evidence says, for comparison with another time; made of the evidence where a draft has none. */
  readonly contentDigest?: string;
  readonly fix?: Fix;
  readonly unknown?: UnknownReason;
}

/** A kind of objects, as a manifest names it. */
export interface ReadKind {
  readonly group: string;
  readonly kind: string;
}

/**
 * Judges what one object cannot decide. Before it concludes anything about an object from an absence it asks
 * `cluster.knowledgeOf` and yields `unknown` where that is incomplete.
 */
export interface Analysis {
  (context: AnalysisContext): Iterable<ResultDraft>;
  /**
   * Kinds whose objects it judges or finds its findings by: while one of them is not read whole, a finding may be hidden.
   * The judge says so of each; an analysis does not have to.
   */
  readonly reads: (cluster: Cluster) => Iterable<ReadKind>;
}

/** An analysis with the kinds that it reads beside it. */
export function analysisOf(
  reads: readonly ReadKind[] | Analysis['reads'],
  analyse: (context: AnalysisContext) => Iterable<ResultDraft>,
): Analysis {
  const kinds = typeof reads === 'function' ? reads : () => reads;
  // A new function, so that two analyses can share one way to analyse.
  return Object.assign((context: AnalysisContext) => analyse(context), { reads: kinds });
}

/** Analyses by the name that controls use; a composition merges those of all sections. */
export type AnalysisRegistry = Readonly<Record<string, Analysis>>;
