import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCatalogueFiles } from '../testkit/catalogue/read-catalogue.ts';
import type { KubernetesObject } from '../src/cluster/index.ts';
import { loadCatalogue } from '../src/controls/index.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../testkit/index.ts';
import {
  askServer,
  createBasePod,
  hasEphemeralContainers,
  home,
  installPolicies,
  type ServerAnswer,
} from './truth/admission.ts';
import { createApiPaths } from './truth/api-paths.ts';
import { type CaseQuestion, caseQuestions } from './truth/case-question.ts';
import { customResourceDefinitions } from './truth/custom-resources.ts';
import { eachOf } from './truth/each-of.ts';
import { comparePodSecurity } from './truth/pod-security.ts';

const available = (await kubeboxBinary()) !== undefined;
const catalogue = loadCatalogue(readCatalogueFiles());

describe.skipIf(!available)('the real API server judges as we do', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.stop());

  // https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
  test('every case is valid, and refused by the exported policy exactly when the engine says fail', async () => {
    await cluster.apply(customResourceDefinitions);
    await untilServed(cluster);
    const paths = createApiPaths(cluster);
    const questions = await inTheirNamespaces(cluster, caseQuestions(catalogue));
    for (const { object } of questions) {
      if (!hasEphemeralContainers(object)) continue;
      await createBasePod(cluster, (await paths.collectionOf(object, home)) ?? '', object);
    }

    const without = await eachOf(questions, ({ object }) => askServer(cluster, paths, object));
    const invalid = questions.flatMap((question, index) =>
      problem(question, without[index], ['admitted', 'not-served']),
    );
    expect(invalid).toEqual([]);
    expect(questions.flatMap((question, index) => changedByDefaults(question, without[index]))).toEqual([]);

    const asked = questions.filter(
      ({ object }, index) => without[index]?.kind === 'admitted' && object['status'] === undefined,
    );
    sayWhatIsSkipped(questions, new Set(asked));
    await installPolicies(cluster, asked);
    const answers = await eachOf(asked, ({ object }) => askServer(cluster, paths, object));
    const different = asked.flatMap((question, index) =>
      problem(question, answers[index], [question.refused ? 'refused' : 'admitted']),
    );
    expect(different).toEqual([]);
    expect(asked.filter(({ refused }) => refused).length).toBeGreaterThan(200);
  }, 120_000);

  // https://kubernetes.io/docs/concepts/security/pod-security-admission/
  test('Pod Security admits a pod exactly when our Baseline and Restricted controls pass', async () => {
    expect(await comparePodSecurity(cluster, catalogue)).toEqual([]);
  }, 120_000);
});

function problem({ name }: CaseQuestion, answer: ServerAnswer | undefined, expected: string[]): string[] {
  if (answer === undefined || expected.includes(answer.kind)) return [];
  const message = 'message' in answer ? `: ${answer.message}` : '';
  return [`${name}: expected ${expected.join(' or ')}, but it is ${answer.kind}${message}`];
}

/** The server fills in defaults: a control must judge the manifest and the live object alike. */
function changedByDefaults(
  { name, object, refused, refuses }: CaseQuestion,
  answer: ServerAnswer | undefined,
): string[] {
  if (answer?.kind !== 'admitted' || answer.object === undefined || object['status'] !== undefined) return [];
  const { status: _status, ...defaulted } = answer.object;
  const live = refuses(defaulted);
  return live === refused
    ? []
    : [`${name}: ${refused} of the manifest, ${live} of ${JSON.stringify(defaulted)}`];
}

/** A new kind answers after about two seconds. */
async function untilServed(cluster: TestCluster): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (const { spec } of customResourceDefinitions) {
    const path = `/apis/${spec.group}/v1/${spec.names.plural}`;
    while ((await cluster.request('GET', path)).status !== 200) {
      if (Date.now() > deadline) throw new Error(`${path} is not served after 20 s`);
      await pause(100);
    }
  }
}

/** Old versions of an API may not be served, and a create cannot carry a status. */
function sayWhatIsSkipped(questions: readonly CaseQuestion[], asked: ReadonlySet<CaseQuestion>): void {
  const skipped = questions.filter((question) => !asked.has(question)).map(({ name }) => name);
  process.stdout.write(
    `${asked.size} cases asked; not asked (kind not served, or decided by status):\n  ${skipped.join('\n  ')}\n`,
  );
}

/** Creates every namespace and service account that the cases need; pods that will be changed get names of their own. */
async function inTheirNamespaces(
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
