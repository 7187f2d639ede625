import { formatSubject, type IndexedBinding, type Subject, subjectKey } from '../../../identity/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { bindingYaml, lastingPlace, removalOf } from './binding-removal.ts';

/** A change to make, with what it costs and how it is undone. */
export interface Change {
  readonly why: string;
  /** The command that makes it in the cluster. */
  readonly apply: string;
  readonly undo: string;
  /** The binding as it is, as YAML, to keep or to apply again; undefined where no object of the cluster grants it. */
  readonly yaml: string | undefined;
  /** What stops working, where something uses it. */
  readonly breaks: string | undefined;
  /** Where it has to be made so that it lasts, when something would undo it. */
  readonly lasting: string | undefined;
}

/**
 * What to change first, most power for least harm: people in `system:masters` by name, rights of accounts that do not exist
 * or run nothing, rights of single people, then workloads that were simply bound to cluster-admin. Roles that somebody
 * wrote for a workload come last, break-glass stays. One change for a binding.
 */
export function firstChanges({ access, audit }: AuditedCluster, most: number): Change[] {
  const wanted: Wanted[] = [];
  const want = (bindings: readonly IndexedBinding[], subject: Subject, why: string, breaks?: string) => {
    for (const binding of bindings)
      if (namesSubject(binding, subject)) wanted.push({ binding, subject, why, breaks });
  };
  const strong = new Map(audit.standing.map((each) => [subjectKey(each.subject), each]));
  for (const { account, reason, bindings } of audit.stale) {
    const power = strong.get(subjectKey(account));
    const state = reason === 'does-not-exist' ? 'does not exist' : 'runs nothing here';
    if (power)
      want(
        bindings,
        account,
        `${formatSubject(account)} ${state}, and may ${power.what}`,
        outsideUse(reason),
      );
  }
  const people = audit.standing.filter(({ subject, breakGlass }) => subject.kind === 'User' && !breakGlass);
  for (const { subject, bindings, what } of [
    ...people.filter((each) => !isCloudRole(each.subject)),
    ...people.filter((each) => isCloudRole(each.subject)),
  ])
    want(bindings, subject, `${formatSubject(subject)} may ${what}, at any time`, dailyUse);
  const workloads = audit.standing.filter(
    ({ power, breakGlass, runs }) => power === 'everything' && !breakGlass && runs.length > 0,
  );
  const plain = workloads.filter(({ bindings }) =>
    bindings.some(({ role }) => role.name === 'cluster-admin'),
  );
  for (const { subject, bindings, runs } of [
    ...plain,
    ...workloads.filter((each) => !plain.includes(each)),
  ]) {
    const runners = runs.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).join(', ');
    const breaks = `${runners} loses what it does with the API: first bind a role that has it`;
    want(
      bindings,
      subject,
      `${formatSubject(subject)} may do everything, and whoever runs code in ${runners} with it`,
      breaks,
    );
  }
  for (const { account, bindings, reason } of audit.stale)
    want(
      bindings,
      account,
      `${formatSubject(account)} ${reason === 'does-not-exist' ? 'does not exist' : 'runs nothing here'}`,
      outsideUse(reason),
    );
  const seen = new Set<IndexedBinding>();
  const changes = wanted
    .filter(({ binding }) => !seen.has(binding) && seen.add(binding))
    .map((each) => changeOf(each, access));
  return [...mastersChanges(audit.masters), ...changes].slice(0, most);
}

/** What no object of the cluster shows of an account that nothing runs as: another cluster of a mesh reads this one by such. */
function outsideUse(reason: AuditedCluster['audit']['stale'][number]['reason']): string | undefined {
  return reason === 'does-not-exist'
    ? undefined
    : 'whatever uses a token of it from outside the cluster, and pods that an operator starts with it now and then';
}

/** Of people only they know it. */
const dailyUse =
  'what they do with it: ask them first, and keep what is for emergencies under breakGlass in plimsoll.yaml';

/** A role of AWS is taken on by several, and often kept for emergencies: single people come first. */
function isCloudRole({ name }: Subject): boolean {
  return /^arn:[^:]*:(?:iam|sts):.*:(?:assumed-)?role\//.test(name);
}

interface Wanted {
  readonly binding: IndexedBinding;
  readonly subject: Subject;
  readonly why: string;
  readonly breaks: string | undefined;
}

/** IAM users are people by name; a role may be what the platform's own administrators need. */
function mastersChanges(masters: AuditedCluster['audit']['masters']): Change[] {
  return masters
    .filter(({ arn }) => arn.includes(':user/'))
    .map(({ arn, username }) => ({
      why: `IAM user ${arn.replace(/^.*:user\//, '')} is ${username} in system:masters, past every binding`,
      apply: `kubectl edit configmap aws-auth -n kube-system   # remove the entry of ${arn}`,
      undo: 'add the entry again',
      yaml: undefined,
      breaks: undefined,
      lasting: undefined,
    }));
}

function changeOf({ binding, subject, why, breaks }: Wanted, { cluster }: AuditedCluster['access']): Change {
  return {
    why: `${why.charAt(0).toUpperCase()}${why.slice(1)}`,
    ...removalOf(binding, subject),
    yaml: bindingYaml(binding),
    breaks,
    lasting: lastingPlace(cluster, binding.object),
  };
}

function namesSubject(binding: IndexedBinding, subject: Subject): boolean {
  return binding.subjects.some((each) => subjectKey(each.subject) === subjectKey(subject));
}
