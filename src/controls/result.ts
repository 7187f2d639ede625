import type {
  ContainerType,
  ObjectReference,
  Permission,
  Position,
  UnconnectedSource,
} from '../cluster/index.ts';

/** Design law 1: unknown is never a pass, and never noise. */
export type Verdict =
  | 'pass'
  | 'fail'
  | 'excepted'
  | 'not-applicable'
  | 'provider-managed'
  | 'attested'
  | 'unknown';

export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** Why a verdict is `unknown`. `not-connected` is said once per run; every other reason fails a gate. */
export interface UnknownReason {
  readonly state: 'denied' | 'timed-out' | 'broken' | 'partial' | 'stale' | 'error' | 'not-connected';
  readonly message: string;
  readonly permission?: Permission;
  /** What would connect it; only with `not-connected`. */
  readonly source?: UnconnectedSource;
}

/** What a result is about: the owner workload and, where one decides, the container. */
export interface Subject extends ObjectReference {
  readonly container?: string;
  readonly containerType?: ContainerType;
}

/** One fact that the verdict rests on. */
export interface Evidence {
  /** The object that was judged, when it is not the subject itself (a ReplicaSet, a Pod, a Namespace). */
  readonly object?: ObjectReference;
  /** `spec.template.spec.containers[0].securityContext.privileged` */
  readonly path: string;
  /** The value found, as compact JSON; absent when the field is not set. */
  readonly value?: string;
  /** What a passing object has there, as text: `false or unset`. */
  readonly expected?: string;
  readonly position?: Position;
}

/** A JSON patch operation (RFC 6902) against the object that holds the field. */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** JSON pointer (RFC 6901). */
  readonly path: string;
  readonly value?: unknown;
}

/** The smallest change that cures a finding. */
export interface Fix {
  /** The object to change: the owner workload's object. */
  readonly object: ObjectReference;
  readonly patch: readonly PatchOperation[];
  /** True when nothing in the object needs what the patch takes (`safe`); what it may break is said either way. */
  readonly mechanical: boolean;
}

/** The verdict of one control on one subject. */
export interface Result {
  /** Slug of the control: `privileged-container`. */
  readonly control: string;
  /** Id of the cluster (ClusterIdentity.id). */
  readonly cluster: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly subject: Subject;
  /** One sentence: what is wrong here, with the names in it. */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly fix?: Fix;
  readonly unknown?: UnknownReason;
  /** Why a provider-managed or excepted result is not a failure. */
  readonly reason?: string;
  /** Id of the exception that covers it. On a failure it is one that no longer holds: see {@link Result.exceptionState}. */
  readonly exception?: string;
  /** Why the exception of a failure does not hold: its date has passed, or it was for something else at this place. */
  readonly exceptionState?: 'expired' | 'changed';
  /**
   * Who says that an excepted result is none to act on: people, in a file of exceptions or by an annotation of the object,
   * or the catalogue, which knows programs whose work needs what the control refuses.
   */
  readonly exceptedBy?: 'file' | 'annotation' | 'catalogue';
  /** hash(control, group/kind, namespace, owner, container, detail): equal for chart, snapshot and live object. */
  readonly objectId: string;
  /** Of what fails: what the verdict rests on, so that another value at the same place is told from the same. */
  readonly contentDigest?: string;
  /** objectId and the cluster. */
  readonly instanceId: string;
}
