import type { ClusterObject, ObjectReference, Position } from '../../cluster/index.ts';
import type { Operation } from '../judge/match-resources.ts';
import type { UnknownReason } from '../result.ts';
import type { AdmissionProblem } from './errors.ts';
import type { ValidationAction } from './policy.ts';

/** What would happen to one object under one binding of one policy. */
export interface PreviewRow {
  readonly policy: string;
  /** Absent where the policy fails before any binding is looked at. */
  readonly binding?: string;
  readonly object: ObjectReference;
  readonly objectPosition?: Position;
  readonly operation: Operation;
  /**
   * `denied`, `warned`, `audited`: the gravest of the actions. `ignored`: something failed and `failurePolicy: Ignore`
   * lets the object pass. `unknown`: nobody knows here.
   */
  readonly outcome: 'denied' | 'warned' | 'audited' | 'ignored' | 'unknown';
  /** Everything that is done about it. */
  readonly actions: readonly ValidationAction[];
  readonly message: string;
  /** A validation is false; or something failed: an expression, a budget, the configuration of the binding. */
  readonly cause: 'violation' | 'error' | 'unknown';
  /** The parameters that it was judged by. */
  readonly param?: string;
  /** Path of the expression in the policy: `spec.validations[0].expression`. */
  readonly field?: string;
  readonly position?: Position;
  readonly excerpt?: string;
  readonly unknown?: UnknownReason;
}

/** What the audit log would say of an object beside violations. */
export interface PreviewAnnotation {
  readonly object: ObjectReference;
  readonly policy: string;
  readonly key: string;
  readonly value: string;
}

/** What became of one policy. */
export interface PolicySummary {
  readonly policy: string;
  readonly bindings: number;
  /** Objects that the policy and a binding match, and that match conditions let through. */
  readonly judged: number;
  /** The same objects. */
  readonly objects: readonly ObjectReference[];
  readonly position: Position;
}

export interface PolicyPreview {
  readonly rows: readonly PreviewRow[];
  readonly annotations: readonly PreviewAnnotation[];
  readonly policies: readonly PolicySummary[];
  readonly problems: readonly AdmissionProblem[];
  /** Objects that were looked at. */
  readonly objects: number;
}

/** The gravest action names the outcome. */
export function outcomeOf(actions: readonly ValidationAction[]): 'denied' | 'warned' | 'audited' {
  if (actions.includes('Deny')) return 'denied';
  return actions.includes('Warn') ? 'warned' : 'audited';
}

/** A reference without the content. */
export function referenceOf({ group, kind, namespace, name }: ClusterObject): ObjectReference {
  return { group, kind, namespace, name };
}
