import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClusterStore, type KubernetesObject, newestKnownVersion } from '../src/cluster/index.ts';
import { type Control, exportControls, previewPolicies, readPolicies } from '../src/controls/index.ts';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../testkit/index.ts';
import { home } from './truth/admission.ts';
import { type Enlarged, enlarged } from './truth/enlarge.ts';
import { whenInForce } from './truth/in-force.ts';

const available = (await kubeboxBinary()) !== undefined;
const catalogue = loadShippedCatalogue();
const controls = catalogue.controls.filter(({ policy }) => policy !== undefined);

/** Three times a large Deployment. */
const large = 24 * 1024;
/** What the API server takes in one request, less what it adds itself. */
const largest = 3 * 1024 * 1024 - 64 * 1024;

// https://github.com/kubernetes/apiserver/blob/master/pkg/apis/cel/config.go
describe('cost of exported policies', () => {
  test('no object of 24 KiB exhausts a policy, whichever of its lists and texts is large', () => {
    const exhausted = controls.flatMap((control) =>
      objectsOf(control, large).flatMap(({ object, place }) =>
        outOfBudget(control, object) ? [`${control.id}: ${place}`] : [],
      ),
    );
    expect([...new Set(exhausted)]).toEqual([]);
  }, 120_000);
});

describe.skipIf(!available)('objects of 3 MiB', () => {
  // Those that cost most on arguments. (On tens of thousands of volumes or containers the API server itself gives up
  // after half a minute, before any policy is asked.)
  const heaviest = [
    'model-remote-code',
    'code-downloaded-at-start',
    'ssh-server-in-container',
    'inference-server-control-routes',
    'torchserve-token-auth-disabled',
  ];
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: home } }]);
  });
  afterAll(() => cluster?.stop());

  test('the API server says what the preview says: what exhausts a policy is denied', async () => {
    const chosen = controls.filter(({ id }) => heaviest.includes(id));
    expect(chosen.length).toBe(heaviest.length);
    await cluster.apply(exportControls(chosen, { mode: 'enforce', minor: newestKnownVersion.minor }).objects);
    await whenInForce(cluster, 'costly');
    let denied = 0;
    for (const control of chosen) {
      const { id } = control;
      const found = objectsOf(control, largest).find(({ place }) => longArguments.test(place));
      if (found === undefined) throw new Error(`${id} has no case with arguments`);
      const object = placed(found.object);
      expect(JSON.stringify(object).length).toBeGreaterThan(2_500_000);
      const path = `/apis/apps/v1/namespaces/${home}/deployments?dryRun=All`;
      const { status, body } = await cluster.request('POST', path, object);
      const { message = '' } = body as { message?: string };
      const ours = chosen.filter((each) => violates(each, object)).map((each) => `plimsoll-${each.id}`);
      expect({ id, status, message: message.slice(0, 300) }).toMatchObject({
        status: ours.length > 0 ? 422 : 201,
      });
      if (ours.length > 0) expect(ours.some((name) => message.includes(`'${name}'`))).toBe(true);
      if (chosen.some((each) => outOfBudget(each, object))) denied++;
    }
    expect(denied).toBeGreaterThan(0);
  }, 180_000);
});

const longArguments = /^spec\.template\.spec\.containers\.(args|command)$/;

/** The objects of a control's cases, enlarged in every way; Deployments stand for the shapes of a pod spec. */
function objectsOf(control: Control, bytes: number): Enlarged[] {
  const seen = new Set<string>();
  const objects = (catalogue.cases.get(control.id) ?? []).flatMap(({ worlds }) =>
    worlds.flatMap(({ shape, objects: own }) => (shape === 'Pod' || shape === 'CronJob' ? [] : own)),
  );
  return objects.flatMap((object) =>
    enlarged(object, bytes).filter(({ place }) => !seen.has(place) && seen.add(place)),
  );
}

function outOfBudget(control: Control, object: KubernetesObject): boolean {
  return rowsOf(control, object).some(({ cause, message }) => cause === 'error' && /\bcost\b/.test(message));
}

function violates(control: Control, object: KubernetesObject): boolean {
  return rowsOf(control, object).some(({ outcome }) => outcome === 'denied');
}

function rowsOf(control: Control, object: KubernetesObject) {
  const { objects } = exportControls([control], { mode: 'enforce', minor: newestKnownVersion.minor });
  const store = createClusterStore();
  const at = new Date(0).toISOString();
  store.describe({
    identity: { id: 'cost', name: 'cost' },
    version: newestKnownVersion,
    provenance: { source: 'manifests', startedAt: at, endedAt: at },
    coverage: { resources: [], notConnected: [] },
  });
  for (const each of [...objects, object]) store.apply(each as KubernetesObject);
  const policies = readPolicies(
    objects.map((content) => ({ file: content.metadata.name, content })),
    newestKnownVersion.minor,
  );
  const only = ({ name, kind }: { name: string; kind: string }) =>
    name === object.metadata.name && kind === object.kind;
  return previewPolicies(store.snapshot(), { policies, only }).rows;
}

function placed(object: KubernetesObject): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace: home } };
}
