import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../testkit/index.ts';

interface CheckedPolicy {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly typeChecking?: {
      readonly expressionWarnings?: readonly { readonly fieldRef: string; readonly warning: string }[];
    };
  };
}

const available = (await kubeboxBinary()) !== undefined;
const policies = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';

// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking
describe.skipIf(!available)('type checking by the controller manager', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ controllerManager: true });
  });
  afterAll(() => cluster?.stop());

  test('warns of no policy of the catalogue, and of one that is known to be wrong', async () => {
    const { controls } = loadShippedCatalogue();
    const specs = controls.flatMap(({ id, policy }) => (policy === undefined ? [] : [policyOf(id, policy)]));
    await cluster.apply([...specs, policyOf('known-to-be-wrong', wrong)]);
    const checked = await whenChecked(cluster, specs.length + 1);
    const warnings = checked.flatMap(({ metadata, status }) =>
      (status?.typeChecking?.expressionWarnings ?? []).map(({ fieldRef, warning }) => ({
        policy: metadata.name,
        fieldRef,
        warning,
      })),
    );
    expect(warnings.filter(({ policy }) => policy !== 'known-to-be-wrong')).toEqual([]);
    expect(warnings.map(({ policy }) => policy)).toEqual(['known-to-be-wrong']);
  });
});

const wrong = {
  matchConstraints: {
    resourceRules: [
      { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] },
    ],
  },
  validations: [{ expression: 'object.spec.replicaz > 1' }],
};

function policyOf(name: string, spec: object) {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec,
  };
}

async function whenChecked(cluster: TestCluster, count: number): Promise<readonly CheckedPolicy[]> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    const { body } = await cluster.request('GET', policies);
    const { items } = body as { items: readonly CheckedPolicy[] };
    const checked = items.filter(({ status }) => status?.observedGeneration !== undefined);
    if (checked.length === count) return checked;
    if (Date.now() > deadline) throw new Error(`${checked.length} of ${count} policies were checked in 40 s`);
    await pause(250);
  }
}
