import { describe, expect, test } from 'vitest';
import { loadShippedCatalogue } from '../../../testkit/catalogue/read-catalogue.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import {
  type KubernetesObject,
  liveCoverage,
  newestKnownVersion,
  type ResourceCoverage,
  splitApiVersion,
} from '../../cluster/index.ts';
import { type ControlCase, judge } from '../../controls/index.ts';
import { connectAnswers } from './analyses.ts';

const catalogue = loadShippedCatalogue();

/** Kinds that controls read beside those of a case. */
const always = [
  { group: '', kind: 'Namespace' },
  { group: '', kind: 'ServiceAccount' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' },
  { group: 'rbac.authorization.k8s.io', kind: 'Role' },
  { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding' },
];

/** What a reader is told who may list everything but one kind. */
function verdictsOf(id: string, objects: readonly KubernetesObject[], given: ControlCase, denied?: string) {
  const nameOf = ({ apiVersion, kind }: KubernetesObject) => `${splitApiVersion(apiVersion).group}/${kind}`;
  const rows = kindsOf(objects).map(({ group, kind }) => rowOf(group, kind, `${group}/${kind}` === denied));
  const cluster = clusterOf(
    objects.filter((object) => nameOf(object) !== denied),
    {
      identity: { id: 'cases', name: 'cases' },
      provenance: { source: 'live', startedAt: '2026-11-25T08:00:00Z', endedAt: '2026-11-25T08:00:00Z' },
      version: { ...newestKnownVersion, minor: given.minor ?? newestKnownVersion.minor },
      coverage: liveCoverage(rows, { complete: true, failedGroups: [] }),
    },
  );
  if (given.answers !== undefined) expect(connectAnswers(cluster, given.answers)).toEqual([]);
  return judge(cluster, catalogue, {
    now: 0,
    controls: (control) => control.id === id,
    parameters: { [id]: given.parameters },
  }).results.filter(
    ({ verdict, unknown }) =>
      verdict === 'fail' || (verdict === 'unknown' && unknown?.state !== 'not-connected'),
  );
}

function kindsOf(objects: readonly KubernetesObject[]) {
  const own = objects.map(({ apiVersion, kind }) => ({ group: splitApiVersion(apiVersion).group, kind }));
  return [...new Map([...always, ...own].map((each) => [`${each.group}/${each.kind}`, each])).values()];
}

function rowOf(group: string, kind: string, isDenied: boolean): ResourceCoverage {
  const resource = pluralOf(kind.toLowerCase());
  return {
    group,
    version: 'v1',
    resource,
    kind,
    namespaced: true,
    state: isDenied ? 'denied' : 'read',
    ...(isDenied && { permission: { verbs: ['list'], apiGroup: group, resource } }),
    at: '2026-11-25T08:00:00Z',
    objects: 1,
  };
}

function pluralOf(singular: string): string {
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.replace(/y$/, 'ie').concat('s');
}

/** The role that every server has. */
const clusterAdmin = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'cluster-admin', labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } },
  rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
};

/** The objects of a case among those that a server has beside them. */
function worldsOf({ namespaceLabels, worlds }: ControlCase): KubernetesObject[][] {
  return worlds.map(({ objects }) => {
    const there = new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    const around = [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))]
      .filter((name) => !there.has(`Namespace ${name}`))
      .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: namespaceLabels } }));
    return [...around, ...(there.has('ClusterRole cluster-admin') ? [] : [clusterAdmin]), ...objects];
  });
}

describe('a failure that a reader of everything is told', () => {
  test.each(catalogue.controls)('by $id is a failure or unknown to one who may not list a kind', ({ id }) => {
    const failing = (catalogue.cases.get(id) ?? [])
      .filter(({ kind }) => kind === 'bad')
      .flatMap((given) => worldsOf(given).map((world) => ({ given, world })))
      .find(({ given, world }) => verdictsOf(id, world, given).some(({ verdict }) => verdict === 'fail'));
    if (failing === undefined) throw new Error('no case of it fails');
    const { given, world } = failing;
    const silent = kindsOf(world)
      .map(({ group, kind }) => `${group}/${kind}`)
      .filter((denied) => verdictsOf(id, world, given, denied).length === 0);
    expect(silent).toEqual([]);
  });
});
