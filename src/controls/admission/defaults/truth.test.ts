import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiPaths } from '../../../../catalog/truth/api-paths.ts';
import { caseQuestions } from '../../../../catalog/truth/case-question.ts';
import { eachOf } from '../../../../catalog/truth/each-of.ts';
import { inTheirNamespaces } from '../../../../catalog/truth/placed-questions.ts';
import { loadShippedCatalogue } from '../../../../testkit/catalogue/read-catalogue.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../../testkit/index.ts';
import { type KubernetesObject, splitApiVersion } from '../../../cluster/index.ts';
import { isSameQuantity } from '../../../cluster/quantity.ts';
import { withoutNulls } from '../../judge/without-nulls.ts';
import { namespaceNameLabel } from '../admission-request.ts';
import { UndecidedField } from '../unknown-value.ts';
import { completeObject, isCompletedKind } from './index.ts';
import { manifests } from './manifest-arbitrary.ts';

const available = (await kubeboxBinary()) !== undefined;
const home = 'defaults';

// https://github.com/kubernetes/kubernetes/tree/master/pkg/apis: defaults.go of each group
describe.skipIf(!available).each([['1.37'], ['1.34']])('a real API server of %s', (version) => {
  const minor = Number(version.slice(2));
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ emulatedVersion: version });
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: home } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: home } },
    ]);
  });
  afterAll(() => cluster?.stop());

  test('completes what people write as we do', async () => {
    const generated = fc.sample(manifests, { numRuns: 1500 });
    const { admitted, differences, undecided } = await compare(generated);
    expect(differences).toEqual([]);
    expect(undecided.filter((at) => !onlyTheServer.includes(at))).toEqual([]);
    expect(admitted).toBeGreaterThan(1000);
  }, 120_000);

  test('completes the cases of the catalogue as we do', async () => {
    const questions = await inTheirNamespaces(cluster, caseQuestions(loadShippedCatalogue()));
    const { admitted, differences } = await compare(questions.map(({ object }) => object));
    expect(differences).toEqual([]);
    expect(admitted).toBeGreaterThan(500);
  }, 120_000);

  async function compare(objects: readonly KubernetesObject[]) {
    const paths = createApiPaths(cluster);
    const completed = objects.filter(
      (object) =>
        isCompletedKind(...kindOf(object)) && object['status'] === undefined && !isDropped(object, minor),
    );
    const undecided = new Set<string>();
    const differences = await eachOf(completed, async (object) => {
      const path = await paths.collectionOf(object, home);
      if (path === undefined) return undefined;
      const { status, body } = await cluster.request('POST', `${path}?dryRun=All`, object);
      if (status !== 201) return undefined;
      const placed = admittedObject(object, (body as KubernetesObject).metadata.namespace);
      const ours = completeObject(withoutNulls(placed), kindOf(object), minor);
      for (const at of undecidedIn(ours, object.kind)) undecided.add(at);
      return differencesOf(ours, withoutNulls(body), object.kind);
    });
    const told = differences.flatMap((each) => each ?? []);
    return {
      admitted: differences.filter((each) => each !== undefined).length,
      differences: [...new Set(told)].slice(0, 30),
      undecided: [...undecided].filter((at) => !everywhere.test(at)),
    };
  }
});

/** Every new object has these, or may have them. */
const everywhere = /^\w+\.(metadata\.(uid|creationTimestamp|generation|managedFields)|status)$/;

/** The fields that we leave to the server, and no others. */
const onlyTheServer: readonly string[] = [
  'Ingress.spec.ingressClassName',
  'Job.metadata.labels.batch.kubernetes.io/controller-uid',
  'Job.metadata.labels.controller-uid',
  'Job.spec.selector.matchLabels.batch.kubernetes.io/controller-uid',
  'Job.spec.template.metadata.labels.batch.kubernetes.io/controller-uid',
  'Job.spec.template.metadata.labels.controller-uid',
  'PersistentVolumeClaim.spec.storageClassName',
  'Pod.spec.containers.*.volumeMounts.*.name',
  'Pod.spec.imagePullSecrets',
  'Pod.spec.initContainers.*.volumeMounts.*.name',
  'Pod.spec.preemptionPolicy',
  'Pod.spec.priority',
  'Pod.spec.priorityClassName',
  'Pod.spec.volumes.*.name',
  'Secret.data.b',
  'Service.spec.clusterIP',
  'Service.spec.clusterIPs',
  'Service.spec.ipFamilies',
  'Service.spec.ipFamilyPolicy',
  'Service.spec.ports.*.nodePort',
];

function undecidedIn(value: unknown, at: string): string[] {
  if (value instanceof UndecidedField) return [at];
  if (!isHolder(value)) return [];
  return Object.keys(value).flatMap((field) =>
    undecidedIn(value[field], `${at}.${Array.isArray(value) ? '*' : field}`),
  );
}

/** What the request gives it before anything is completed. */
function admittedObject(object: KubernetesObject, namespace: string | undefined): KubernetesObject {
  const { name, labels } = object.metadata;
  const own = object.kind === 'Namespace' && { labels: { ...labels, [namespaceNameLabel]: name } };
  return {
    ...object,
    metadata: { ...object.metadata, ...(namespace !== undefined && { namespace }), ...own },
  };
}

/** A server that has image volumes turned off, as they were by default before 1.35, forgets them. */
function isDropped(object: KubernetesObject, minor: number): boolean {
  return minor < 35 && JSON.stringify(object).includes('"image":{"reference"');
}

function kindOf({ apiVersion, kind }: KubernetesObject): [group: string, version: string, kind: string] {
  const { group, version } = splitApiVersion(apiVersion);
  return [group, version, kind];
}

/** Where two values differ. What only the server decides is no difference. */
function differencesOf(ours: unknown, theirs: unknown, at: string): string[] {
  if (ours instanceof UndecidedField || JSON.stringify(ours) === JSON.stringify(theirs)) return [];
  if (!isHolder(ours) || !isHolder(theirs) || Array.isArray(ours) !== Array.isArray(theirs)) {
    const isQuantity = typeof ours === 'string' && typeof theirs === 'string' && isSameQuantity(ours, theirs);
    return isQuantity ? [] : [`${at}: we say ${JSON.stringify(ours)}, the server ${JSON.stringify(theirs)}`];
  }
  const fields = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...fields].flatMap((field) => differencesOf(ours[field], theirs[field], `${at}.${field}`));
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}
