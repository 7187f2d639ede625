import type { IndexedBinding, Subject } from '../../../identity/index.ts';

/** A change to make, with what it costs and how it is undone. */
export interface Change {
  readonly why: string;
  /** The commands that make it in the cluster, one a line. */
  readonly apply: string;
  readonly undo: string;
  /** The bindings as they are, as YAML, to keep or to apply again; absent where no object of the cluster grants it. */
  readonly yaml?: string | undefined;
  /** What stops working, where something uses it. */
  readonly breaks?: string | undefined;
  /** Where it has to be made so that it lasts, when something would undo it. */
  readonly lasting?: string | undefined;
  /** Another way to the same, where somebody has to choose. */
  readonly otherwise?: string | undefined;
}

/** A change that may be among the first. */
export interface Candidate {
  /** Whom its commands take out of bindings; undefined where they write none. */
  readonly subject: Subject | undefined;
  readonly bindings: readonly IndexedBinding[];
  /** Written out only for those that are told, each for what the ones told before it leave. */
  readonly change: (gone: Gone) => Change;
}

/** Subjects that changes told before take out of bindings. */
export type Gone = ReadonlyMap<IndexedBinding, readonly Subject[]>;
