import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClusterStore, type KubernetesObject, newestKnownVersion } from '../src/cluster/index.ts';
import { type Control, exportControls, previewPolicies, readPolicies } from '../src/controls/index.ts';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../testkit/index.ts';
import { home } from './truth/admission.ts';
import { createApiPaths } from './truth/api-paths.ts';
import { auditedFailures } from './truth/audited-failures.ts';
import { type Enlarged, enlarged } from './truth/enlarge.ts';
import { whenInForce } from './truth/in-force.ts';

const available = (await kubeboxBinary()) !== undefined;
const catalogue = loadShippedCatalogue();
const controls = catalogue.controls.filter(({ policy }) => policy !== undefined);
const { minor } = newestKnownVersion;
/** `COST_ALL=1` enlarges every case, not the first of each place; it takes some minutes. */
const everyCase = process.env['COST_ALL'] !== undefined;

/** Three times a large Deployment. */
const large = 24 * 1024;
/** What the API server takes in one request, less what it adds itself. */
const largest = 3 * 1024 * 1024 - 64 * 1024;

/** Controls that may run out of their budget, with the reason. What does is refused, so that none is a pass. */
const mayExhaust: Readonly<Record<string, string>> = {};

// https://github.com/kubernetes/apiserver/blob/master/pkg/apis/cel/config.go
describe('cost of exported policies', () => {
  test(
    'no object of 3 MiB exhausts a policy, whichever of its lists and texts is large',
    () => {
      const exhausted = errorsOf(largest, ({ message }) => /\bcost\b/.test(message));
      expect(exhausted.filter(({ id }) => mayExhaust[id] === undefined)).toEqual([]);
      expect(Object.keys(mayExhaust).filter((id) => !exhausted.some((one) => one.id === id))).toEqual([]);
    },
    everyCase ? 1_800_000 : 240_000,
  );

  test('an object of 24 KiB is judged, whichever list of its elements is long', () => {
    const errors = errorsOf(large, () => true);
    expect(errors.filter(({ place, how }) => how === 'whole' && !/(ontainers|volumes)$/.test(place))).toEqual(
      [],
    );
  }, 120_000);
});

describe.skipIf(!available)('objects of 3 MiB on the API server', () => {
  // (On tens of thousands of volumes, containers or ports it gives up after half a minute, before any policy is asked.)
  const sample: readonly (readonly [control: string, place: string, how: string])[] = [
    ['code-downloaded-at-start', 'containers.args', 'long'],
    ['ssh-server-in-container', 'containers.command', 'long, spread 20'],
    ['model-remote-code', 'containers.args', 'long, spread 240'],
    ['inference-server-control-routes', 'containers.env', 'whole'],
    ['added-capabilities', 'capabilities.add', 'whole'],
    ['image-not-pinned-by-digest', 'containers.image', 'long, spread 20'],
    ['sensitive-host-path', 'volumes.hostPath.path', 'long, spread 240'],
    ['container-runtime-socket', 'volumes.hostPath.path', 'long'],
    ['host-cloud-credentials', 'volumes.hostPath.path', 'long, spread 240'],
    ['wildcard-role', 'rules.resources', 'whole, spread 240'],
    ['impersonation-role', 'rules.verbs', 'bare'],
    ['cluster-admin-binding', 'subjects', 'whole'],
    ['credential-in-config-map', 'data', 'whole'],
    ['network-policy-allows-everything', 'ingress', 'whole'],
  ];
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ audit: true });
    await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: home } }]);
  });
  afterAll(() => cluster?.stop());

  test('it says what we say, and no policy gives up', async () => {
    const chosen = controls.filter(({ id }) => sample.some(([control]) => control === id));
    expect(chosen.length).toBe(sample.length);
    const { objects } = exportControls(chosen, { mode: 'enforce', minor });
    // A denial names one policy, the audit log all; as for a denial, errors count.
    await cluster.apply(
      objects.map((object) => (object.kind.endsWith('Binding') ? audited(object) : object)),
    );
    await whenInForce(cluster, 'costly');
    const paths = createApiPaths(cluster);
    const ours = new Map<string, string[]>();
    for (const [index, [id, place, how]] of sample.entries()) {
      const control = chosen.find((each) => each.id === id) as Control;
      const found = objectsOf(control, largest).find(
        (each) => each.place.endsWith(place) && each.how === how,
      );
      if (found === undefined) throw new Error(`${id} has no case with ${place}`);
      const object = placed(found.create());
      const path = await paths.collectionOf(object, home);
      const { status, body } = await cluster.request(
        'POST',
        `${path}?dryRun=All&fieldManager=cost-${index}`,
        object,
      );
      const { message = '' } = body as { message?: string };
      expect(status === 201 ? '' : `${id}, ${place}: ${status} ${message.slice(0, 300)}`).toBe('');
      const failing = chosen.filter((each) =>
        rowsOf(policiesOf(each), object).some(({ outcome }) => outcome === 'denied'),
      );
      ours.set(`cost-${index}`, failing.map((each) => `plimsoll-${each.id}`).sort());
    }
    const theirs = await auditedFailures(cluster);
    for (const [mark, names] of ours) {
      const failures = theirs.get(mark) ?? [];
      expect({ mark, names: [...new Set(failures.map(({ policy }) => policy))].sort() }).toEqual({
        mark,
        names,
      });
      expect(failures.filter(({ message }) => /\bcost\b/.test(message))).toEqual([]);
    }
    expect([...ours.values()].filter((names) => names.length > 0).length).toBeGreaterThan(4);
  }, 300_000);
});

