import { expect, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { createClusterStore } from './cluster-store.ts';
import { entryPointsOf } from './entry-points.ts';
import { isPrivateAddress } from './load-balancer-scope.ts';
import type { KubernetesObject } from './object.ts';
import { object, wholeCluster } from './object-fixtures.ts';

const api = object('apps/v1', 'Deployment', 'shop/api', {
  spec: {
    template: {
      metadata: { labels: { app: 'api', tier: 'web' } },
      spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }] },
    },
  },
});

function service(spec: Record<string, unknown>, metadata = {}, status?: unknown): KubernetesObject {
  const ports = [{ name: 'web', port: 80, targetPort: 'http' }];
  return object(
    'v1',
    'Service',
    'shop/api',
    { spec: { selector: { app: 'api' }, ports, ...spec }, status },
    metadata,
  );
}

function node(type: string): KubernetesObject {
  return object('v1', 'Node', 'n1', { status: { addresses: [{ type, address: '203.0.113.7' }] } });
}

function backend(port: unknown): Record<string, unknown> {
  return { service: { name: 'api', port } };
}

function pod(spec: Record<string, unknown>): KubernetesObject {
  return object('v1', 'Pod', 'shop/p', { spec });
}

function clusterOf(...objects: readonly KubernetesObject[]): Cluster {
  const store = createClusterStore({ description: wholeCluster });
  for (const object of objects) store.apply(object);
  return store.snapshot();
}

function exposures(...objects: readonly KubernetesObject[]): [string, string, (number | undefined)[]][] {
  return entryPointsOf(clusterOf(api, ...objects)).all.map(({ kind, exposure, backends }) => [
    kind,
    exposure,
    backends.map(({ port }) => port),
  ]);
}

test('a LoadBalancer leads to the pod port that its named target resolves to', () => {
  expect(exposures(service({ type: 'LoadBalancer' }))).toEqual([['load-balancer', 'internet', [8080]]]);
});

test.each([
  ['service.beta.kubernetes.io/aws-load-balancer-internal', 'true'],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', 'true'],
  ['networking.gke.io/load-balancer-type', 'Internal'],
  ['service.beta.kubernetes.io/aws-load-balancer-type', 'external'],
])('a load balancer with %s=%s stays inside', (annotation, value) => {
  const balancer = service({ type: 'LoadBalancer' }, { annotations: { [annotation]: value } });
  expect(exposures(balancer)).toEqual([['load-balancer', 'internal', [8080]]]);
});

test('its address and its source ranges tell where a load balancer is', () => {
  const at = (ip: string) => service({ type: 'LoadBalancer' }, {}, { loadBalancer: { ingress: [{ ip }] } });
  expect(exposures(at('10.1.2.3'))[0]?.[1]).toBe('internal');
  expect(exposures(at('203.0.113.9'))[0]?.[1]).toBe('internet');
  const ranged = service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] });
  expect(exposures(ranged)[0]?.[1]).toBe('internal');
});

test('a ClusterIP Service opens nothing, nor does one without a selector lead anywhere', () => {
  expect(exposures(service({}))).toEqual([]);
  expect(exposures(service({ type: 'LoadBalancer', selector: {} }))).toEqual([
    ['load-balancer', 'internet', []],
  ]);
  expect(exposures(service({ type: 'LoadBalancer', selector: { app: 'other' } }))[0]?.[2]).toEqual([]);
});

test('a NodePort reaches as far as the nodes do, and what a firewall decides is unknown', () => {
  const nodePort = service({ type: 'NodePort' });
  expect(exposures(nodePort)).toEqual([['node-port', 'unknown', [8080]]]);
  expect(exposures(nodePort, node('InternalIP'))[0]?.[1]).toBe('internal');
  expect(exposures(nodePort, node('ExternalIP'))[0]?.[1]).toBe('unknown');
});

test('an Ingress leads through its Service, by port number or name, and says its hosts', () => {
  const ingress = object('networking.k8s.io/v1', 'Ingress', 'shop/web', {
    spec: {
      rules: [
        {
          host: 'shop.example',
          http: { paths: [{ backend: backend({ number: 80 }) }, { backend: backend({ name: 'none' }) }] },
        },
        null,
      ],
    },
  });
  const [entry] = entryPointsOf(clusterOf(api, service({}), ingress)).all;
  expect(entry).toMatchObject({ kind: 'ingress', exposure: 'internet', hosts: ['shop.example'] });
  expect(entry?.backends.map(({ port, service }) => [service?.name, port])).toEqual([['api', 8080]]);
  const alb = { ...ingress, spec: { ...(ingress['spec'] as object), ingressClassName: 'alb' } };
  expect(exposures(service({}), alb)[0]?.[1]).toBe('internal');
});

test('a route leads through its Gateway; across namespaces only with a ReferenceGrant', () => {
  const gateway = object('gateway.networking.k8s.io/v1', 'Gateway', 'edge/public', {
    spec: { gatewayClassName: 'x' },
  });
  const route = object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'edge/api', {
    spec: {
      parentRefs: [{ name: 'public' }],
      rules: [{ backendRefs: [{ name: 'api', namespace: 'shop', port: 80 }] }],
    },
  });
  const grant = object('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'shop/from-edge', {
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'edge' }],
      to: [{ kind: 'Service' }],
    },
  });
  expect(exposures(service({}), gateway, route)).toEqual([['gateway-route', 'internet', []]]);
  expect(exposures(service({}), gateway, route, grant)).toEqual([['gateway-route', 'internet', [8080]]]);
  expect(exposures(service({}), route, grant)[0]?.[1]).toBe('unknown');
});

test('host network and host ports are said', () => {
  const ports = [{ containerPort: 9100, hostPort: 9100 }];
  expect(exposures(pod({ hostNetwork: true, containers: [{ name: 'c', ports }] }))[0]?.[0]).toBe(
    'host-network',
  );
  expect(exposures(pod({ containers: [{ name: 'c', ports }] }))).toEqual([['host-port', 'unknown', [9100]]]);
});

test('a workload is exposed as far as its farthest entry point', () => {
  const index = entryPointsOf(clusterOf(api, service({ type: 'LoadBalancer', externalIPs: ['10.0.0.1'] })));
  const [entry] = index.all;
  const workload = entry?.backends[0]?.workload;
  if (!workload) throw new Error('no workload');
  expect(index.of(workload).map(({ kind }) => kind)).toEqual(['load-balancer', 'external-ip']);
  expect(index.exposureOf(workload)).toBe('internet');
  expect(index.isInternetExposed(workload)).toBe(true);
});

test.each([
  ['10.0.0.0/8', true],
  ['172.31.0.1', true],
  ['172.32.0.1', false],
  ['100.64.1.1', true],
  ['100.128.0.1', false],
  ['fd00::1', true],
  ['2001:db8::1', false],
  ['0.0.0.0/0', false],
])('%s is private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected);
});
