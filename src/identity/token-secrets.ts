import type { ClusterObject } from '../cluster/index.ts';
import type { ServiceAccount } from './service-accounts.ts';

/**
 * The service account whose token a Secret of type `kubernetes.io/service-account-token` holds.
 * https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
 */
export function accountOfTokenSecret({ body, namespace }: ClusterObject): ServiceAccount | undefined {
  if (body['type'] !== 'kubernetes.io/service-account-token') return undefined;
  const name = body.metadata.annotations?.['kubernetes.io/service-account.name'];
  return name === undefined ? undefined : { kind: 'ServiceAccount', namespace, name };
}
