import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { connectEvidence } from '../evidence/cluster-evidence.ts';
import { readEvidence } from '../evidence/read-evidence.ts';
import { workloadIdentities } from './workload-identities.ts';

const account = (annotations: Record<string, string> = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'api', namespace: 'shop', annotations },
  }) as KubernetesObject;
const deployment = (env: readonly object[] = [], labels: Record<string, string> = {}) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'api' } },
      template: {
        metadata: { labels: { app: 'api', ...labels } },
        spec: { serviceAccountName: 'api', containers: [{ name: 'main', image: 'example.com/app:1', env }] },
      },
    },
  }) as KubernetesObject;

/** The one row of a cluster with these objects, and these answers saved. */
function row(
  provider: 'eks' | 'aks' | 'gke',
  objects: readonly KubernetesObject[],
  values: readonly unknown[] = [],
) {
  const cluster = clusterOf(objects, { identity: { id: 'prod', name: 'prod', provider } });
  const { evidence, problems } = readEvidence(
    [{ file: 'x', savedAt: '2026-11-20T00:00:00Z', values }],
    Date.parse('2026-11-25'),
  );
  expect(problems).toEqual([]);
  connectEvidence(evidence, [cluster]);
  const [first] = workloadIdentities(cluster);
  return { state: first?.state, how: first?.how, proof: first?.proof, wide: first?.wide !== undefined };
}

const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/AA';
const eks = {
  cluster: {
    name: 'prod',
    arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
    identity: { oidc: { issuer: `https://${issuer}` } },
  },
};
const arn = 'arn:aws:iam::111122223333:role/api';
const iam = (statement: object) => ({
  Roles: [{ Arn: arn, AssumeRolePolicyDocument: { Statement: [statement] } }],
});
const web = (sub: string) => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringEquals: { [`${issuer}:sub`]: sub, [`${issuer}:aud`]: 'sts.amazonaws.com' } },
});

