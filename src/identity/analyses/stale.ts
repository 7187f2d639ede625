import { analysisOf, type ResultDraft, type UnknownReason } from '../../controls/index.ts';
import { accessOf, type ClusterAccess } from '../cluster-access.ts';
import { declaredNeedOf } from '../declared-needs.ts';
import { podMakerIn } from '../pod-makers.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { rbacGroup } from '../rbac/role.ts';
import { existenceOf, type ServiceAccount, usesOf } from '../service-accounts.ts';
import { formatSubject } from '../subject.ts';
import { evidenceOf, referenceTo, shortList } from './draft.ts';
import { ownBindings } from './everybody.ts';
import { allAccess, allBindings, namespacedBindings, serviceAccounts } from './reads.ts';

/**
 * Bindings that lead nowhere: their role does not exist, or none of their subjects does. They grant nothing today, and
 * everything they say to whoever makes an object of that name.
 */
export const danglingBinding = analysisOf(allBindings, function* analyse({ cluster }) {
  const access = accessOf(cluster);
  for (const binding of ownBindings(access)) {
    const subject = referenceTo(binding.object);
    const missingRole = access.index.slot(binding.role.key)?.role === undefined;
    const roles = cluster.knowledgeOf(rbacGroup, binding.role.kind, binding.namespace || undefined);
    if (missingRole && !roles.complete) {
      yield {
        verdict: 'unknown',
        subject,
        message: `Whether ${binding.role.kind} ${binding.role.name} exists is not known`,
        unknown: unknownFrom(roles),
      };
      continue;
    }
    if (missingRole) {
      yield {
        verdict: 'fail',
        subject,
        message: `${binding.name} binds ${shortList(names(binding))} to ${binding.role.kind} ${binding.role.name}, which does not exist: whoever makes it decides what they may do.`,
        evidence: [evidenceOf(binding.object, ['roleRef'], 'a role that exists')],
      };
      continue;
    }
    yield* missingSubjects(access, binding);
  }
});

function* missingSubjects(access: ClusterAccess, binding: IndexedBinding): Iterable<ResultDraft> {
  const subject = referenceTo(binding.object);
  const missing: { readonly index: number; readonly account: ServiceAccount }[] = [];
  for (const { subject: account, index } of binding.subjects) {
    if (account.kind !== 'ServiceAccount') continue;
    const existence = existenceOf(access.cluster, account);
    if (existence === 'missing') missing.push({ index, account });
    else if (existence !== 'exists') {
      yield {
        verdict: 'unknown',
        subject,
        message: `Whether ${formatSubject(account)} exists is not known`,
        unknown: unknownFrom(existence),
      };
      return;
    }
  }
  if (missing.length === 0) {
    yield {
      verdict: 'pass',
      subject,
      message: 'Its role exists, and so does every service account it names.',
    };
    return;
  }
  const accounts = shortList(missing.map(({ account }) => formatSubject(account)));
  yield {
    verdict: 'fail',
    subject,
    message: `${binding.name} gives ${binding.role.kind} ${binding.role.name} to ${accounts}, which ${missing.length === 1 ? 'does' : 'do'} not exist: whoever makes an account of that name has it.`,
    evidence: missing.map(({ index }) =>
      evidenceOf(binding.object, ['subjects', index], 'a service account that exists'),
    ),
  };
}

/** Roles that no binding names and no aggregated role takes up. */
export const unboundRole = analysisOf(allAccess, function* analyse({ cluster }) {
  const access = accessOf(cluster);
  const unread = access.unread('*').filter(({ kind }) => kind.endsWith('Binding'));
  for (const { role, bindings } of access.index.roles()) {
    if (role.assumed || access.stateOfObject(role.object) !== 'own') continue;
    const subject = referenceTo(role.object);
    const aggregated = Object.keys(role.labels).some((label) =>
      label.startsWith('rbac.authorization.k8s.io/aggregate-to-'),
    );
    if (bindings.size > 0 || aggregated || role.aggregates !== undefined || isTakenUp(access, role.labels)) {
      yield { verdict: 'pass', subject, message: 'A binding or an aggregated role uses it.' };
      continue;
    }
    const [first] = unread;
    if (first !== undefined) {
      yield {
        verdict: 'unknown',
        subject,
        message: `Whether a binding names ${role.name} is not known`,
        unknown: unknownFrom(first),
      };
      continue;
    }
    yield {
      verdict: 'fail',
      subject,
      message: `No binding names ${role.kind} ${role.name}: it grants nothing, until somebody binds it without reading it.`,
      evidence: [evidenceOf(role.object, ['metadata', 'name'], 'named by a binding')],
    };
  }
});

function isTakenUp(access: ClusterAccess, labels: Readonly<Record<string, string>>): boolean {
  for (const { role } of access.index.roles())
    for (const { matchLabels } of role.aggregates ?? [])
      if (matchLabels && Object.entries(matchLabels).every(([label, value]) => labels[label] === value))
        return true;
  return false;
}

