import type { Held } from '../powers/role-powers.ts';
import type { IndexedBinding } from '../rbac/binding.ts';

/** What one or several bindings give together in a place. */
export interface Holding extends Held {
  /** Roles that whoever holds this is bound to in the same place, where that is known with the binding. */
  readonly bound?: readonly BoundRole[];
}

export interface BoundRole {
  readonly kind: string;
  readonly name: string;
  readonly binding?: IndexedBinding;
}
