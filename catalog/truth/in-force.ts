import { setTimeout as pause } from 'node:timers/promises';
import type { TestCluster } from '../../testkit/index.ts';

/**
 * Returns when everything that was applied before is in force: a policy that refuses one ConfigMap is applied last and
 * asked until it does. Policies are taken in together, so the others are in force too.
 *
 * @param name of the policy; a new one for each call
 */
export async function whenInForce(cluster: TestCluster, name: string): Promise<void> {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const resourceRules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
  ];
  const validations = [{ expression: `object.metadata.name != '${name}'` }];
  const spec = { matchConstraints: { resourceRules }, validations };
  await cluster.apply([{ apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec }]);
  const binding = { policyName: name, validationActions: ['Deny'] };
  await cluster.apply([
    { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: binding },
  ]);
  const path = '/api/v1/namespaces/default/configmaps?dryRun=All';
  const probe = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
  const deadline = Date.now() + 60_000;
  while ((await cluster.request('POST', path, probe)).status < 300) {
    if (Date.now() > deadline) throw new Error('the policies are not in force after 60 s');
    await pause(50);
  }
  await pause(1500);
}
