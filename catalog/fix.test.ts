import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../src/cluster/index.ts';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../testkit/index.ts';
import { hasEphemeralContainers, home } from './truth/admission.ts';
import { type ApiPaths, createApiPaths } from './truth/api-paths.ts';
import { type CaseQuestion, caseQuestions } from './truth/case-question.ts';
import { customResourceDefinitions } from './truth/custom-resources.ts';
import { eachOf } from './truth/each-of.ts';
import { fixedObject } from './truth/fixed-object.ts';
import { inTheirNamespaces, untilServed } from './truth/placed-questions.ts';

const available = (await kubeboxBinary()) !== undefined;
const catalogue = loadShippedCatalogue();

// Some fields exclude each other: https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go
describe.skipIf(!available)('what is patched', () => {
  let cluster: TestCluster;
  let paths: ApiPaths;
  beforeAll(async () => {
    cluster = await startTestCluster();
    await cluster.apply(customResourceDefinitions);
    await untilServed(cluster);
    paths = createApiPaths(cluster);
  });
  afterAll(() => cluster?.stop());

  test('is taken by the API server when it was before, with one patch and with all of them', async () => {
    const placed = await inTheirNamespaces(cluster, caseQuestions(catalogue).filter(isAsked));
    let patched = 0;
    const answers = await eachOf(placed, async ({ name, object, control }) => {
      if ((await refusal(object)) !== undefined) return [];
      const refused: string[] = [];
      for (const controls of [new Set([control.id]), allControls]) {
        const fixed = fixedObject(catalogue, object, controls);
        if (fixed === undefined) continue;
        patched++;
        const why = await refusal(fixed);
        if (why !== undefined) refused.push(`${name}, ${controls.size} controls: ${why}`);
      }
      return refused;
    });
    expect(answers.flat()).toEqual([]);
    expect(patched).toBeGreaterThan(400);
  }, 300_000);

  /** Why the API server does not take an object; undefined when it does. */
  async function refusal(object: KubernetesObject): Promise<string | undefined> {
    const collection = await paths.collectionOf(object, home);
    if (collection === undefined) return 'it is not served';
    const { status, body } = await cluster.request('POST', `${collection}?dryRun=All`, object);
    const { message = '', reason } = body as { message?: string; reason?: string };
    return status < 300 || reason === 'AlreadyExists' ? undefined : message;
  }
});

const allControls = new Set(
  catalogue.controls.filter(({ policy }) => policy !== undefined).map(({ id }) => id),
);

/** Every shape of a pod spec has the same containers; ephemeral ones are created by nobody's manifest. */
function isAsked({ name, object }: CaseQuestion): boolean {
  return !/ as (?:Deployment|CronJob)$/.test(name) && !hasEphemeralContainers(object);
}
