import type { KubernetesObject } from '../../../cluster/index.ts';
import { type CleanUp, type ClusterAccess, type Narrowing, writtenRule } from '../../../identity/index.ts';
import { quotedWord } from '../../../report/index.ts';
import { kubectlTarget, lastingPlace, removalOf } from './binding-removal.ts';

/** What to apply, what to run then, and what takes both back, in that order. */
export interface RolePlan {
  readonly apply: readonly KubernetesObject[];
  readonly commands: readonly string[];
  readonly undo: readonly string[];
  /** Where changes have to be made so that they last. */
  readonly lasting: readonly string[];
}

export function planOfNarrowing({ cluster }: ClusterAccess, narrowing: Narrowing): RolePlan {
  const { add, remove, subject } = narrowing;
  const removals = remove.map((binding) => removalOf(binding, subject));
  return {
    apply: add,
    commands: removals.map(({ apply }) => apply),
    undo: [
      ...removals.map(({ undo }) => undo),
      ...add
        .toReversed()
        .map(
          ({ kind, metadata: { name, namespace = '' } }) =>
            `kubectl delete ${kubectlTarget({ kind, name, namespace })}`,
        ),
    ],
    lasting: [...new Set(remove.flatMap(({ object }) => lastingPlace(cluster, object) ?? []))],
  };
}

export function planOfCleanUp({ cluster }: ClusterAccess, { roles, duplicates, subject }: CleanUp): RolePlan {
  const removals = duplicates.map(({ binding }) => removalOf(binding, subject));
  const changed = [
    ...roles.map(({ role }) => role.object),
    ...duplicates.map(({ binding }) => binding.object),
  ];
  return {
    apply: roles.map(({ role, rules }) => withRules(role.object.body, rules.map(writtenRule))),
    commands: removals.map(({ apply }) => apply),
    undo: [
      ...removals.map(({ undo }) => undo),
      ...roles.map(({ role }) => {
        const patch = [{ op: 'replace', path: '/rules', value: role.object.body['rules'] }];
        return `kubectl patch ${kubectlTarget(role)} --type json -p ${quotedWord(JSON.stringify(patch))}`;
      }),
    ],
    lasting: [...new Set(changed.flatMap((object) => lastingPlace(cluster, object) ?? []))],
  };
}

/** kubectl takes away what it once applied and does not find any more, so that labels and annotations stay. */
function withRules(
  { apiVersion, kind, metadata }: KubernetesObject,
  rules: readonly object[],
): KubernetesObject {
  const { name, namespace, labels, annotations = {} } = metadata;
  const kept = Object.entries(annotations).filter(
    ([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration',
  );
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels }),
      ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }),
    },
    rules,
  } as KubernetesObject;
}
