import { describe, expect, test } from 'vitest';
import { createClusterStore } from './cluster-store.ts';
import { entryPointsOf } from './entry-points.ts';
import type { KubernetesObject } from './object.ts';
import { object, wholeCluster } from './object-fixtures.ts';
import { hostsOfRule } from './traefik-rule.ts';

const api = object('apps/v1', 'Deployment', 'shop/api', {
  spec: {
    template: {
      metadata: { labels: { app: 'api' } },
      spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }] },
    },
  },
});
const service = object('v1', 'Service', 'shop/api', {
  spec: { selector: { app: 'api' }, ports: [{ name: 'web', port: 80, targetPort: 'http' }] },
});
const route = (routes: readonly object[], more: object = {}, kind = 'IngressRoute', group = 'traefik.io') =>
  object(`${group}/v1alpha1`, kind, 'shop/api', { spec: { routes, ...more } });
const toApi = { services: [{ name: 'api', port: 80 }] };

function entries(...objects: readonly KubernetesObject[]) {
  const store = createClusterStore({ description: wholeCluster });
  for (const each of [api, service, ...objects]) store.apply(each);
  return entryPointsOf(store.snapshot()).all.map(({ kind, exposure, hosts, evidence, backends }) => ({
    kind,
    exposure,
    hosts,
    evidence,
    ports: backends.map(({ port }) => port),
  }));
}

// https://doc.traefik.io/traefik/reference/routing-configuration/http/router/rules-and-priority/
describe('hosts of a rule', () => {
  test.for([
    ['Host(`a.example`)', ['a.example']],
    ['Host(`a.example`, `b.example`) && PathPrefix(`/x`)', ['a.example', 'b.example']],
    ['(Host(`a`) || Host("b")) && Method(`GET`)', ['a', 'b']],
    ['Host(`a`) || PathPrefix(`/`)', 'any'],
    ['!Host(`a`)', 'any'],
    ['Host(`a`) && !Path(`/admin`)', ['a']],
    ['HostRegexp(`^.+\\.example$`)', ['^.+\\.example$']],
    ['HostSNI(`*`)', 'any'],
    ['Host(`a`', 'any'],
    ['', 'any'],
    ['Host(`a`) Host(`b`)', 'any'],
    ['Host(a)', 'any'],
  ] as const)('%s', ([rule, hosts]) => {
    const found = hostsOfRule(rule);
    expect(found === 'any' ? found : [...found]).toEqual(hosts);
  });
});

// https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/
describe('routes of Traefik', () => {
  test.for(['traefik.io', 'traefik.containo.us'])(
    'lead through a Service to the port of the pod: %s',
    (group) => {
      const found = entries(route([{ match: 'Host(`a`)', ...toApi }], {}, 'IngressRoute', group));
      expect(found).toMatchObject([
        { kind: 'traefik-route', exposure: 'internet', hosts: ['a'], ports: [8080] },
      ]);
    },
  );

  test('of TCP and UDP are routes as well', () => {
    expect(entries(route([{ match: 'HostSNI(`*`)', ...toApi }], {}, 'IngressRouteTCP'))).toMatchObject([
      { hosts: [], ports: [8080] },
    ]);
    expect(entries(route([toApi], {}, 'IngressRouteUDP'))).toMatchObject([{ hosts: [], ports: [8080] }]);
  });

  test('are within where their entry points or their class say so, and not known at that of the dashboard', () => {
    const at = (entryPoints: readonly string[]) => entries(route([toApi], { entryPoints }))[0]?.exposure;
    expect(at(['websecure'])).toBe('internet');
    expect(at(['internal'])).toBe('internal');
    expect(at(['internal', 'web'])).toBe('internet');
    expect(at(['traefik'])).toBe('unknown');
  });

  const parted = (spec: object) => object('traefik.io/v1alpha1', 'TraefikService', 'shop/parted', { spec });
  const toParted = { services: [{ kind: 'TraefikService', name: 'parted' }] };

  test('go on through a TraefikService, also in a circle', () => {
    const weighted = {
      weighted: {
        services: [
          { name: 'api', port: 80 },
          { kind: 'TraefikService', name: 'parted' },
        ],
      },
    };
    expect(entries(route([toParted]), parted(weighted))).toMatchObject([{ ports: [8080] }]);
    const mirroring = { mirroring: { name: 'gone', port: 80, mirrors: [{ name: 'api', port: 'web' }] } };
    expect(entries(route([toParted]), parted(mirroring))).toMatchObject([{ ports: [8080] }]);
  });

  test('say which TraefikService was not read', () => {
    expect(entries(route([toParted]))).toMatchObject([
      { ports: [], evidence: expect.stringContaining('TraefikService shop/parted is not in what was read') },
    ]);
  });

  test('to what Traefik answers itself lead to no Service', () => {
    const dashboard = { services: [{ kind: 'TraefikService', name: 'api@internal' }] };
    expect(entries(route([dashboard]))).toMatchObject([
      { ports: [], evidence: expect.not.stringContaining('not in') },
    ]);
  });
});
