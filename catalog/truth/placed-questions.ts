import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesObject } from '../../src/cluster/index.ts';
import type { TestCluster } from '../../testkit/index.ts';
import { hasEphemeralContainers, home } from './admission.ts';
import type { CaseQuestion } from './case-question.ts';
import { customResourceDefinitions } from './custom-resources.ts';

/** A new kind answers after about two seconds. */
export async function untilServed(cluster: TestCluster): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (const { spec } of customResourceDefinitions) {
    const path = `/apis/${spec.group}/${spec.versions[0]?.name}/${spec.names.plural}`;
    while ((await cluster.request('GET', path)).status !== 200) {
      if (Date.now() > deadline) throw new Error(`${path} is not served after 20 s`);
      await pause(100);
    }
  }
}

/** Creates every namespace and service account that the cases need; pods that will be changed get names of their own. */
export async function inTheirNamespaces(
  cluster: TestCluster,
  questions: readonly CaseQuestion[],
): Promise<CaseQuestion[]> {
  const special = new Map<string, string>();
  const placed = questions.map((question, index) => {
    const labels = JSON.stringify(question.namespaceLabels);
    if (labels !== '{}') special.set(labels, special.get(labels) ?? `truth-${special.size}`);
    const { metadata } = question.object;
    const namespace = special.get(labels) ?? metadata.namespace;
    const name = hasEphemeralContainers(question.object) ? `${metadata.name}-${index}` : metadata.name;
    return {
      ...question,
      object: {
        ...question.object,
        metadata: { ...metadata, name, ...(namespace === undefined ? {} : { namespace }) },
      },
    };
  });
  const names = new Set([home, ...placed.flatMap(({ object }) => object.metadata.namespace ?? [])]);
  for (const name of special.values()) names.delete(name);
  await cluster.apply([
    ...[...names].map((name) => namespace(name, {})),
    ...[...special].map(([labels, name]) => namespace(name, JSON.parse(labels) as object)),
    ...serviceAccounts(placed.map(({ object }) => object)),
  ]);
  return placed;
}

function namespace(name: string, labels: object) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function serviceAccounts(objects: readonly KubernetesObject[]) {
  return objects.flatMap(({ kind, metadata, spec }) => {
    const { serviceAccountName, serviceAccount } = (spec ?? {}) as Record<string, unknown>;
    const name = serviceAccountName ?? serviceAccount;
    if (kind !== 'Pod' || typeof name !== 'string') return [];
    return [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: metadata.namespace ?? home } },
    ];
  });
}
