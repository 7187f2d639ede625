import type { PowerName } from '../powers/power.ts';
import type { Subject } from '../subject.ts';

/** One part of a way: any of some powers. */
export interface Need {
  readonly powers: readonly PowerName[];
  /** The object that it is used on: holding it over that one is enough. Without it all objects are meant. */
  readonly name?: string;
  /** Holding it over any one object is enough. */
  readonly anyName?: true;
  /** It is the Namespace that the Role with the rule is in. */
  readonly ownNamespace?: true;
}

/** Being bound to a role, by its key: `escalate` helps whoever is bound to what they write. */
export interface Bound {
  readonly boundTo: string;
}

/** In place of a key: any Role of the namespace. */
export const anyRole = '*';

/** One way to an ability: all of its needs, from any of the subject's bindings. */
export interface Alternative {
  readonly needs: readonly (Need | Bound)[];
  /** Completes "may …"; absent where the ability says it. */
  readonly what?: string;
  /** Less than the ability, so that it is no step to everything. */
  readonly lesser?: true;
  /** The only places where it is one: namespaces, and the empty name for the whole cluster. */
  readonly places?: ReadonlySet<string>;
  /** Whom its holder becomes. */
  readonly becomes?: StrongSubject;
}

/** Somebody who may do everything in the cluster, or is one step from it, whoever made the binding. */
export interface StrongSubject {
  readonly subject: Subject;
  /** Completes "may …". */
  readonly what: string;
}