// https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
describe('EKS', () => {
  const irsa = [account({ 'eks.amazonaws.com/role-arn': arn }), deployment()];

  test('IRSA is federated only where the role trusts this account of this cluster', () => {
    expect(row('eks', irsa)).toMatchObject({
      state: 'unknown',
      how: 'IRSA',
      proof: 'aws iam get-role --role-name api',
    });
    const good = iam(web('system:serviceaccount:shop:api'));
    expect(row('eks', irsa, [good])).toMatchObject({ state: 'unknown', proof: 'aws eks describe-cluster' });
    expect(row('eks', irsa, [eks, good])).toMatchObject({ state: 'federated', wide: false });
    expect(row('eks', irsa, [eks, iam(web('system:serviceaccount:other:api'))]).state).toBe('broken');
  });

  test('a role is missing only where all roles of its account were listed', () => {
    const others = (number: string) => ({
      Roles: [{ Arn: `arn:aws:iam::${number}:role/other`, AssumeRolePolicyDocument: {} }],
    });
    expect(row('eks', irsa, [eks, others('111122223333')]).state).toBe('broken');
    expect(row('eks', irsa, [eks, others('999999999999')]).state).toBe('unknown');
    const { Roles } = others('111122223333');
    expect(row('eks', irsa, [eks, { Role: Roles[0] }]).state).toBe('unknown');
  });

  test('EKS Pod Identity is in no object of the cluster', () => {
    const association = {
      clusterName: 'prod',
      namespace: 'shop',
      serviceAccount: 'api',
      associationId: 'a-1',
    };
    const plain = [account(), deployment([{ name: 'AWS_REGION', value: 'eu-west-1' }])];
    const proof = 'aws eks list-pod-identity-associations';
    expect(row('eks', plain)).toMatchObject({ state: 'unknown', proof });
    expect(row('eks', plain, [{ associations: [] }]).state).toBe('node-identity-possible');
    expect(row('eks', plain, [{ associations: [association] }])).toMatchObject({
      state: 'unknown',
      how: 'EKS Pod Identity',
    });
    const described = { association: { ...association, roleArn: arn } };
    const trust = {
      Effect: 'Allow',
      Principal: { Service: 'pods.eks.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
    };
    expect(row('eks', plain, [described, iam(trust)]).state).toBe('federated');
    expect(row('eks', plain, [described, iam({ ...trust, Action: 'sts:AssumeRole' })]).state).toBe('broken');
  });

  test('a key in the environment is used before anything else', () => {
    const keys = deployment([
      { name: 'AWS_SECRET_ACCESS_KEY', valueFrom: { secretKeyRef: { name: 'aws', key: 'secret' } } },
    ]);
    expect(row('eks', [account({ 'eks.amazonaws.com/role-arn': arn }), keys]).state).toBe(
      'static-credential',
    );
  });

  test('nothing that shows a cloud needs none', () => {
    expect(row('eks', [account(), deployment()]).state).toBe('none-needed');
  });
});

// https://learn.microsoft.com/azure/aks/workload-identity-overview
test('Entra Workload ID needs the label, the credential of the identity, and this issuer', () => {
  const clientId = '11111111-2222-3333-4444-555555555555';
  const named = account({ 'azure.workload.identity/client-id': clientId });
  const labelled = [named, deployment([], { 'azure.workload.identity/use': 'true' })];
  const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
  const aks = {
    id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/prod',
    name: 'prod',
    type: 'Microsoft.ContainerService/ManagedClusters',
    oidcIssuerProfile: { enabled: true, issuerUrl: 'https://westeurope.oic.prod-aks.azure.com/t/i/' },
    securityProfile: { workloadIdentity: { enabled: true } },
  };
  const identity = { name: 'api', clientId, type };
  const credential = (subject: string) => ({
    id: `/subscriptions/s/resourceGroups/rg/providers/${type}/api/federatedIdentityCredentials/x`,
    issuer: 'https://westeurope.oic.prod-aks.azure.com/t/i',
    subject,
    audiences: ['api://AzureADTokenExchange'],
  });
  expect(row('aks', [named, deployment()]).state).toBe('broken');
  expect(row('aks', labelled)).toMatchObject({ state: 'unknown', proof: 'az aks show' });
  expect(row('aks', labelled, [aks, [identity]]).state).toBe('unknown');
  expect(row('aks', labelled, [aks, [identity], [credential('system:serviceaccount:shop:api')]]).state).toBe(
    'federated',
  );
  expect(row('aks', labelled, [aks, [identity], [credential('system:serviceaccount:shop:web')]]).state).toBe(
    'broken',
  );
  const off = { ...aks, securityProfile: { workloadIdentity: { enabled: false } } };
  expect(row('aks', labelled, [off]).state).toBe('broken');
});

// https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
test('GKE Workload Identity needs the pool, and the member in the policy of that account', () => {
  const email = 'api@p.iam.gserviceaccount.com';
  const linked = [account({ 'iam.gke.io/gcp-service-account': email }), deployment()];
  const gke = {
    name: 'prod',
    selfLink: 'https://container.googleapis.com/v1/projects/p/locations/l/clusters/prod',
    nodePools: [],
    workloadIdentityConfig: { workloadPool: 'p.svc.id.goog' },
  };
  const policy = (member: string, of = email) => ({
    resource: `//iam.googleapis.com/projects/p/serviceAccounts/${of}`,
    policy: { bindings: [{ role: 'roles/iam.workloadIdentityUser', members: [member] }] },
  });
  expect(row('gke', linked)).toMatchObject({ state: 'unknown', proof: 'gcloud container clusters describe' });
  expect(row('gke', linked, [{ ...gke, workloadIdentityConfig: {} }]).state).toBe('broken');
  expect(row('gke', linked, [gke]).state).toBe('unknown');
  const member = 'serviceAccount:p.svc.id.goog[shop/api]';
  expect(row('gke', linked, [gke, [policy(member)]]).state).toBe('federated');
  expect(row('gke', linked, [gke, [policy('serviceAccount:p.svc.id.goog[shop/web]')]]).state).toBe('broken');
  expect(row('gke', linked, [gke, [policy(member, 'other@p.iam.gserviceaccount.com')]]).state).toBe(
    'unknown',
  );
  const direct = {
    resource: '//cloudresourcemanager.googleapis.com/projects/p',
    policy: {
      bindings: [
        {
          role: 'roles/storage.objectViewer',
          members: [
            'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p.svc.id.goog/subject/ns/shop/sa/api',
          ],
        },
      ],
    },
  };
  expect(row('gke', [account(), deployment()], [gke, [direct]]).state).toBe('federated');
});

// https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
describe('the identity of the node', () => {
  const inEks = [account(), deployment([{ name: 'AWS_REGION', value: 'eu-west-1' }])];
  const onHost = (objects: readonly KubernetesObject[]) =>
    objects.map((object) => {
      const copy = structuredClone(object) as KubernetesObject & {
        spec?: { template: { spec: Record<string, unknown> } };
      };
      if (copy.spec !== undefined) copy.spec.template.spec['hostNetwork'] = true;
      return copy;
    });
  const none = { associations: [] };
  const machines = (...options: object[]) => ({
    Reservations: [
      {
        Instances: options.map((MetadataOptions, at) => ({
          InstanceId: `i-${at}`,
          MetadataOptions,
          Tags: [{ Key: 'kubernetes.io/cluster/prod', Value: 'owned' }],
        })),
      },
    ],
  });
  const strict = { HttpTokens: 'required', HttpPutResponseHopLimit: 1 };
  const possible = 'node-identity-possible';

  test.each<[string, readonly unknown[], string, string]>([
    ['not saved', [none], possible, possible],
    ['closed everywhere', [none, machines(strict, strict)], 'unknown', possible],
    ['open on one', [none, machines(strict, { ...strict, HttpPutResponseHopLimit: 2 })], possible, possible],
    ['version 1', [none, machines({ ...strict, HttpTokens: 'optional' })], possible, possible],
  ])('EKS, metadata service %s', (_title, answers, pod, host) => {
    expect([row('eks', inEks, answers).state, row('eks', onHost(inEks), answers).state]).toEqual([pod, host]);
  });

  test.each<[string | undefined, string]>([
    [undefined, possible],
    ['IMDS', possible],
    ['None', 'unknown'],
  ])('AKS, link-local access %s', (podLinkLocalAccess, expected) => {
    const aks = {
      id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/prod',
      name: 'prod',
      type: 'Microsoft.ContainerService/ManagedClusters',
      networkProfile: { podLinkLocalAccess },
    };
    const objects = [account(), deployment([{ name: 'AZURE_STORAGE_ACCOUNT', value: 'x' }])];
    expect(row('aks', objects, [aks]).state).toBe(expected);
    expect(row('aks', onHost(objects), [aks]).state).toBe(possible);
  });

  test.each<[string, string]>([
    ['GKE_METADATA', 'unknown'],
    ['GCE_METADATA', possible],
  ])('GKE, mode %s', (mode, expected) => {
    const gke = {
      name: 'prod',
      selfLink: 'https://container.googleapis.com/v1/projects/p/locations/l/clusters/prod',
      nodePools: [{ name: 'a', config: { workloadMetadataConfig: { mode } } }],
      workloadIdentityConfig: { workloadPool: 'p.svc.id.goog' },
    };
    const policies = [{ resource: '//x', policy: { bindings: [] } }];
    const objects = [account(), deployment([{ name: 'GOOGLE_CLOUD_PROJECT', value: 'p' }])];
    expect(row('gke', objects, [gke, policies]).state).toBe(expected);
  });
});

// https://cloud.google.com/docs/authentication/application-default-credentials
test('a file of Google credentials in a Secret is a key; one elsewhere, or beside a token to trade, is none that is seen', () => {
  const volume = (source: object) => ({ name: 'google', ...source });
  const pod = (volumes: readonly object[], mountPath = '/var/secrets/google') => {
    const object = deployment([
      { name: 'GOOGLE_APPLICATION_CREDENTIALS', value: '/var/secrets/google/key.json' },
    ]) as unknown as {
      spec: { template: { spec: { volumes: unknown; containers: { volumeMounts?: unknown }[] } } };
    };
    const { spec } = object.spec.template;
    spec.volumes = volumes;
    for (const container of spec.containers) container.volumeMounts = [{ name: 'google', mountPath }];
    return object as unknown as KubernetesObject;
  };
  const stateOf = (object: KubernetesObject) => row('gke', [account(), object]).state;
  const secret = { secret: { secretName: 'key' } };
  const token = { serviceAccountToken: { path: 'token', audience: 'google' } };
  expect(stateOf(pod([volume(secret)]))).toBe('static-credential');
  expect(stateOf(pod([volume(secret)], '/var/secrets/google/key.json'))).toBe('static-credential');
  expect(stateOf(pod([volume({ projected: { sources: [{ secret: { name: 'key' } }] } })]))).toBe(
    'static-credential',
  );
  for (const other of [
    pod([volume({ configMap: { name: 'federation' } })]),
    pod([volume(secret)], '/var/secrets/goo'),
    pod([volume(secret), { name: 'token', projected: { sources: [token] } }]),
    pod([volume({ projected: { sources: [{ secret: { name: 'config' } }, token] } })]),
    pod([]),
  ])
    expect(stateOf(other)).not.toBe('static-credential');
});
