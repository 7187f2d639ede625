import { dnsConfigurations, kubeSystem } from '../../dns-configuration.ts';
import type { PowerName } from '../../powers/power.ts';
import { everywhere } from '../vertex.ts';
import { type Family, holds, leads, over } from './family.ts';

/**
 * Standing between the API server and what it serves, and the ConfigMaps of kube-system that decide for the whole cluster.
 * Changing a configuration takes one that is there.
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
 */
export const controlPlane: Family = function* controlPlane(held, place, terrain) {
  const { cluster } = terrain;
  if (place === kubeSystem || place === everywhere) {
    const exists = (name: string) =>
      cluster.find({ group: '', kind: 'ConfigMap', namespace: kubeSystem, name }) !== undefined;
    if (holds(held, 'changeConfigMap', 'aws-auth') && exists('aws-auth'))
      yield leads('map-aws-identity', terrain.masters, over(held, 'changeConfigMap', 'aws-auth'));
    for (const { name } of dnsConfigurations(cluster))
      if (holds(held, 'changeConfigMap', name))
        yield leads('change-dns', terrain.intercept, over(held, 'changeConfigMap', name));
  }
  if (place !== everywhere) return;
  const webhook = (create: PowerName, change: PowerName, kind: string) => {
    if (holds(held, create)) return { power: create };
    for (const { name } of cluster.ofKind('admissionregistration.k8s.io', kind))
      if (holds(held, change, name)) return over(held, change, name);
    return undefined;
  };
  const mutating = webhook('createMutatingWebhook', 'changeMutatingWebhook', 'MutatingWebhookConfiguration');
  const validating = webhook(
    'createValidatingWebhook',
    'changeValidatingWebhook',
    'ValidatingWebhookConfiguration',
  );
  const any = mutating ?? validating;
  if (any !== undefined) yield leads('intercept-webhook', terrain.intercept, any);
  if (mutating !== undefined) yield leads('inject-by-webhook', terrain.hub('run-pods', everywhere), mutating);
  // Kubernetes' own groups have one each, so that there is always one to change.
  for (const power of ['createApiService', 'changeApiService'] as const)
    if (holds(held, power)) yield leads('hijack-api', terrain.intercept, power);
  if (held.get('changeResourceDefinition') === 'all')
    yield leads('convert-resources', terrain.intercept, 'changeResourceDefinition');
};
