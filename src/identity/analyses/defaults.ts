import { analysisOf } from '../../controls/index.ts';
import { accessOf } from '../cluster-access.ts';
import { rbacGroup } from '../rbac/role.ts';
import { evidenceOf, referenceTo } from './draft.ts';
import { allAccess } from './reads.ts';

const kinds = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];

/**
 * Roles and bindings with a name that Kubernetes uses and a grant more than it makes: widened by hand, or by somebody
 * who hides behind the name. Versions whose defaults are not known are not judged.
 */
export const modifiedDefault = analysisOf(allAccess, function* analyse({ cluster }) {
  const access = accessOf(cluster);
  for (const kind of kinds) {
    for (const object of cluster.ofKind(rbacGroup, kind)) {
      const state = access.stateOfObject(object);
      const subject = referenceTo(object);
      if (state === 'default')
        yield {
          verdict: 'pass',
          subject,
          message: `It grants no more than ${access.makerOf(object).maker} makes it.`,
        };
      if (state === 'unknown-version') {
        yield {
          verdict: 'not-applicable',
          subject,
          message: `What ${access.makerOf(object).asWhole ? 'the platform' : 'Kubernetes'} makes with 1.${cluster.version.minor} is not known here.`,
        };
      }
      if (state !== 'modified') continue;
      const { maker, asWhole } = access.makerOf(object);
      const field = kind.endsWith('Binding') ? 'subjects' : 'rules';
      yield {
        verdict: 'fail',
        subject,
        message: asWhole
          ? `${kind} ${object.name} is not as ${maker} makes it: somebody changed it, or it is of another release.`
          : `${kind} ${object.name} grants more than ${maker === 'Kubernetes' ? 'any Kubernetes from 1.34' : maker} makes it: somebody added to it, or it is left from an older version.`,
        evidence: [evidenceOf(object, [field], `as ${maker} makes it`)],
      };
    }
  }
});
