import {
  type AuditResults,
  attackGraphOf,
  chokePoints,
  evidenceAbout,
  type IndexedBinding,
  membersOf,
  outsideState,
  type Subject,
  sinkNames,
} from '../../../identity/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import type { Change } from './change.ts';
import { cloudIdentityResults } from './cloud-identities.ts';
import { firstChanges } from './first-changes.ts';
import { objectReference } from './object-reference.ts';
import type { UnreachedCluster } from './read-access.ts';
import { severalSteps } from './several-steps.ts';

type ClusterResults = AuditResults['clusters'][number];

const changesShown = 5;
const chokePointsShown = 5;

/** The audit for programs; clusters that could not be reached are in it with the reason. */
export function auditResults(
  audited: readonly AuditedCluster[],
  failed: readonly UnreachedCluster[],
  run: Pick<AuditResults, 'tool' | 'command' | 'time'>,
): AuditResults {
  return {
    schema: 'plimsoll.identity-audit-results/v1',
    ...run,
    clusters: [...audited.map(clusterResults), ...failed.map(failedCluster)],
  };
}

function clusterResults(audited: AuditedCluster): ClusterResults {
  const { name, access, audit } = audited;
  const outside = outsideState(access.cluster);
  return {
    cluster: name,
    version: access.cluster.version.gitVersion,
    complete: audit.unread.length === 0,
    unread: audit.unread.map(({ kind, reason, permission }) => ({
      kind,
      reason,
      ...(permission !== undefined && { permission: { ...permission, verbs: [...permission.verbs] } }),
    })),
    ...(outside !== undefined && { outside: { ...outside, missing: [...outside.missing] } }),
    standing: audit.standing.map((each) => standingResults(audited, each)),
    systemMasters: audit.masters.map(({ arn, username, groups }) => ({ arn, username, groups: [...groups] })),
    reached: audit.reached.map(({ subject, namespace, by, account, accountMay, ways }) => ({
      subject: subjectOf(subject),
      namespace,
      by,
      account: subjectOf(account),
      accountMay,
      ways: ways.map(wayOf),
    })),
    severalSteps: severalSteps(audited).map(({ subject, path: { difficulty, hops } }) => ({
      subject: subjectOf(subject),
      difficulty,
      steps: hops.length,
      by: (hops[0]?.bindings ?? []).map(({ binding }) => bindingOf(binding)),
    })),
    stale: audit.stale.map(({ account, reason, bindings }) => ({
      account: subjectOf(account),
      reason,
      bindings: bindings.map(bindingOf),
    })),
    workloadIdentities: cloudIdentityResults(access),
    chokePoints: chokePointResults(access),
    changes: firstChanges(audited, changesShown).map(changeResults),
  };
}

function standingResults(
  { access }: AuditedCluster,
  power: AuditedCluster['audit']['standing'][number],
): ClusterResults['standing'][number] {
  const { subject, remains, created, exists } = power;
  const evidence = evidenceAbout(access.cluster);
  return {
    subject: subjectOf(subject),
    nature: power.nature,
    power: power.power,
    what: power.what,
    ways: power.ways.map(wayOf),
    cut: power.cut.map(bindingOf),
    ...(remains !== undefined && { remains: wayOf(remains) }),
    ...(created !== undefined && { created }),
    breakGlass: power.breakGlass,
    ...(evidence !== undefined &&
      subject.kind === 'Group' && {
        members: membersOf(evidence, subject.name).map(({ name, through }) => ({ name, through })),
      }),
    ...(exists !== undefined && { exists }),
    runs: power.runs.map(objectReference),
  };
}

function chokePointResults({ cluster }: AuditedCluster['access']): ClusterResults['chokePoints'] {
  const { points, paths } = chokePoints(attackGraphOf(cluster), sinkNames, chokePointsShown);
  return { paths, points: points.map(({ binding, ends }) => ({ binding: bindingOf(binding), ends })) };
}

function changeResults({ why, apply, undo, yaml, breaks, lasting, otherwise }: Change) {
  return {
    why,
    apply: apply.split('\n'),
    undo: undo.split('\n'),
    ...(yaml !== undefined && { yaml }),
    ...(breaks !== undefined && { breaks }),
    ...(lasting !== undefined && { lasting }),
    ...(otherwise !== undefined && { otherwise }),
  };
}

function subjectOf(subject: Subject): ClusterResults['standing'][number]['subject'] {
  const { kind, name } = subject;
  return subject.kind === 'ServiceAccount' ? { kind, namespace: subject.namespace, name } : { kind, name };
}

function wayOf({
  what,
  bindings,
}: AuditedCluster['audit']['reached'][number]['ways'][number]): ClusterResults['reached'][number]['ways'][number] {
  return { what, bindings: bindings.map(bindingOf) };
}

function bindingOf({
  object,
  role,
  outside,
}: IndexedBinding): ClusterResults['stale'][number]['bindings'][number] {
  return {
    ...objectReference(object),
    role: { kind: role.kind, name: role.name },
    ...(outside !== undefined && { outside: { what: outside.what, file: outside.file } }),
  };
}

function failedCluster({ name, error }: UnreachedCluster): ClusterResults {
  return {
    cluster: name,
    error,
    complete: false,
    unread: [],
    standing: [],
    systemMasters: [],
    reached: [],
    severalSteps: [],
    stale: [],
    workloadIdentities: [],
    chokePoints: { paths: 0, points: [] },
    changes: [],
  };
}
