import { type Analysis, analysisOf } from '../../controls/index.ts';
import { accessOf, type ClusterAccess } from '../cluster-access.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { formatSubject, mastersGroup, type Subject } from '../subject.ts';
import { evidenceOf, referenceTo, shortList } from './draft.ts';
import { allAccess } from './reads.ts';

/**
 * Bindings that name somebody who should never be named by one, defaults excepted. What the role allows does not matter:
 * it can be widened tomorrow. Roles are read because a default binding to a role that was changed is no default.
 */
function namedIn(
  isNamed: (subject: Subject) => boolean,
  consequence: string,
  isMeant: (binding: IndexedBinding, access: ClusterAccess) => boolean = () => false,
): Analysis {
  return analysisOf(allAccess, function* analyse({ cluster }) {
    const access = accessOf(cluster);
    for (const binding of ownBindings(access)) {
      const named = binding.subjects.filter(({ subject }) => isNamed(subject));
      const [first] = named;
      if (first === undefined) {
        yield { verdict: 'pass', subject: referenceTo(binding.object), message: 'It names no such subject.' };
        continue;
      }
      if (isMeant(binding, access)) {
        yield {
          verdict: 'pass',
          subject: referenceTo(binding.object),
          message: 'It publishes ConfigMaps by name.',
        };
        continue;
      }
      const names = shortList(named.map(({ subject }) => formatSubject(subject)));
      yield {
        verdict: 'fail',
        subject: referenceTo(binding.object),
        message: `${binding.name} gives ${binding.role.kind} ${binding.role.name} to ${names}: ${consequence}.`,
        evidence: [
          ...named.map(({ index }) => evidenceOf(binding.object, ['subjects', index])),
          evidenceOf(binding.object, ['roleRef']),
        ],
      };
    }
  });
}

/** Bindings that neither Kubernetes nor the platform made so. */
export function* ownBindings(access: ClusterAccess): Iterable<IndexedBinding> {
  for (const binding of access.index.bindings())
    if (!binding.assumed && access.stateOfBinding(binding) !== 'default') yield binding;
}

const anonymous = new Set(['system:anonymous', 'system:unauthenticated']);

/** Grants to requests without any credential. */
export const anonymousBinding = namedIn(
  (subject) => subject.kind !== 'ServiceAccount' && anonymous.has(subject.name),
  'requests without any credential have it',
);

/** Grants to everybody who can authenticate, or to every service account of the cluster or of a namespace. */
export const everyIdentityBinding = namedIn(
  ({ kind, name }) =>
    kind === 'Group' && (name === 'system:authenticated' || /^system:serviceaccounts(:|$)/.test(name)),
  'identities that nobody has thought of yet have it',
  publishes,
);

/**
 * Whether all that a binding gives is to read ConfigMaps by name: so a version or an address is published to everybody on
 * purpose, as Tekton does. For requests without a credential that is no excuse.
 */
function publishes(binding: IndexedBinding, { index }: ClusterAccess): boolean {
  const rules = index.rulesOf(binding);
  return (
    rules.length > 0 &&
    rules.every(
      ({ rule, names }) =>
        names !== undefined &&
        rule.apiGroups.every((group) => group === '') &&
        rule.resources.every((resource) => resource === 'configmaps') &&
        rule.verbs.every((verb) => verb === 'get'),
    )
  );
}

/** Bindings that name the group whose members are asked for nothing. */
export const mastersBinding = namedIn(
  ({ kind, name }) => kind === 'Group' && name === mastersGroup,
  'members of this group need no binding, and no binding takes its power away',
);

/** Grants to the service account that pods get when they name none. */
export const defaultAccountBinding = namedIn(
  ({ kind, name }) => kind === 'ServiceAccount' && name === 'default',
  'every pod of the namespace that names no service account has it',
);
