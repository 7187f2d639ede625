import { type Cluster, overlay } from '../../cluster/index.ts';
import {
  accessOf,
  type ChangedGrant,
  type ClusterAccess,
  formatBinding,
  formatSubject,
  type IndexedBinding,
  inheritEvidence,
  mergeRules,
  type PolicyRule,
  permissionDiff,
  type Subject,
  writtenRule,
} from '../../identity/index.ts';
import { listed, type Power } from '../../report/index.ts';

/** What one subject may do more or less in one place, by one binding. */
interface PowerChange {
  readonly change: 'gains' | 'loses';
  readonly subject: Subject;
  /** The namespace; empty for the whole cluster. */
  readonly namespace: string;
  readonly binding: IndexedBinding;
  /** Merged: the same grants in the fewest rules. */
  readonly rules: readonly PolicyRule[];
}

/**
 * Whose power differs between two states of a cluster, through what; gains first. What Kubernetes' own bindings of either
 * version grant is left out, and so is what only moved to another role or binding.
 */
function powerChanges(before: Cluster, after: Cluster): PowerChange[] {
  const [old, now] = [accessOf(before), accessOf(after)];
  const changes = permissionDiff(old.index, now.index);
  const of = (change: PowerChange['change']) =>
    changes.flatMap(({ subject, namespace, gained, lost }) =>
      byBinding(change === 'gains' ? gained : lost, change === 'gains' ? now : old).map(
        ([binding, rules]) => ({
          change,
          subject,
          namespace,
          binding,
          rules,
        }),
      ),
    );
  return [...of('gains'), ...of('loses')];
}

/** Whether roles or bindings of a cluster could not be read, so that no difference to another state is known. */
function isBlind(cluster: Cluster): boolean {
  return accessOf(cluster)
    .unread('*')
    .some(({ state }) => state !== 'not-connected');
}

/** Whose power differs between two states of a cluster, as reports say it. */
export function powerBetween(before: Cluster, after: Cluster): Power {
  if (isBlind(before) || isBlind(after)) return { known: false, changes: [] };
  const whole = accessOf(after).unread('*').length === 0;
  return { known: true, changes: powerChanges(before, after).map((change) => reported(change, whole)) };
}

/** Whose power manifests change where they are laid over a cluster; what they do not name stays. */
export function powerOnto(base: Cluster, manifests: Cluster): Power {
  if (isBlind(base)) return { known: false, changes: [] };
  const { cluster } = overlay(base, manifests);
  inheritEvidence(base, cluster);
  return { known: true, changes: powerChanges(base, cluster).map((change) => reported(change, true)) };
}

function reported(each: PowerChange, whole: boolean): Power['changes'][number] {
  const { change, subject, namespace, binding, rules } = each;
  const { group, kind, name } = binding.object;
  return {
    change,
    subject: { ...subject },
    ...(namespace !== '' && { namespace }),
    binding: { group, kind, namespace: binding.namespace, name },
    rules: rules.map(writtenRule),
    text: powerSentence(each, whole),
  };
}

function byBinding(grants: readonly ChangedGrant[], access: ClusterAccess): [IndexedBinding, PolicyRule[]][] {
  const own = grants.filter(({ binding }) => access.stateOfBinding(binding) !== 'default');
  return [...Map.groupBy(own, ({ binding }) => binding)].map(([binding, same]) => [
    binding,
    mergeRules(same.map(({ grant }) => grant)),
  ]);
}

/**
 * `gives user ci-bot get and list secrets in namespace kube-system, by RoleBinding kube-system/ci-bot`. What is lost in a
 * target that is only a part of a cluster may be granted elsewhere in it, so that it is no longer seen and not taken.
 */
function powerSentence({ change, subject, namespace, binding, rules }: PowerChange, whole: boolean): string {
  const verb = change === 'gains' ? 'gives' : whole ? 'takes from' : 'no longer shows for';
  const where = namespace === '' ? 'in the whole cluster' : `in namespace ${namespace}`;
  return `${verb} ${formatSubject(subject)} ${listed(rules.map(ruleText))} ${where}, by ${formatBinding(binding)}`;
}

/** `get and list secrets`, `every verb on everything`, `get path /metrics`. */
export function ruleText({
  verbs,
  apiGroups,
  resources,
  resourceNames,
  nonResourceURLs,
}: PolicyRule): string {
  const verb = verbs.includes('*') ? 'every verb on' : listed(verbs);
  if (nonResourceURLs.length > 0) return `${verb} path ${listed(nonResourceURLs)}`;
  const names = resourceNames.length === 0 ? '' : ` named ${listed(resourceNames)}`;
  if (resources.includes('*') && apiGroups.includes('*')) return `${verb} everything${names}`;
  const groups = apiGroups.filter((group) => group !== '');
  const of = groups.length === 0 ? '' : groups.includes('*') ? ' of every group' : ` of ${listed(groups)}`;
  return `${verb} ${resources.includes('*') ? 'every resource' : listed(resources)}${of}${names}`;
}
