import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KubernetesObject, splitApiVersion } from '../src/cluster/index.ts';
import { type Control, exportControls, type Result } from '../src/controls/index.ts';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../testkit/index.ts';
import { createBasePod, hasEphemeralContainers, home } from './truth/admission.ts';
import { type ApiPaths, createApiPaths } from './truth/api-paths.ts';
import { auditedFailures } from './truth/audited-failures.ts';
import { type CaseQuestion, caseQuestions, isRefusal } from './truth/case-question.ts';
import { customResourceDefinitions } from './truth/custom-resources.ts';
import { eachOf } from './truth/each-of.ts';
import { whenInForce } from './truth/in-force.ts';
import { judgeObjects } from './truth/judge-object.ts';
import { inTheirNamespaces, untilServed } from './truth/placed-questions.ts';

const available = (await kubeboxBinary()) !== undefined;
const catalogue = loadShippedCatalogue();
/** A scan excepts agents of nodes by what they do; a policy does not, for anyone can make an object look like one. */
const withoutRoles = {
  ...catalogue,
  providers: catalogue.providers.map((provider) => ({ ...provider, roles: [] })),
};
const minor = 37;
const { leftOut } = exportControls(catalogue.controls, { mode: 'audit', minor });
const controls = catalogue.controls.filter(({ id }) => !leftOut.some(({ control }) => control === id));
const providerNamespaces = catalogue.providers.flatMap(({ workloads }) =>
  workloads.map(({ namespace }) => namespace),
);
const exported = (mode: 'enforce' | 'audit') => exportControls(controls, { mode, minor, providerNamespaces });

/** A case with the object as the server sees it, defaults filled in: what policies judge. */
interface Question extends CaseQuestion {
  readonly defaulted: KubernetesObject;
}

// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
describe.skipIf(!available)('what is exported, applied as it is written', () => {
  let cluster: TestCluster;
  let paths: ApiPaths;
  let questions: readonly Question[];
  beforeAll(async () => {
    cluster = await startTestCluster({ audit: true, controllerManager: true });
    await cluster.apply(customResourceDefinitions);
    await untilServed(cluster);
    paths = createApiPaths(cluster);
    const placed = await inTheirNamespaces(cluster, caseQuestions(catalogue));
    for (const { object } of placed) {
      if (hasEphemeralContainers(object))
        await createBasePod(cluster, (await paths.collectionOf(object, home)) ?? '', object);
    }
    const plain = await eachOf(placed, ({ object }) => ask(object, 'plain'));
    questions = placed.flatMap((question, index) => {
      const { taken, defaulted } = plain[index] ?? {};
      const asked = taken === true && question.object['status'] === undefined;
      return asked ? [{ ...question, defaulted: defaulted ?? question.object }] : [];
    });
  });
  afterAll(() => cluster?.stop());

  test('the audit log names exactly the controls that fail, for every object of every case', async () => {
    const { objects, excludedNamespaces } = exported('audit');
    await cluster.apply(objects);
    await whenInForce(cluster, 'audited');
    await eachOf([...questions.entries()], ([index, { object }]) => ask(object, `audit-${index}`));
    const audited = await auditedFailures(cluster);
    const different = questions.flatMap(({ name, defaulted, namespaceLabels }, index) => {
      // Policies that only audit ignore what cannot be evaluated.
      const ours = failing(defaulted, namespaceLabels, excludedNamespaces, isFailure);
      const failures = audited.get(`audit-${index}`) ?? [];
      const theirs = [...new Set(failures.map(({ policy }) => policy.replace(/^plimsoll-/, '')))].sort();
      return ours.join() === theirs.join() ? [] : [`${name}: we say [${ours}], the server [${theirs}]`];
    });
    expect(different).toEqual([]);
    expect(questions.length).toBeGreaterThan(600);
    expect([...audited.values()].filter((failures) => failures.length > 0).length).toBeGreaterThan(300);
  }, 300_000);

  test('the type checker has nothing to say', async () => {
    const names = exported('audit').objects.flatMap(({ kind, metadata }) =>
      kind === 'ValidatingAdmissionPolicy' ? [metadata.name] : [],
    );
    const warnings = await typeCheckWarnings(cluster, names);
    expect(warnings).toEqual([]);
  }, 120_000);

  test('enforced, it denies exactly the objects that a control fails', async () => {
    const { objects, excludedNamespaces } = exported('enforce');
    await cluster.apply(objects);
    await whenInForce(cluster, 'enforced');
    // Which policies fail is proved above for all; here, that the same failures deny.
    const some = questions.filter((_, index) => index % 5 === 0);
    const answers = await eachOf(some, ({ object }) => ask(object, 'enforced'));
    const different = some.flatMap(({ name, defaulted, namespaceLabels }, index) => {
      const ours = failing(defaulted, namespaceLabels, excludedNamespaces, isRefusal);
      const { denied } = answers[index] ?? {};
      const agree =
        denied === undefined ? ours.length === 0 : ours.some((id) => denied.includes(`'plimsoll-${id}'`));
      return agree ? [] : [`${name}: we say [${ours}], the server ${denied ?? 'takes it'}`];
    });
    expect(different).toEqual([]);
  }, 300_000);

  /** A dry run; ephemeral containers are added to a pod that exists. */
  async function ask(object: KubernetesObject, mark: string): Promise<Answer> {
    const collection = await paths.collectionOf(object, home);
    if (collection === undefined) return { taken: false };
    const query = `?dryRun=All&fieldManager=${mark}`;
    const { status, body } = hasEphemeralContainers(object)
      ? await addContainers(collection, object, query)
      : await cluster.request('POST', `${collection}${query}`, object);
    const { message = '', reason } = body as { message?: string; reason?: string };
    if (reason === 'AlreadyExists') return { taken: true };
    if (status < 300) return { taken: true, defaulted: withoutStatus(body as KubernetesObject) };
    return message.includes('ValidatingAdmissionPolicy')
      ? { taken: false, denied: message }
      : { taken: false };
  }

  async function addContainers(collection: string, pod: KubernetesObject, query: string) {
    const path = `${collection}/${pod.metadata.name}`;
    const running = (await cluster.request('GET', path)).body as KubernetesObject;
    const { ephemeralContainers } = pod['spec'] as Record<string, unknown>;
    const spec = { ...(running['spec'] as object), ephemeralContainers };
    return cluster.request('PUT', `${path}/ephemeralcontainers${query}`, { ...running, spec });
  }
});

