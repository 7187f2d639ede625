import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../../testkit/world/synthetic-cluster.ts';
import { createDoor, type KubernetesObject } from '../../../cluster/index.ts';
import { connectEvidence } from '../../evidence/cluster-evidence.ts';
import { readEvidence } from '../../evidence/read-evidence.ts';
import { subjectKey } from '../../subject.ts';
import { parseSubject } from '../../subject-argument.ts';
import { attackGraphOf } from '../attack-graph.ts';
import { cheapestPath } from '../find-paths.ts';
import { grant, namespace, workload } from '../path-fixtures.ts';

const door = createDoor({ key: Buffer.alloc(32, 7), keyId: 'test' });
const loader = 'loader@shop.iam.gserviceaccount.com';
const key = {
  type: 'service_account',
  private_key: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n',
  client_email: loader,
};
const secret = (name: string, stringData: Record<string, string>): KubernetesObject =>
  ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'shop' },
    stringData,
  }) as KubernetesObject;
const googleKey = secret('loader-key', { 'key.json': JSON.stringify(key) });
const restricted = namespace('shop', { 'pod-security.kubernetes.io/enforce': 'restricted' });

const gke = {
  name: 'prod',
  selfLink: 'https://container.googleapis.com/v1/projects/shop/locations/europe-west1/clusters/prod',
  nodePools: [],
};
const editor = {
  resource: '//cloudresourcemanager.googleapis.com/projects/shop',
  policy: { bindings: [{ role: 'roles/editor', members: [`serviceAccount:${loader}`] }] },
};

function path(
  from: string,
  objects: readonly KubernetesObject[],
  answers: readonly unknown[],
  provider: 'aks' | 'gke' = 'gke',
): string {
  const admitted = [restricted, ...objects].flatMap((object) => door.admit(object).object ?? []);
  const cluster = clusterOf(admitted, { identity: { id: 'prod', name: 'prod', provider } });
  const documents = [{ file: 'answers.json', savedAt: '2026-11-20T00:00:00Z', values: answers }];
  const { evidence, problems } = readEvidence(documents, Date.parse('2026-11-25'));
  expect([...problems, ...connectEvidence(evidence, [cluster])]).toEqual([]);
  const attack = attackGraphOf(cluster);
  const subject = parseSubject(from);
  const start = attack.vertices.findIndex((vertex) =>
    subject === undefined
      ? vertex.type === 'workload' && vertex.workload.object.name === from
      : vertex.type === 'subject' && subjectKey(vertex.subject) === subjectKey(subject),
  );
  const found = cheapestPath(attack, start, 'cloud-admin');
  return found === undefined ? '-' : found.hops.flatMap(({ kinds }) => kinds).join(' ');
}

const reads = (names?: string[]) =>
  grant('user:ann', 'shop', 'reader', {
    verbs: names === undefined ? ['list'] : ['get'],
    resources: ['secrets'],
    ...(names !== undefined && { resourceNames: names }),
  });

describe('a key of Google in a Secret', () => {
  test('is whoever reads the Secret', () => {
    expect(path('user:ann', [googleKey, ...reads()], [gke, editor])).toBe(
      'list-secrets key-in-secret administers-cloud',
    );
    expect(path('user:ann', [googleKey, ...reads(['loader-key'])], [gke, editor])).toBe(
      'key-in-secret administers-cloud',
    );
  });

  test('is not who reads another Secret, nor another namespace', () => {
    expect(path('user:ann', [googleKey, ...reads(['other'])], [gke, editor])).toBe('-');
    const elsewhere = grant('user:ann', 'other', 'reader', { verbs: ['list'], resources: ['secrets'] });
    expect(path('user:ann', [googleKey, ...elsewhere], [gke, editor])).toBe('-');
  });

  test('is a workload that has it in a file or a variable', () => {
    const file = { volumes: [{ name: 'k', secret: { secretName: 'loader-key' } }] };
    expect(path('app', [googleKey, workload('Deployment', 'shop/app', file)], [gke, editor])).toBe(
      'key-in-secret administers-cloud',
    );
    const from = [{ name: 'K', valueFrom: { secretKeyRef: { name: 'loader-key', key: 'key.json' } } }];
    const variable = { containers: [{ name: 'app', image: 'app:1', env: from }] };
    expect(path('app', [googleKey, workload('Deployment', 'shop/app', variable)], [gke, editor])).toBe(
      'key-in-secret administers-cloud',
    );
  });

  test('of an account that is disabled or holds nothing leads nowhere', () => {
    const disabled = { email: loader, projectId: 'shop', uniqueId: '1', disabled: true };
    expect(path('user:ann', [googleKey, ...reads()], [gke, editor, disabled])).toBe('-');
    expect(path('user:ann', [googleKey, ...reads()], [gke])).toBe('-');
  });

  test('in a cluster of another cloud is not judged by the answers of that', () => {
    expect(path('user:ann', [googleKey, ...reads()], [editor], 'aks')).toBe('-');
  });
});

test('a key of Entra in a Secret is whoever reads the Secret', () => {
  const client = '0f6de1a0-7d3c-4f0b-8a5e-1b0c5d1e1004';
  const subscription = '/subscriptions/11111111-0000-0000-0000-000000000000';
  const aks = {
    id: `${subscription}/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/prod`,
    name: 'prod',
    type: 'Microsoft.ContainerService/ManagedClusters',
  };
  const assignment = {
    id: 'a',
    roleDefinitionId: 'r',
    roleDefinitionName: 'Contributor',
    scope: subscription,
    principalId: 'object',
    principalName: client,
    principalType: 'ServicePrincipal',
  };
  const azureKey = secret('sp', { AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: 'x'.repeat(40) });
  expect(path('user:ann', [azureKey, ...reads()], [aks, assignment], 'aks')).toBe(
    'list-secrets key-in-secret administers-cloud',
  );
});
