import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { readPolicies } from './index.ts';
import { storedPolicies } from './scenarios/stored-policies.ts';

const available = (await kubeboxBinary()) !== undefined;
const apiVersion = 'admissionregistration.k8s.io/v1';
const root = `/apis/${apiVersion}`;

// https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/admissionregistration/validation/validation.go
describe.skipIf(!available)('a policy is broken when the API server refuses to store it', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.stop());

  test('for every policy and binding, sound or not', async () => {
    const differences: string[] = [];
    let refused = 0;
    for (const [name, fields] of storedPolicies) {
      const content = JSON.parse(JSON.stringify({ apiVersion, ...fields })) as { kind: string };
      const resource =
        content.kind === 'ValidatingAdmissionPolicy'
          ? 'validatingadmissionpolicies'
          : 'validatingadmissionpolicybindings';
      const answer = await cluster.request(
        'POST',
        `${root}/${resource}?dryRun=All&fieldValidation=Strict`,
        content,
      );
      const { problems } = readPolicies([{ file: `${name}.yaml`, content }], 37);
      const isRefused = answer.status >= 300;
      if (isRefused) refused++;
      if (isRefused === problems.length > 0) continue;
      const { message } = answer.body as { message?: string };
      differences.push(
        `${name}: the server says ${message ?? 'yes'}; we say ${problems.map((each) => each.message).join('; ') || 'yes'}`,
      );
    }
    expect(differences).toEqual([]);
    expect(refused).toBeGreaterThan(40);
  });
});
