import type { EdgeKind } from './edge-kind.ts';
import { rbac } from './kubernetes-pages.ts';

/** Writing roles and bindings. */
export const roles = {
  'bind-role': {
    title: 'Bind oneself to a role',
    what: 'may bind itself to the role',
    difficulty: 'easy',
    technique: 'T1098.006',
    source: `${rbac}#restrictions-on-role-binding-creation-or-update`,
    cut: 'Remove `bind`, or name the roles that may be handed out in resourceNames.',
  },
  'write-role': {
    title: 'Write a role with any rule and bind oneself to it',
    what: 'may write a role with any rule and bind itself to it',
    difficulty: 'easy',
    technique: 'T1098.006',
    source: `${rbac}#restrictions-on-role-creation-or-update`,
    cut: 'Remove `escalate` and `bind`: whoever holds the rules already needs neither.',
  },
  'escalate-role': {
    title: 'Write any rule into a role one is bound to',
    what: 'may write any rule into a role that it is bound to',
    difficulty: 'easy',
    technique: 'T1098.006',
    source: `${rbac}#restrictions-on-role-creation-or-update`,
    cut: 'Remove `escalate`: whoever holds the rules already needs no such verb.',
  },
} as const satisfies Readonly<Record<string, EdgeKind>>;
