import { expect, test } from 'vitest';
import { pod, policy } from '../../../testkit/network/small-world.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { Coverage, KubernetesObject } from '../../cluster/index.ts';
import { apiServerLetOut } from './api-server-let-out.ts';

const group = 'rbac.authorization.k8s.io';
const slice: KubernetesObject = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    namespace: 'default',
    name: 'kubernetes',
    labels: { 'kubernetes.io/service-name': 'kubernetes' },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.0.0.10'] }],
  ports: [{ name: 'https', port: 443, protocol: 'TCP' }],
} as KubernetesObject;
const toHttps = policy('shop/out', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] }],
});

function verdicts(spec: Readonly<Record<string, unknown>>, denied?: readonly [string, string]) {
  const coverage: Coverage = {
    resources:
      denied === undefined
        ? []
        : [
            {
              group,
              version: 'v1',
              resource: denied[1],
              kind: denied[0],
              namespaced: denied[0] === 'RoleBinding',
              state: 'denied',
              at: '',
              objects: 0,
            },
          ],
    notConnected: [],
  };
  const cluster = clusterOf([slice, pod('shop/web', { spec }), toHttps], { coverage });
  const context = { cluster, control: undefined as never, parameters: {} };
  return [...apiServerLetOut(context)].map(({ verdict }) => verdict);
}

const withoutToken = { automountServiceAccountToken: false };
const bindings = [
  ['RoleBinding', 'rolebindings'],
  ['ClusterRoleBinding', 'clusterrolebindings'],
] as const;

test('a pod with a token and no binding has no need', () => {
  expect(verdicts({})).toEqual(['fail']);
});

test.each(bindings)('is not known to have none where %s could not be read', (...denied) => {
  expect(verdicts({}, denied)).toEqual(['unknown']);
});

test.each(bindings)('has none without a token, whatever %s say', (...denied) => {
  expect(verdicts(withoutToken, denied)).toEqual(['fail']);
});
