import type { EdgeKind } from './edge-kind.ts';
import { authentication, practices, rbac } from './kubernetes-pages.ts';

const dropBinding = 'Remove the binding, or the right from the role.';

/** Who somebody is to RBAC by itself: groups, bindings, and a role with everything. */
export const memberships = {
  'member-of': {
    title: 'Member of a group',
    what: 'is in the group',
    difficulty: 'given',
    technique: 'T1078',
    source: authentication,
    cut: 'Bind the accounts that need it, and not the group of all.',
  },
  'bound-to': {
    title: 'Named by a binding',
    what: 'is named by the binding',
    difficulty: 'given',
    technique: 'T1078',
    source: rbac,
    cut: dropBinding,
  },
  'holds-everything': {
    title: 'Holds every right',
    what: 'may do everything',
    difficulty: 'given',
    technique: 'T1078.004',
    source: practices,
    cut: 'Bind a role with what is needed in place of it.',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
