import { type Cluster } from '../../cluster/index.ts';
import { analysisOf } from '../../controls/index.ts';
import { abilities } from '../abilities/ability.ts';
import { holdersIn } from '../abilities/holders.ts';
import { accessOf } from '../cluster-access.ts';
import { enforcedLevel } from '../paths/pod-security-level.ts';
import { subjectKey } from '../subject.ts';
import { judgeBindings } from './ability-analysis.ts';
import { allAccess } from './reads.ts';

/**
 * Subjects that run pods in a namespace whose Pod Security they may take off, because its labels are theirs to change. The
 * Namespace object is reached by a RoleBinding in it too. Where nothing is enforced, there is nothing to take off.
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#namespace-modification
 */
export const relabelledNamespace = analysisOf(
  [...allAccess, { group: '', kind: 'Namespace' }],
  function* analyse({ cluster }) {
    const access = accessOf(cluster);
    const holders = holdersIn(access);
    const almighty = new Set(
      holders.ofEverything().map(({ subject, namespace }) => `${namespace} ${subjectKey(subject)}`),
    );
    const found = holders.of(abilities.relabelNamespaces).filter(({ subject, namespace }) => {
      const key = subjectKey(subject);
      return (
        !almighty.has(` ${key}`) &&
        !almighty.has(`${namespace} ${key}`) &&
        enforcesSomewhere(cluster, namespace)
      );
    });
    yield* judgeBindings(access, found, 'anywhere');
  },
);

function enforcesSomewhere(cluster: Cluster, namespace: string): boolean {
  const places = namespace === '' ? cluster.namespaces() : [namespace];
  return places.some((each) => enforcedLevel(cluster.namespaceLabels(each)) !== 'privileged');
}