/** Service accounts with a binding of their own that nothing in the cluster runs as. */
export const unusedServiceAccount = analysisOf(
  [...allBindings, ...serviceAccounts],
  function* analyse({ cluster }) {
    const access = accessOf(cluster);
    const bound = new Map<string, { account: ServiceAccount; bindings: Set<IndexedBinding> }>();
    for (const binding of ownBindings(access)) {
      for (const { subject } of binding.subjects) {
        if (subject.kind !== 'ServiceAccount') continue;
        const key = `${subject.namespace}/${subject.name}`;
        const known = bound.get(key);
        if (known === undefined) bound.set(key, { account: subject, bindings: new Set([binding]) });
        else known.bindings.add(binding);
      }
    }
    for (const { account, bindings } of bound.values()) {
      const object = cluster.find({ group: '', ...account });
      if (object === undefined) continue;
      const subject = referenceTo(object);
      if (usesOf(cluster, account).length > 0) {
        yield { verdict: 'pass', subject, message: 'A workload runs as it.' };
        continue;
      }
      const need = declaredNeedOf(access, account);
      if (need !== undefined) {
        yield { verdict: 'pass', subject, message: need };
        continue;
      }
      const unread = unreadWorkloads(access, account.namespace) ?? unshownPods(access, account.namespace);
      if (unread !== undefined) {
        yield {
          verdict: 'unknown',
          subject,
          message: `Whether a workload runs as ${account.name} is not known`,
          unknown: unread,
        };
        continue;
      }
      const names = shortList([...bindings].map(({ name }) => name).sort());
      yield {
        verdict: 'fail',
        subject,
        message: `No workload runs as ${formatSubject(account)}, and ${names} ${bindings.size === 1 ? 'gives' : 'give'} it rights. Something outside may use a token of it: ask before you delete it.`,
        evidence: [...bindings].flatMap((binding) =>
          binding.subjects.flatMap(({ subject: each, index }) =>
            each.kind === 'ServiceAccount' &&
            each.name === account.name &&
            each.namespace === account.namespace
              ? [evidenceOf(binding.object, ['subjects', index])]
              : [],
          ),
        ),
      };
    }
  },
);

const workloadKinds: readonly (readonly [string, string])[] = [
  ['', 'Pod'],
  ['apps', 'Deployment'],
  ['apps', 'StatefulSet'],
  ['apps', 'DaemonSet'],
  ['batch', 'Job'],
  ['batch', 'CronJob'],
];

function unreadWorkloads({ cluster }: ClusterAccess, namespace: string): UnknownReason | undefined {
  for (const [group, kind] of workloadKinds) {
    const knowledge = cluster.knowledgeOf(group, kind, namespace);
    if (!knowledge.complete) return unknownFrom(knowledge);
  }
  return undefined;
}

/** Pods that a program of the namespace makes, where manifests cannot show them. */
function unshownPods(access: ClusterAccess, namespace: string): UnknownReason | undefined {
  const maker = podMakerIn(access, namespace);
  if (maker === undefined) return undefined;
  const message = `${maker.kind} ${namespace}/${maker.name} may make pods as it, which manifests do not show`;
  return { state: 'not-connected', message };
}

/** Subjects in a namespaced binding that are service accounts of another namespace. */
export const crossNamespaceSubject = analysisOf(namespacedBindings, function* analyse({ cluster }) {
  const access = accessOf(cluster);
  for (const binding of ownBindings(access)) {
    if (binding.namespace === '') continue;
    const foreign = binding.subjects.filter(
      ({ subject }) => subject.kind === 'ServiceAccount' && subject.namespace !== binding.namespace,
    );
    const subject = referenceTo(binding.object);
    if (foreign.length === 0) {
      yield { verdict: 'pass', subject, message: 'It names service accounts of its own namespace only.' };
      continue;
    }
    const elsewhere = new Set(foreign.map((each) => (each.subject as ServiceAccount).namespace));
    if (binding.object.origin?.namespaceAssumed === true && elsewhere.size === 1) {
      const message = `The manifests do not say in which namespace ${binding.name} is: it may be ${[...elsewhere].join('')}`;
      yield { verdict: 'unknown', subject, message, unknown: { state: 'not-connected', message } };
      continue;
    }
    yield {
      verdict: 'fail',
      subject,
      message: `${binding.name} lets ${shortList(foreign.map((each) => formatSubject(each.subject)))} act in namespace ${binding.namespace}: whoever can run a pod there acts here.`,
      evidence: foreign.map(({ index }) => evidenceOf(binding.object, ['subjects', index])),
    };
  }
});

function names(binding: IndexedBinding): string[] {
  return binding.subjects.length === 0
    ? ['nobody']
    : binding.subjects.map(({ subject }) => formatSubject(subject));
}

function unknownFrom({
  state,
  reason,
  permission,
}: {
  state: UnknownReason['state'];
  reason: string;
  permission?: UnknownReason['permission'];
}): UnknownReason {
  return { state, message: reason, ...(permission && { permission }) };
}
