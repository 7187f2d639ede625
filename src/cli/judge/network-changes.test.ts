import { expect, test } from 'vitest';
import { app, namespace, pod, policy } from '../../../testkit/network/small-world.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { networkLines } from '../../report/index.ts';
import { networkBetween, networkOnto } from './network-changes.ts';

const world = [
  namespace('shop'),
  namespace('dev'),
  pod('shop/web', { ips: ['10.0.0.1'] }),
  pod('shop/db', { ips: ['10.0.0.2'] }),
  pod('dev/one', { ips: ['10.0.0.3'] }),
  pod('dev/two', { ips: ['10.0.0.4'] }),
];
const ingress = (place: string, ...from: object[]) =>
  policy(place, { ...app('db'), policyTypes: ['Ingress'], ingress: [{ from }] });
const onlyWeb = ingress('shop/db', app('web'));
const lines = (before: readonly KubernetesObject[], after: readonly KubernetesObject[]) =>
  networkLines(networkBetween(clusterOf(before), clusterOf(after)));
const agent = (name: string, container: object = {}): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name, namespace: 'kube-system' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { hostNetwork: true, containers: [{ name: 'agent', image: 'agent:1', ...container }] },
    },
  },
});

test('says who gains and loses which connections, and to what of the internet', () => {
  expect(lines([...world, onlyWeb], world)).toEqual([
    'Policies now let the internet in to shop/db because of NetworkPolicy shop/db.',
    'Every workload of namespace dev can now reach shop/db because of NetworkPolicy shop/db.',
  ]);
  const out = policy('dev/out', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '8.8.8.0/24' } }], ports: [{ port: 443 }] }],
  });
  expect(lines(world, [...world, out])).toEqual([
    'Every workload of namespace dev can no longer reach the internet on all but TCP 443 because of NetworkPolicy dev/out.',
    'Every workload of namespace dev can no longer reach the internet (but for 8.8.8.0-8.8.8.255) on TCP 443 because of NetworkPolicy dev/out.',
    'Every workload of namespace dev can no longer reach any workload because of NetworkPolicy dev/out.',
  ]);
});

test('names the policies that were proven to cause it, one or several together, and no other', () => {
  const egress = policy('shop/out', { ...app('web'), policyTypes: ['Egress'] });
  const idle = policy('shop/idle', { ...app('nobody'), ingress: [] });
  expect(lines([...world, onlyWeb], [...world, onlyWeb, egress, idle])).toContain(
    'shop/web can no longer reach shop/db because of NetworkPolicy shop/out.',
  );
  const closed = (name: string) => policy(`shop/${name}`, { ...app('db'), ingress: [] });
  // What is closed twice is open again where both are put back.
  expect(lines([...world], [...world, closed('one'), closed('two')])).toContain(
    'Every other workload can no longer reach shop/db because of NetworkPolicy shop/one and NetworkPolicy shop/two (all have to be put back).',
  );
  // What needs two that let through is gone where either is put back.
  const out = (...to: object[]) =>
    policy('shop/web', { ...app('web'), policyTypes: ['Egress'], egress: [{ to }] });
  expect(
    lines([...world, out(app('x')), ingress('shop/db', app('x'))], [...world, out(app('db')), onlyWeb]),
  ).toEqual([
    'shop/web can now reach shop/db because of NetworkPolicy shop/db and NetworkPolicy shop/web (putting back one is enough).',
  ]);
});

test('says that other policies mean the same, and nothing where none differ', () => {
  const same = ingress('shop/db', {
    podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
  });
  expect(lines([...world, onlyWeb], [...world, same])).toEqual([
    'NetworkPolicy shop/db differs with the same meaning: every connection is as it was.',
  ]);
  expect(lines([...world, onlyWeb], [...world, onlyWeb])).toEqual([]);
  expect(lines(world, world)).toEqual([]);
});

test('a workload that is new or gone is told as such, and not compared', () => {
  expect(lines([...world, onlyWeb], [...world.slice(0, -1), pod('dev/new'), onlyWeb])).toEqual([
    'New, so that nothing is compared: 1 workload (dev/new).',
    'No longer seen: 1 workload (dev/two).',
  ]);
});

test('what another plugin reads otherwise is not known', () => {
  expect(lines([...world, agent('cilium'), onlyWeb], [...world, agent('kindnet'), onlyWeb])).toEqual([
    'Which connections are gained and lost is not known: policies are read for cilium before and for kindnet after.',
  ]);
});

test('a part of a cluster does not show the policies of the rest', () => {
  const part = clusterOf(world, {
    coverage: {
      resources: [],
      notConnected: [{ source: 'whole-cluster', meaning: 'only these objects were given' }],
    },
  });
  expect(networkLines(networkBetween(clusterOf([...world, onlyWeb]), part))).toEqual([
    'Which connections are gained and lost is not known: one of the two is a whole cluster and the other only a part of one.',
  ]);
});

test('policies that could not be read are no policies that are not there', () => {
  const denied = {
    group: 'networking.k8s.io',
    version: 'v1',
    resource: 'networkpolicies',
    kind: 'NetworkPolicy',
    namespaced: true,
    state: 'denied',
    at: '2026-11-25T00:00:00Z',
    objects: 0,
  } as const;
  const blind = clusterOf(world, { coverage: { resources: [denied], notConnected: [] } });
  const seen = clusterOf([...world, onlyWeb]);
  for (const network of [networkBetween(blind, seen), networkBetween(seen, blind), networkOnto(blind, seen)])
    expect(network).toMatchObject({
      known: false,
      reason: expect.stringContaining('not every NetworkPolicy could be read'),
      changes: [],
    });
});

test('a policy that the API server refuses leaves it unknown what connects', () => {
  const invalid = ingress('shop/db', { ipBlock: { cidr: 'nonsense' } });
  expect(networkBetween(clusterOf([...world, onlyWeb]), clusterOf([...world, invalid]))).toMatchObject({
    known: false,
    reason: expect.stringContaining('NetworkPolicy shop/db'),
  });
});

test('manifests laid over a cluster change what they name, and running pods get the labels of a new template', () => {
  const base = clusterOf([
    ...world,
    onlyWeb,
    statefulSet('api', { app: 'api' }),
    owned('api-1', { app: 'api' }),
  ]);
  const { changes, added, removed } = networkOnto(base, clusterOf([statefulSet('api', { app: 'web' })]));
  expect(changes.map(({ text }) => text)).toEqual(['shop/api can now reach shop/db']);
  expect([added, removed]).toEqual([[], []]);
  expect(networkLines(networkOnto(base, clusterOf([statefulSet('api', { app: 'api' })])))).toEqual([]);
});

function statefulSet(name: string, labels: Readonly<Record<string, string>>): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: 'shop', uid: 'set' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'app:1' }] } },
    },
  };
}

function owned(name: string, labels: Readonly<Record<string, string>>): KubernetesObject {
  const body = pod(`shop/${name}`, { labels, ips: ['10.0.0.9'] });
  const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'api', uid: 'set', controller: true };
  return { ...body, metadata: { ...body.metadata, ownerReferences: [owner] } };
}