function audited(binding: KubernetesObject): KubernetesObject {
  return { ...binding, spec: { ...(binding['spec'] as object), validationActions: ['Audit'] } };
}

/** Every way to enlarge every case to a size whose error the filter takes. */
function errorsOf(bytes: number, counts: (row: { readonly message: string }) => boolean) {
  return controls.flatMap((control) => {
    const policies = policiesOf(control);
    return objectsOf(control, bytes).flatMap(({ create, place, how }) => {
      const row = rowsOf(policies, create()).find((each) => each.cause === 'error' && counts(each));
      return row === undefined ? [] : [{ id: control.id, place, how, message: row.message.slice(0, 200) }];
    });
  });
}

/**
 * The objects of a control's cases, those that pass first because they are read to the end, enlarged wherever the policy
 * looks; Deployments stand for the shapes of a pod spec.
 */
function objectsOf(control: Control, bytes: number): Enlarged[] {
  const seen = new Set<string>();
  const text = JSON.stringify(control.policy);
  const cases = [...(catalogue.cases.get(control.id) ?? [])];
  const order = ['good', 'trap', 'bad'];
  cases.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  const objects = cases.flatMap(({ worlds }) =>
    worlds.flatMap(({ shape, objects: own }) => (shape === 'Pod' || shape === 'CronJob' ? [] : own)),
  );
  return objects.flatMap((object) =>
    enlarged(object, bytes).filter(({ place, how }) => {
      const key = `${place} ${how}`;
      const isRead = text.includes(place.slice(place.lastIndexOf('.') + 1));
      return isRead && (everyCase || (!seen.has(key) && seen.add(key)));
    }),
  );
}

function policiesOf(control: Control) {
  const { objects } = exportControls([control], { mode: 'enforce', minor });
  const documents = objects.map((content) => ({ file: content.metadata.name, content }));
  return { objects, policies: readPolicies(documents, minor) };
}

function rowsOf({ objects, policies }: ReturnType<typeof policiesOf>, object: KubernetesObject) {
  const store = createClusterStore();
  const at = new Date(0).toISOString();
  store.describe({
    identity: { id: 'cost', name: 'cost' },
    version: newestKnownVersion,
    provenance: { source: 'manifests', startedAt: at, endedAt: at },
    coverage: { resources: [], notConnected: [] },
  });
  for (const each of [...objects, object]) store.apply(each as KubernetesObject);
  const only = ({ name, kind }: { name: string; kind: string }) =>
    name === object.metadata.name && kind === object.kind;
  return previewPolicies(store.snapshot(), { policies, only }).rows;
}

function placed(object: KubernetesObject): KubernetesObject {
  const { namespace } = object.metadata;
  return namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace: home } };
}
