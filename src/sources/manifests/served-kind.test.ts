import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { stableKinds, whyNotServed } from './served-kind.ts';
import { servedKinds } from './served-kinds.ts';

const of = (minor: number) => ({ major: 1, minor });

// https://kubernetes.io/docs/reference/using-api/deprecation-guide/
test.each([
  ['policy/v1beta1', 'PodDisruptionBudget', 24, 'apiVersion: policy/v1, kind: PodDisruptionBudget'],
  ['batch/v1beta1', 'CronJob', 24, 'apiVersion: batch/v1, kind: CronJob'],
  ['discovery.k8s.io/v1beta1', 'EndpointSlice', 24, 'apiVersion: discovery.k8s.io/v1'],
  ['autoscaling/v2beta1', 'HorizontalPodAutoscaler', 24, 'apiVersion: autoscaling/v2'],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', 25, 'apiVersion: autoscaling/v2'],
  ['flowcontrol.apiserver.k8s.io/v1beta1', 'FlowSchema', 25, 'flowcontrol.apiserver.k8s.io/v1beta3'],
  ['storage.k8s.io/v1beta1', 'CSIStorageCapacity', 26, 'apiVersion: storage.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta2', 'FlowSchema', 28, 'flowcontrol.apiserver.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', 31, 'flowcontrol.apiserver.k8s.io/v1'],
])('%s %s ends with 1.%i', (apiVersion, kind, last, told) => {
  expect(whyNotServed(apiVersion, kind, of(last))).toBeUndefined();
  const refused = whyNotServed(apiVersion, kind, of(last + 1));
  expect(refused).toContain(`serves no ${kind} in ${apiVersion} any more, which ended with 1.${last}`);
  expect(refused).toContain(told);
});

test.each([
  ['extensions/v1beta1', 'Deployment', 'apiVersion: apps/v1'],
  ['extensions/v1beta1', 'Ingress', 'apiVersion: networking.k8s.io/v1'],
  ['networking.k8s.io/v1beta1', 'Ingress', 'apiVersion: networking.k8s.io/v1'],
  ['rbac.authorization.k8s.io/v1beta1', 'ClusterRole', 'apiVersion: rbac.authorization.k8s.io/v1'],
  [
    'admissionregistration.k8s.io/v1beta1',
    'ValidatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1',
  ],
  ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', 'apiextensions.k8s.io/v1'],
  ['policy/v1beta1', 'PodSecurityPolicy', 'any more'],
])('%s %s is gone everywhere', (apiVersion, kind, told) => {
  for (let minor = 25; minor <= 37; minor++)
    expect(whyNotServed(apiVersion, kind, of(minor))).toContain(told);
});

test('a version that comes later is told from one that is gone', () => {
  const kind = 'ValidatingAdmissionPolicy';
  expect(whyNotServed('admissionregistration.k8s.io/v1', kind, of(29))).toContain('begins with 1.30');
  expect(whyNotServed('admissionregistration.k8s.io/v1', kind, of(30))).toBeUndefined();
});

test.each([
  ['v1', 'pod', 'write apiVersion: v1, kind: Pod'],
  ['v1', 'Deployment', 'write apiVersion: apps/v1, kind: Deployment'],
  ['apps/v1', 'Deploymnet', 'write apiVersion: apps/v1, kind: Deployment'],
  ['batch/v2', 'Job', 'no version v2 of the API group batch; write apiVersion: batch/v1'],
  ['App/v1', 'Deployment', 'no API group App; write apiVersion: apps/v1'],
  ['V1', 'Pod', 'no version V1 of the core API group; write apiVersion: v1'],
  ['aps/v1', 'DaemonSet', 'write apiVersion: apps/v1'],
  ['rbac.authorisation.k8s.io/v1', 'Role', 'write apiVersion: rbac.authorization.k8s.io/v1'],
  ['networking.k8s.oi/v1', 'NetworkPolicy', 'write apiVersion: networking.k8s.io/v1'],
  ['apps/v1', 'Frobnicator', 'there is no kind Frobnicator in apps/v1'],
])('%s %s: %s', (apiVersion, kind, told) => {
  expect(whyNotServed(apiVersion, kind, of(37))).toContain(told);
});

test.each([
  ['example.com/v1', 'Widget'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ['autoscaling.k8s.io/v1', 'VerticalPodAutoscaler'],
  ['networking.gke.io/v1', 'ManagedCertificate'],
  ['apps.kruise.io/v1beta1', 'StatefulSet'],
  ['snapshot.storage.k8s.io/v1', 'VolumeSnapshot'],
  ['metrics.k8s.io/v1beta1', 'PodMetrics'],
])('%s %s may be served by anybody', (apiVersion, kind) => {
  expect(whyNotServed(apiVersion, kind, of(37))).toBeUndefined();
});

interface ApiResource {
  readonly name: string;
  readonly kind: string;
}

const binary = await kubeboxBinary();

describe.skipIf(binary === undefined).each([
  { minor: 34, flags: [] },
  { minor: 37, flags: ['--runtime-config=api/all=true', '--feature-gates=AllAlpha=true,AllBeta=true'] },
])('what a real API server of 1.$minor serves', ({ minor, flags }) => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ emulatedVersion: `1.${minor}`, apiServerFlags: flags });
  }, 900_000);
  afterAll(() => cluster?.stop());

  async function get<Body>(path: string): Promise<Body> {
    return (await cluster.request('GET', path)).body as Body;
  }

  it('is known here, and where all of it is switched on nothing beyond', async () => {
    const { groups } = await get<{ groups: { versions: { groupVersion: string }[] }[] }>('/apis');
    const versions = [
      'v1',
      ...groups.flatMap((each) => each.versions.map(({ groupVersion }) => groupVersion)),
    ];
    const served = new Set<string>();
    for (const apiVersion of versions) {
      const path = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
      for (const { name, kind } of (await get<{ resources: ApiResource[] }>(path)).resources)
        if (!name.includes('/')) served.add(`${apiVersion} ${kind}`);
    }
    expect([...served].filter((each) => refusal(each, minor) !== undefined)).toEqual([]);
    const told = stableKinds(of(minor)).filter((each) => !neverListed.has(each.split('/').at(-1) ?? ''));
    expect(told.filter((each) => !served.has(each.replace(/\/(?=[^/]*$)/, ' ')))).toEqual([]);
    if (flags.length === 0) return;
    const known = Object.entries(servedKinds).flatMap(([apiVersion, spans]) =>
      spans.flatMap(({ kinds }) => kinds.map((kind) => `${apiVersion} ${kind}`)),
    );
    const beyond = known.filter((each) => !served.has(each) && refusal(each, minor) === undefined);
    expect(beyond.filter((each) => !neverListed.has(each.split(' ')[1] ?? ''))).toEqual([]);
  }, 120_000);
});

function refusal(each: string, minor: number): string | undefined {
  const [apiVersion = '', kind = ''] = each.split(' ');
  return whyNotServed(apiVersion, kind, of(minor));
}

/** Sent to webhooks, sub-resources, or stored inside others: no resource of their own. */
const neverListed = new Set<string>([
  'AdmissionReview',
  'APIGroupDiscovery',
  'ConversionReview',
  'Eviction',
  'ImageReview',
  'RangeAllocation',
  'Scale',
  'SerializedReference',
  'TokenRequest',
]);
