import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { createClusterStore, createDoor, type KubernetesObject, objectKey } from '../../cluster/index.ts';
import { wholeCluster } from '../../cluster/object-fixtures.ts';
import { type PolicyPreview, previewPolicies, readPolicies } from './index.ts';
import { definitions, documentsOf, objectsOf, scenarios } from './scenarios/index.ts';
import type { Ask } from './scenarios/scenario.ts';

const available = (await kubeboxBinary()) !== undefined;

interface Answer {
  readonly denied?: string;
  readonly warnings: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
}

// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
describe.skipIf(!available)('the preview says what a real API server says', () => {
  let cluster: TestCluster;
  let dispatcher: Agent;
  beforeAll(async () => {
    cluster = await startTestCluster({ audit: true });
    dispatcher = new Agent({ connect: { ca: cluster.certificateAuthority } });
  });
  afterAll(async () => {
    await dispatcher?.destroy();
    await cluster?.stop();
  });

  test('denials, warnings and audit annotations are equal for every combination', async () => {
    const asks = scenarios.flatMap((scenario) => scenario.asks);
    const setup = [...definitions, ...scenarios.flatMap((scenario) => scenario.setup ?? [])];
    await cluster.apply(setup);
    await cluster.apply(asks.flatMap(({ object, update }) => (update ? [object] : [])));
    const plain = await Promise.all(asks.map((each, index) => ask(each, `plain-${index}`)));
    expect(plain.flatMap(({ denied }) => denied ?? [])).toEqual([]);

    await cluster.apply(scenarios.flatMap(objectsOf));
    await cluster.apply(sentinel);
    await untilInForce(cluster);
    const answers = await Promise.all(asks.map((each, index) => ask(each, `judged-${index}`)));
    const events = await cluster.auditEvents();
    const annotated = answers.map((answer, index) => ({
      ...answer,
      annotations: annotationsOf(events, `judged-${index}`),
    }));

    const preview = previewOf(setup, asks);
    const differences = asks.flatMap((each, index) =>
      differencesOf(preview, each, annotated[index] as Answer),
    );
    expect(differences).toEqual([]);
    expect(asks.length).toBeGreaterThan(80);
    expect(annotated.filter(({ denied }) => denied !== undefined).length).toBeGreaterThan(25);
  }, 120_000);

  async function ask({ object, update }: Ask, mark: string): Promise<Omit<Answer, 'annotations'>> {
    const path = `${collectionOf(object)}${update ? `/${object.metadata.name}` : ''}?dryRun=All&fieldManager=${mark}`;
    const answer = await request(cluster.server + path, {
      method: update ? 'PUT' : 'POST',
      dispatcher,
      headers: { authorization: `Bearer ${cluster.users.admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(object),
    });
    const body = (await answer.body.json()) as { message?: string };
    const header = answer.headers['warning'] ?? [];
    const warnings = [header].flat().flatMap((text) => [...text.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)]);
    return {
      ...(answer.statusCode >= 300 && { denied: body.message ?? String(answer.statusCode) }),
      warnings: warnings.map((match) => (match[1] ?? '').replaceAll(/\\(.)/g, '$1')).sort(),
    };
  }
});

const sentinel = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'sentinel' },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
        ],
      },
      validations: [{ expression: "object.metadata.name != 'sentinel'" }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'sentinel' },
    spec: { policyName: 'sentinel', validationActions: ['Deny'] },
  },
];

async function untilInForce(cluster: TestCluster): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'sentinel' } };
  const deadline = Date.now() + 20_000;
  while (
    (await cluster.request('POST', '/api/v1/namespaces/default/configmaps?dryRun=All', body)).status < 300
  ) {
    if (Date.now() > deadline) throw new Error('the policies are not in force after 20 s');
    await pause(50);
  }
  await pause(1500);
}

const collections: Readonly<Record<string, string>> = {
  ConfigMap: '/api/v1/namespaces/{namespace}/configmaps',
  Pod: '/api/v1/namespaces/{namespace}/pods',
  Deployment: '/apis/apps/v1/namespaces/{namespace}/deployments',
  Namespace: '/api/v1/namespaces',
  Service: '/api/v1/namespaces/{namespace}/services',
  ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  Widget: '/apis/{apiVersion}/namespaces/{namespace}/widgets',
};

function collectionOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  return (collections[kind] ?? '')
    .replace('{namespace}', metadata.namespace ?? '')
    .replace('{apiVersion}', apiVersion);
}

function annotationsOf(events: readonly unknown[], mark: string): Record<string, string> {
  const event = (events as { requestURI: string; annotations?: Record<string, string> }[]).find((each) =>
    each.requestURI.endsWith(`fieldManager=${mark}`),
  );
  if (event === undefined) throw new Error(`no audit event of ${mark}`);
  return Object.fromEntries(
    Object.entries(event.annotations ?? {}).filter(
      ([key]) => !/^(authorization|apiserver\.latency)\.k8s\.io|pod-security/.test(key),
    ),
  );
}

function previewOf(setup: readonly KubernetesObject[], asks: readonly Ask[]): PolicyPreview {
  const door = createDoor({ keyId: 'truth', key: new Uint8Array(32) });
  const store = createClusterStore({ description: wholeCluster });
  const names = ['default', 'kube-system'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
  for (const object of [...names, ...setup, ...asks.map((each) => each.object)]) {
    const { object: admitted } = door.admit(object);
    if (admitted !== undefined) store.apply(admitted);
  }
  const policies = readPolicies(scenarios.flatMap(documentsOf), 37);
  expect(policies.problems).toEqual([]);
  return previewPolicies(store.snapshot(), { policies, isWritten: () => true });
}

/** What the preview says of one object and the server does not, or the other way round. */
function differencesOf(preview: PolicyPreview, { object, update }: Ask, answer: Answer): string[] {
  const slash = object.apiVersion.indexOf('/');
  const key = objectKey({
    group: slash < 0 ? '' : object.apiVersion.slice(0, slash),
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
  });
  const operation = update ? 'UPDATE' : 'CREATE';
  const rows = preview.rows.filter((row) => objectKey(row.object) === key && row.operation === operation);
  const name = `${object.kind} ${object.metadata.name}`;
  const differences: string[] = [];
  for (const { cause, message } of rows)
    if (cause === 'unknown') differences.push(`${name}: unknown: ${message}`);
  const denials = rows.filter(({ actions }) => actions.includes('Deny'));
  if (denials.length > 0 !== (answer.denied !== undefined))
    differences.push(
      `${name}: we say ${JSON.stringify(denials.map((row) => row.message))}, the server ${answer.denied}`,
    );
  else if (
    answer.denied !== undefined &&
    !denials.some((row) => answer.denied?.includes(comparable(row.message)))
  )
    differences.push(`${name}: ${answer.denied} is not ${denials.map((row) => row.message).join(' | ')}`);

  const warned = rows
    .filter(({ actions }) => actions.includes('Warn'))
    .map(
      (row) =>
        `Validation failed for ValidatingAdmissionPolicy '${row.policy}' with binding '${row.binding}': ${comparable(row.message)}`,
    )
    .sort();
  if (JSON.stringify(warned) !== JSON.stringify(answer.warnings.map(comparable)))
    differences.push(
      `${name}: we warn ${JSON.stringify(warned)}, the server ${JSON.stringify(answer.warnings)}`,
    );

  const audited = rows.filter(({ actions }) => actions.includes('Audit'));
  const ours = audited.map((row) => `${row.policy} ${row.binding} ${comparable(row.message)}`).sort();
  const theirs = failuresOf(answer).sort();
  if (JSON.stringify(ours) !== JSON.stringify(theirs))
    differences.push(`${name}: we audit ${JSON.stringify(ours)}, the server ${JSON.stringify(theirs)}`);

  const annotations = Object.fromEntries(
    preview.annotations
      .filter((each) => objectKey(each.object) === key)
      .map((each) => [`${each.policy}/${each.key}`, each.value]),
  );
  const { [failureKey]: _failures, ...others } = answer.annotations;
  if (JSON.stringify(sorted(annotations)) !== JSON.stringify(sorted(others)))
    differences.push(
      `${name}: we annotate ${JSON.stringify(annotations)}, the server ${JSON.stringify(others)}`,
    );
  return differences;
}

const failureKey = 'validation.policy.admission.k8s.io/validation_failure';

function failuresOf({ annotations }: Answer): string[] {
  const failures = JSON.parse(annotations[failureKey] ?? '[]') as Record<
    'policy' | 'binding' | 'message',
    string
  >[];
  return failures.map(({ policy, binding, message }) => `${policy} ${binding} ${comparable(message)}`);
}

/** The words of an evaluation error are cel-go's. */
function comparable(message: string): string {
  const at = message.indexOf('resulted in error');
  return at < 0 ? message : message.slice(0, at);
}

/** Bindings are asked in no order. */
function sorted(fields: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(fields)
    .map(([key, value]): [string, string] => [key, value.split(', ').sort().join(', ')])
    .sort(([left], [right]) => (left < right ? -1 : 1));
}
