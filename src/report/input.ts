import type { ClusterDescription, ObjectReference, Problem, SourceOfTruth } from '../cluster/index.ts';
import type { Control, QuietVerdicts, Result } from '../controls/index.ts';
import type { SubjectFacts } from '../posture/index.ts';
import type { ReportFilter } from './filter.ts';
import type { GateOptions } from './gate.ts';
import type { Finding, NetworkChanges, Power, Report } from './schema.ts';
import type { Scope } from './scope.ts';

/** Everything that a report is built from. */
export interface ReportInput {
  readonly toolVersion: string;
  readonly run: RunInformation;
  readonly clusters: readonly (JudgedCluster | UnreachableCluster)[];
  /** The controls that ran, in the order of the catalogue. */
  readonly controls: readonly Control[];
  readonly scopes?: readonly Scope[];
  readonly filter?: ReportFilter;
  readonly gate?: GateOptions;
  readonly exceptions?: readonly ReportException[];
  /** With `--onto`: whose power changes. */
  readonly power?: Power;
  /** With `--onto`: which connections are gained and lost. */
  readonly network?: NetworkChanges;
  /** Parts of the input that could not be used. An error among them makes the run incomplete (exit 3). */
  readonly problems?: readonly Problem[];
  /** What kept the tool from doing what it was told (exit 2): a wrong flag, a control that does not load. */
  readonly errors?: readonly Problem[];
}

export interface RunInformation {
  readonly command: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly flagsDigest: string;
  readonly configDigest: string;
  readonly catalogueDigest: string;
}

export interface JudgedCluster extends ClusterDescription {
  /** Counts of what was read. */
  readonly objects: number;
  readonly workloads: number;
  readonly namespaceNames: readonly string[];
  /**
   * All verdicts, passes too: a list, or a run of the judge that reports each one, so that passes need not be kept. Whoever
   * only counts passes is told those of one object together. Taken once.
   */
  readonly results:
    | Iterable<Result>
    | ((report: (result: Result) => void, reportQuiet?: (quiet: QuietVerdicts) => void) => void);
  /** With `--onto`: failures of what runs there that the manifests would cure. Shown, never counted. */
  readonly cured?: Iterable<Result>;
  /** Exceptions that its objects carry themselves. */
  readonly exceptions?: readonly ReportException[];
  /** With `--onto`: how a verdict relates to what runs there. */
  readonly changeOf?: (result: Result) => Finding['change'];
  describe(subject: ObjectReference): SubjectDescription | undefined;
  /** What makes a subject matter more; absent facts weigh nothing. */
  readonly factsOf?: (subject: ObjectReference) => SubjectFacts | undefined;
}

/** A cluster that was asked for and could not be read is a row of the report, never absent. */
export interface UnreachableCluster {
  readonly identity: ClusterDescription['identity'];
  readonly provenance: ClusterDescription['provenance'];
  /** What happened and what to do. */
  readonly error: string;
}

/** What the report says about a subject beside its verdicts. */
export interface SubjectDescription {
  readonly labels: Readonly<Record<string, string>>;
  /** Namespaces that it is about beside its own: a binding, those of the service accounts that it names. */
  readonly alsoIn?: readonly string[];
  readonly sourceOfTruth?: SourceOfTruth;
  /** Set when the subject is a workload. */
  readonly workload?: {
    readonly serviceAccountName: string;
    readonly images: readonly { readonly container: string; readonly image: string }[];
    readonly replicas?: number;
    readonly team?: string;
  };
}

/** An exception as the report says it; how much it covers is counted. */
export type ReportException = Omit<Report['exceptions'][number], 'matched'>;