interface Answer {
  readonly taken: boolean;
  readonly defaulted?: KubernetesObject;
  readonly denied?: string;
}

function withoutStatus(object: KubernetesObject): KubernetesObject {
  return Object.fromEntries(
    Object.entries(object).filter(([field]) => field !== 'status'),
  ) as unknown as KubernetesObject;
}

/** Ids of the controls that fail on an object, as far as the export asks them. */
function failing(
  object: KubernetesObject,
  namespaceLabels: Readonly<Record<string, string>>,
  excludedNamespaces: readonly string[],
  counts: (result: Result) => boolean,
): string[] {
  const namespace = object.kind === 'Namespace' ? object.metadata.name : object.metadata.namespace;
  if (namespace !== undefined && excludedNamespaces.includes(namespace)) return [];
  const asked = controls.filter(
    (control) =>
      coversGroup(control, object) && (!hasEphemeralContainers(object) || seesEphemeralContainers(control)),
  );
  const isNamespace = object.kind === 'Namespace';
  const around = isNamespace ? [] : [namespaceOf(namespace ?? home, namespaceLabels)];
  const results = judgeObjects(withoutRoles, {
    objects: [...around, object],
    controls: new Set(asked.map(({ id }) => id)),
    minor,
  });
  const failed = results.filter(
    (result) => counts(result) && (result.subject.kind === 'Namespace') === isNamespace,
  );
  return [...new Set(failed.map(({ control }) => control))].sort();
}

function isFailure({ verdict }: Result): boolean {
  return verdict === 'fail' || verdict === 'provider-managed';
}

function namespaceOf(name: string, labels: Readonly<Record<string, string>>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A scan also judges the pod templates of operators' kinds; the API server sees the pods that they make. */
function coversGroup({ policy }: Control, { apiVersion }: KubernetesObject): boolean {
  const { group } = splitApiVersion(apiVersion);
  const rules = policy?.matchConstraints?.resourceRules ?? [];
  return rules.some(({ apiGroups }) => apiGroups.includes(group) || apiGroups.includes('*'));
}

function seesEphemeralContainers({ policy }: Control): boolean {
  const rules = policy?.matchConstraints?.resourceRules ?? [];
  return rules.some(({ resources }) => resources.includes('pods/ephemeralcontainers'));
}

interface CheckedPolicy {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly typeChecking?: { readonly expressionWarnings?: readonly { readonly warning: string }[] };
  };
}

/** The controller manager writes the status some time later. */
async function typeCheckWarnings(cluster: TestCluster, names: readonly string[]): Promise<string[]> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
    const { items } = (await cluster.request('GET', path)).body as { items: readonly CheckedPolicy[] };
    const checked = items.filter(
      ({ metadata, status }) =>
        names.includes(metadata.name) && status?.observedGeneration === metadata.generation,
    );
    if (checked.length === names.length) {
      return checked.flatMap(({ metadata, status }) =>
        (status?.typeChecking?.expressionWarnings ?? []).map(({ warning }) => `${metadata.name}: ${warning}`),
      );
    }
    if (Date.now() > deadline) throw new Error(`${checked.length} of ${names.length} policies were checked`);
    await pause(250);
  }
}
