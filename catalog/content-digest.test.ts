import { expect, test } from 'vitest';
import type { KubernetesObject } from '../src/cluster/index.ts';
import { completeObject } from '../src/controls/admission/defaults/index.ts';
import { caseCluster } from '../src/controls/cases/case-cluster.ts';
import type { ControlCase } from '../src/controls/cases/control-case.ts';
import { judge, type Result } from '../src/controls/index.ts';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';

const catalogue = loadShippedCatalogue();

/** As `kubectl apply` and the API server leave an object: completed, with what both write into its metadata. */
function asLive(object: KubernetesObject, index: number): KubernetesObject {
  const [group = '', version = ''] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  const live = structuredClone(
    completeObject(object as never, [group, version, object.kind], 37),
  ) as never as KubernetesObject;
  const { metadata } = live;
  const { spec } = live as { spec?: { volumes?: { name: unknown }[] } };
  // The token volume that a bare Pod gets has a name that only the server knows; no template has it.
  if (spec?.volumes !== undefined) spec.volumes = spec.volumes.filter(({ name }) => typeof name === 'string');
  const applied = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(object) };
  const server = {
    uid: `00000000-${index}`,
    resourceVersion: '7',
    generation: 1,
    creationTimestamp: '2026-11-25T00:00:00Z',
  };
  return {
    ...live,
    metadata: { ...metadata, ...server, annotations: { ...applied, ...metadata.annotations } },
  };
}

function failuresOf(
  control: string,
  subject: ControlCase,
  objects: readonly KubernetesObject[],
): Map<string, Result> {
  const { parameters } = subject;
  const options = {
    now: 0,
    controls: ({ id }: { readonly id: string }) => id === control,
    parameters: { [control]: parameters },
  };
  const { results } = judge(caseCluster(subject, objects), catalogue, options);
  return new Map(
    results.filter(({ verdict }) => verdict === 'fail').map((result) => [result.objectId, result]),
  );
}

test('what a finding is about is told alike of a manifest and of the live object that it becomes', () => {
  const differences: string[] = [];
  let compared = 0;
  for (const [control, cases] of catalogue.cases) {
    for (const subject of cases.filter(({ kind, answers }) => kind === 'bad' && answers === undefined)) {
      for (const { objects, shape } of subject.worlds) {
        const written = failuresOf(control, subject, objects);
        const live = failuresOf(control, subject, objects.map(asLive));
        for (const [id, { contentDigest, evidence }] of written) {
          const other = live.get(id);
          if (other === undefined) continue;
          compared++;
          if (other.contentDigest !== contentDigest)
            differences.push(
              `${control}: ${subject.name} ${shape}: ${JSON.stringify(evidence.map(({ path, value }) => [path, value]))} ${JSON.stringify(other.evidence.map(({ path, value }) => [path, value]))}`,
            );
        }
      }
    }
  }
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(500);
}, 60_000);
