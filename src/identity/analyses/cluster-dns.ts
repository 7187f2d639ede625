import { analysisOf, type ResultDraft } from '../../controls/index.ts';
import { holdersIn } from '../abilities/holders.ts';
import { accessOf, type ClusterAccess } from '../cluster-access.ts';
import { type DnsChange, dnsChanges, kubeSystem } from '../dns-configuration.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { ruleAllows } from '../rbac/compiled-rule.ts';
import { formatSubject, subjectKey } from '../subject.ts';
import { evidenceOf, referenceTo, shortList } from './draft.ts';
import { ownBindings } from './everybody.ts';
import { allAccess } from './reads.ts';

/**
 * Bindings that let somebody change the configuration of the servers of names: in kube-system or in the whole cluster, with a
 * rule that reaches one of those ConfigMaps. Whoever may do everything there anyway is left to the control about that.
 * https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/
 */
export const clusterDns = analysisOf(
  [...allAccess, { group: '', kind: 'ConfigMap' }],
  function* analyse({ cluster }) {
    const access = accessOf(cluster);
    const changes = dnsChanges(cluster);
    const almighty = new Set(
      holdersIn(access)
        .ofEverything()
        .flatMap(({ subject, namespace }) =>
          namespace === '' || namespace === kubeSystem ? subjectKey(subject) : [],
        ),
    );
    for (const binding of ownBindings(access)) {
      if (binding.namespace !== '' && binding.namespace !== kubeSystem) continue;
      yield judge(binding, changes, almighty, access);
    }
  },
);

function judge(
  binding: IndexedBinding,
  changes: readonly DnsChange[],
  almighty: ReadonlySet<string>,
  { index }: ClusterAccess,
): ResultDraft {
  const subject = referenceTo(binding.object);
  const named = binding.subjects.filter((each) => !almighty.has(subjectKey(each.subject)));
  const rules = index.rulesOf(binding);
  const change = changes.find(({ request }) => rules.some((rule) => ruleAllows(rule, request)));
  if (change === undefined || named.length === 0)
    return {
      verdict: 'pass',
      subject,
      message:
        changes.length === 0
          ? 'No ConfigMap that the servers of names read is there to be changed.'
          : 'It lets nobody change where names lead.',
    };
  const who = shortList(named.map((each) => formatSubject(each.subject)));
  const may = change.object === undefined ? 'make' : 'change';
  const slot = index.slot(binding.role.key);
  const rule = rules.find((each) => ruleAllows(each, change.request));
  const stated =
    rule?.from === undefined ? slot?.role : index.slot(binding.role.key.replace(/[^/]*$/, rule.from))?.role;
  return {
    verdict: 'fail',
    subject,
    message: `${binding.name} lets ${who} ${may} ConfigMap ${kubeSystem}/${change.name}, and so where every name leads that pods ask for.`,
    evidence: [
      ...named.slice(0, 5).map((each) => evidenceOf(binding.object, ['subjects', each.index])),
      ...(rule === undefined || stated === undefined
        ? []
        : [evidenceOf(stated.object, ['rules', rule.index])]),
    ],
  };
}
