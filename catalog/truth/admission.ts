import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesObject } from '../../src/cluster/index.ts';
import type { TestCluster } from '../../testkit/index.ts';
import type { ApiPaths } from './api-paths.ts';
import { type CaseQuestion, truthLabel } from './case-question.ts';

/** Where objects without a namespace go, and the one that the rest of the cases live in. */
export const home = 'shop';
const parametersNamespace = 'truth-parameters';

/** What the API server says to one object. */
export type ServerAnswer =
  | { readonly kind: 'not-served' }
  /** With the object as the server returns it, defaults filled in; absent where it existed already. */
  | { readonly kind: 'admitted'; readonly object?: KubernetesObject }
  | { readonly kind: 'refused' | 'invalid'; readonly message: string };

/** One policy for each control, one binding and ConfigMap for each set of parameters. Returns when all are in force. */
export async function installPolicies(
  cluster: TestCluster,
  questions: readonly CaseQuestion[],
): Promise<void> {
  const objects = new Map<string, object>();
  for (const question of questions) {
    for (const object of policyObjects(question)) {
      objects.set(`${object.kind}/${object.metadata.name}`, object);
    }
  }
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: parametersNamespace } }]);
  await cluster.apply([...objects.values()]);
  await cluster.apply(sentinel);
  await untilInForce(cluster);
}

function policyObjects({ control, binding, parameters }: CaseQuestion) {
  const policy = `truth-${control.id}`;
  const hasParameters = control.parameters.length > 0;
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: policy },
      spec: control.policy,
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: `truth-${binding}` },
      spec: {
        policyName: policy,
        validationActions: ['Deny'],
        matchResources: { objectSelector: { matchLabels: { [truthLabel]: binding } } },
        ...(hasParameters
          ? {
              paramRef: {
                name: binding,
                namespace: parametersNamespace,
                parameterNotFoundAction: 'Deny',
              },
            }
          : {}),
      },
    },
    ...(hasParameters
      ? [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: binding, namespace: parametersNamespace },
            data: parameters,
          },
        ]
      : []),
  ];
}

/** Installed last and refuses one ConfigMap: when it is in force, so are the others. */
const sentinel = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'truth-sentinel' },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
        ],
      },
      validations: [{ expression: "object.metadata.name != 'truth-sentinel'" }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'truth-sentinel' },
    spec: { policyName: 'truth-sentinel', validationActions: ['Deny'] },
  },
];

async function untilInForce(cluster: TestCluster): Promise<void> {
  const path = `/api/v1/namespaces/${parametersNamespace}/configmaps?dryRun=All`;
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'truth-sentinel' } };
  const deadline = Date.now() + 20_000;
  while ((await cluster.request('POST', path, body)).status < 300) {
    if (Date.now() > deadline) throw new Error('the policies are not in force after 20 s');
    await pause(50);
  }
  await pause(1000);
}

/** A dry-run create; ephemeral containers go through their sub-resource, into a pod that exists. */
export async function askServer(
  cluster: TestCluster,
  paths: ApiPaths,
  object: KubernetesObject,
): Promise<ServerAnswer> {
  const collection = await paths.collectionOf(object, home);
  if (collection === undefined) return { kind: 'not-served' };
  const { status, body } = hasEphemeralContainers(object)
    ? await addEphemeralContainers(cluster, collection, object)
    : await cluster.request('POST', `${collection}?dryRun=All`, object);
  return answerOf(status, body);
}

function answerOf(status: number, body: unknown): ServerAnswer {
  const { message = String(body), reason } = body as { message?: string; reason?: string };
  // Namespaces of the cluster are there already: admission comes before that is found out.
  if (reason === 'AlreadyExists') return { kind: 'admitted' };
  if (status < 300) return { kind: 'admitted', object: body as KubernetesObject };
  const refused = message.includes('ValidatingAdmissionPolicy') || message.includes('violates PodSecurity');
  return { kind: refused ? 'refused' : 'invalid', message };
}

export function hasEphemeralContainers({ kind, spec }: KubernetesObject): boolean {
  return kind === 'Pod' && (spec as { ephemeralContainers?: unknown[] }).ephemeralContainers !== undefined;
}

/** Creates the pod that a case with ephemeral containers starts from; before policies, because it may violate them. */
export async function createBasePod(
  cluster: TestCluster,
  collection: string,
  pod: KubernetesObject,
): Promise<void> {
  const { ephemeralContainers: _, ...spec } = pod['spec'] as Record<string, unknown>;
  const { status, body } = await cluster.request('POST', collection, { ...pod, spec });
  if (status >= 300) throw new Error(`${pod.metadata.name}: ${JSON.stringify(body)}`);
}

async function addEphemeralContainers(cluster: TestCluster, collection: string, pod: KubernetesObject) {
  const path = `${collection}/${pod.metadata.name}`;
  const { body } = await cluster.request('GET', path);
  const running = body as KubernetesObject;
  const { ephemeralContainers } = pod['spec'] as Record<string, unknown>;
  const spec = { ...(running['spec'] as object), ephemeralContainers };
  return cluster.request('PUT', `${path}/ephemeralcontainers?dryRun=All`, { ...running, spec });
}
