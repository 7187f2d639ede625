import { describe, expect, test } from 'vitest';
import { app, node, pod, policy, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { exposureOf } from './exposure.ts';

type Fields = Readonly<Record<string, unknown>>;

const object = (apiVersion: string, kind: string, place: string, fields: Fields): KubernetesObject => {
  const [namespace = '', name = ''] = place.split('/');
  return { apiVersion, kind, metadata: { namespace, name }, ...fields } as KubernetesObject;
};
const service = (place: string, spec: Fields) =>
  object('v1', 'Service', place, { spec: { ports: [{ port: 80, targetPort: 8080 }], ...spec } });
const balancer = (spec: Fields = {}) =>
  service('shop/web', { type: 'LoadBalancer', selector: { app: 'web' }, ...spec });
const ingress = (fields: Fields = {}) =>
  object('networking.k8s.io/v1', 'Ingress', 'shop/site', {
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } }, ...fields },
  });
const web = pod('shop/web');
const lets = (cidr: string, except: readonly string[] = []) =>
  policy('shop/web', {
    ...app('web'),
    ingress: [{ from: [{ ipBlock: { cidr, except } }], ports: [{ port: 8080 }] }],
  });
const closed = policy('shop/web', { ...app('web'), policyTypes: ['Ingress'] });
const controller = pod('edge/nginx', { labels: { 'app.kubernetes.io/name': 'ingress-nginx' } });
const edge = (spec: Fields = {}) =>
  service('edge/nginx', {
    type: 'LoadBalancer',
    selector: { 'app.kubernetes.io/name': 'ingress-nginx' },
    ...spec,
  });

const told = (...objects: KubernetesObject[]) =>
  exposureOf(world(objects).engine).map(
    ({ entry, exposure, verdict, port, through, pods }) =>
      `${exposure} ${entry.object.kind} ${through === undefined ? '' : `by ${through.workload.reference.name} `}to ${pods?.workload.reference.name ?? 'nobody'}:${port ?? '*'} ${verdict}`,
  );

describe('what a Service opens', () => {
  test('leads to the port of the pod, and is reached where no policy isolates it', () => {
    expect(told(web, balancer())).toEqual(['internet Service to web:8080 reached']);
  });

  test('is blocked where policies let no client in, and the Service keeps the address of the client', () => {
    expect(told(web, balancer({ externalTrafficPolicy: 'Local' }), closed)).toEqual([
      'internet Service to web:8080 blocked',
    ]);
  });

  test('PE-19: is not known where policies may see the address of a node in place of the client', () => {
    expect(told(web, balancer(), closed)).toEqual(['internet Service to web:8080 unknown']);
  });

  test('is reached where policies let the internet in, wholly or in part', () => {
    expect(told(web, balancer(), lets('0.0.0.0/0'))).toEqual(['internet Service to web:8080 reached']);
    expect(told(web, balancer({ externalTrafficPolicy: 'Local' }), lets('203.0.113.0/24'))).toEqual([
      'internet Service to web:8080 reached',
    ]);
    expect(told(web, balancer({ externalTrafficPolicy: 'Local' }), lets('10.0.0.0/8'))).toEqual([
      'internet Service to web:8080 blocked',
    ]);
  });

  test('inside a private network is asked for clients of such networks, also where no policy cuts them out', () => {
    const annotations = { 'networking.gke.io/load-balancer-type': 'Internal' };
    const outer = balancer({ externalTrafficPolicy: 'Local' });
    const inner = { ...outer, metadata: { ...outer.metadata, annotations } };
    expect(told(web, inner, lets('0.0.0.0/0'))).toEqual(['internal Service to web:8080 reached']);
    expect(told(web, inner, lets('203.0.113.0/24'))).toEqual(['internal Service to web:8080 blocked']);
  });

  test('is not open to the internet by private addresses of IPv6', () => {
    const local = balancer({ externalTrafficPolicy: 'Local' });
    expect(told(web, local, lets('fd00::/8'))).toEqual(['internet Service to web:8080 blocked']);
    expect(told(web, local, lets('2000::/3'))).toEqual(['internet Service to web:8080 reached']);
  });

  test('that hides clients behind nodes has to be let in by both', () => {
    const but = lets('0.0.0.0/0', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']);
    expect(told(web, balancer(), but)).toEqual(['internet Service to web:8080 unknown']);
    expect(told(web, balancer({ externalTrafficPolicy: 'Local' }), but)).toEqual([
      'internet Service to web:8080 reached',
    ]);
    const inside = node('n', '203.0.113.5');
    expect(told(web, inside, balancer(), but)).toEqual(['internet Service to web:8080 reached']);
    const without = { ...inside, status: {} };
    expect(told(web, without, balancer(), but)).toEqual(['internet Service to web:8080 unknown']);
    expect(told(web, without, balancer(), lets('0.0.0.0/0'))).toEqual([
      'internet Service to web:8080 reached',
    ]);
  });

  // https://docs.cilium.io/en/stable/security/policy/language/#entities-based
  test('that hides clients behind nodes is not known under Cilium where only the world is let in: a node is none of it', () => {
    const fromWorld = (...entities: readonly string[]) =>
      object('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/web', {
        spec: {
          endpointSelector: { matchLabels: { app: 'web' } },
          ingress: [{ fromEntities: ['world', ...entities] }],
        },
      });
    const placed = pod('shop/web', { spec: { nodeName: 'a' } });
    const nodes = [node('a', '192.168.0.1'), node('b', '192.168.0.2')];
    const verdicts = (...objects: KubernetesObject[]) =>
      exposureOf(world([placed, ...objects], 'cilium').engine).map(({ verdict }) => verdict);
    expect(verdicts(balancer(), ...nodes, fromWorld())).toEqual(['unknown']);
    expect(verdicts(balancer(), fromWorld())).toEqual(['unknown']);
    expect(verdicts(balancer(), ...nodes, fromWorld('remote-node'))).toEqual(['reached']);
    expect(verdicts(balancer(), ...nodes.slice(0, 1), fromWorld())).toEqual(['reached']);
    expect(verdicts(balancer({ externalTrafficPolicy: 'Local' }), ...nodes, fromWorld())).toEqual([
      'reached',
    ]);
  });

  test('names those policies alone that let in', () => {
    const named = policy('shop/web-from-far', {
      ...app('web'),
      ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 8080 }] }],
    });
    const other = policy('shop/web-metrics', {
      ...app('web'),
      ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 9090 }] }],
    });
    const [port] = exposureOf(world([web, balancer(), closed, named, other]).engine);
    expect(port).toMatchObject({ verdict: 'reached', policies: ['NetworkPolicy shop/web-from-far'] });
  });

  test('SV-04: that limits its sources is asked for those alone', () => {
    const limited = balancer({
      loadBalancerSourceRanges: ['198.51.100.0/24'],
      externalTrafficPolicy: 'Local',
    });
    expect(told(web, limited, lets('198.51.100.0/24'))).toEqual(['internet Service to web:8080 reached']);
    expect(told(web, limited, lets('203.0.113.0/24'))).toEqual(['internet Service to web:8080 blocked']);
  });

  test('leads nowhere without pods, and says so', () => {
    expect(told(balancer())).toEqual(['internet Service to nobody:* leads-nowhere']);
    const [gone] = exposureOf(world([ingress()]).engine);
    expect(gone?.why).toBe('Service shop/web is not here');
    const manual = exposureOf(world([web, balancer({ selector: {} })]).engine);
    expect(manual[0]?.why).toBe('it selects no pods: its endpoints are set by hand');
  });

  test('by a name of a port that the pods do not have is not known', () => {
    expect(told(web, balancer({ ports: [{ port: 80, targetPort: 'http' }] }))).toEqual([
      'internet Service to web:* unknown',
    ]);
  });

  test('a pod in the network of its node is behind no policy', () => {
    const host = pod('shop/web', { hostNetwork: true });
    expect(told(host, closed)).toEqual(['unknown Pod to web:* reached']);
  });
});

describe('what an Ingress opens', () => {
  const clusterIp = service('shop/web', { selector: { app: 'web' } });
  const fromController = policy('shop/web', {
    ...app('web'),
    ingress: [
      {
        from: [
          {
            namespaceSelector: {},
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
          },
        ],
      },
    ],
  });

  test('is asked of the controller that runs in the cluster', () => {
    expect(told(web, clusterIp, ingress(), controller, edge(), fromController)).toEqual([
      'internet Service to nginx:8080 reached',
      'internet Ingress by nginx to web:8080 reached',
    ]);
    expect(told(web, clusterIp, ingress(), controller, edge(), closed)).toContain(
      'internet Ingress by nginx to web:8080 blocked',
    );
  });

  test('is no more exposed than its controller', () => {
    const outer = edge();
    const annotations = { 'networking.gke.io/load-balancer-type': 'Internal' };
    const inner = { ...outer, metadata: { ...outer.metadata, annotations } };
    expect(told(web, clusterIp, ingress(), controller, inner)).toContain(
      'internal Ingress by nginx to web:8080 reached',
    );
    expect(told(web, clusterIp, ingress(), controller)).toEqual([
      'unknown Ingress by nginx to web:8080 unknown',
    ]);
  });

  test('is blocked where policies let nobody in to its controller', () => {
    const shut = policy('edge/nginx', { podSelector: {}, policyTypes: ['Ingress'] });
    const local = edge({ externalTrafficPolicy: 'Local' });
    expect(told(web, clusterIp, ingress(), controller, local, shut)).toContain(
      'internet Ingress by nginx to web:8080 blocked',
    );
  });

  test('by a load balancer of the cloud is not known where policies let in some addresses only', () => {
    expect(told(web, clusterIp, ingress())).toEqual(['internet Ingress to web:8080 reached']);
    expect(told(web, clusterIp, ingress(), lets('10.0.0.0/8'))).toEqual([
      'internet Ingress to web:8080 unknown',
    ]);
    expect(told(web, clusterIp, ingress(), closed)).toEqual(['internet Ingress to web:8080 blocked']);
  });
});

// https://kubernetes.github.io/ingress-nginx/user-guide/multiple-ingress/
describe('the class of an Ingress', () => {
  const clusterIp = service('shop/web', { selector: { app: 'web' } });
  const ofClass = (name: string) =>
    object('networking.k8s.io/v1', 'Ingress', 'shop/site', {
      spec: { ingressClassName: name, defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    });
  const ingressClass = (name: string, controller: string, annotations = {}) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name, annotations },
    spec: { controller },
  });
  const running = (place: string, args: readonly string[] = [], name = 'ingress-nginx') =>
    pod(place, {
      labels: { 'app.kubernetes.io/name': name },
      spec: { containers: [{ name: 'controller', image: 'x', args }] },
    });
  const through = (...objects: KubernetesObject[]) =>
    exposureOf(world([web, clusterIp, ...objects]).engine).flatMap(({ entry, through: by, why }) =>
      entry.kind === 'ingress' ? (by?.workload.reference.name ?? why) : [],
    );

  test('is answered for by the controller that the class names', () => {
    const one = running('a/one', ['--controller-class=k8s.io/one']);
    const two = running('b/two', ['--controller-class', 'k8s.io/two']);
    const classes = [ingressClass('public', 'k8s.io/one'), ingressClass('inner', 'k8s.io/two')];
    expect(through(one, two, ...classes, ofClass('inner'))).toEqual(['two']);
    expect(through(one, two, ...classes, ofClass('public'))).toEqual(['one']);
    expect(through(one, ...classes, ofClass('inner'))).toEqual(['no controller of class inner was read']);
  });

  test('is answered for by its product, and by those alone that are told its name', () => {
    const nginx = running('a/nginx');
    const traefik = running('b/traefik', [], 'traefik');
    const inner = running('c/traefik-inner', ['--providers.kubernetesingress.ingressclass=inner'], 'traefik');
    const classes = [
      ingressClass('edge', 'traefik.io/ingress-controller'),
      ingressClass('nginx', 'k8s.io/ingress-nginx'),
    ];
    expect(through(nginx, traefik, inner, ...classes, ofClass('edge'))).toEqual(['traefik']);
    expect(through(nginx, traefik, inner, ...classes, ofClass('nginx'))).toEqual(['nginx']);
  });

  test('that is not there goes by the name that a controller is told, or takes by itself; else several stay possible', () => {
    const told = running('a/told', ['--ingress-class=inner']);
    const usual = running('b/usual');
    expect(through(told, usual, ofClass('inner'))).toEqual(['told']);
    expect(through(told, usual, ofClass('nginx'))).toEqual(['usual']);
    expect(through(usual, running('c/other'), ofClass('mine'))).toEqual(['usual', 'other']);
  });

  test('that it does not name is the one by default', () => {
    const byDefault = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
    const traefik = running('b/traefik', [], 'traefik');
    const usual = ingressClass('edge', 'traefik.io/ingress-controller', byDefault);
    expect(through(running('a/nginx'), traefik, usual, ingress())).toEqual(['traefik']);
  });

  test('of a cloud is answered for by no pod', () => {
    const alb = ingressClass('public', 'ingress.k8s.aws/alb');
    expect(through(running('a/nginx'), alb, ofClass('public'))).toEqual(['no policy isolates its ingress']);
    expect(through(running('a/nginx'), ofClass('gce'))).toEqual(['no policy isolates its ingress']);
  });
});

describe('other routes', () => {
  const clusterIp = service('shop/web', { selector: { app: 'web' } });
  const labelled = (place: string, labels: Readonly<Record<string, string>>) => pod(place, { labels });
  const nginx = labelled('a/nginx', { 'app.kubernetes.io/name': 'ingress-nginx' });
  const istio = labelled('b/istio', { app: 'istio-ingressgateway' });
  const through = (kind: string, ...objects: KubernetesObject[]) =>
    exposureOf(world([web, clusterIp, ...objects]).engine).flatMap(({ entry, through: by, why }) =>
      entry.object.kind === kind ? (by?.workload.reference.name ?? why) : [],
    );

  // https://gateway-api.sigs.k8s.io/api-types/gatewayclass/
  test('of a Gateway go to the product that its class names, and never to one that knows no Gateways', () => {
    const gateway = object('gateway.networking.k8s.io/v1', 'Gateway', 'shop/edge', {
      spec: { gatewayClassName: 'mesh', listeners: [] },
    });
    const route = object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'shop/site', {
      spec: { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
    });
    const ofController = (controllerName: string) => ({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'mesh' },
      spec: { controllerName },
    });
    const byIstio = ofController('istio.io/gateway-controller');
    expect(through('HTTPRoute', nginx, istio, gateway, route, byIstio)).toEqual(['istio']);
    expect(through('HTTPRoute', nginx, gateway, route, byIstio)).toEqual([
      'no controller of class mesh was read',
    ]);
    expect(through('HTTPRoute', istio, gateway, route, ofController('networking.gke.io/gateway'))).toEqual([
      'no policy isolates its ingress',
    ]);
  });

  test('of OpenShift go to its router', () => {
    const route = object('route.openshift.io/v1', 'Route', 'shop/site', { spec: { to: { name: 'web' } } });
    const router = labelled('openshift-ingress/router-default', {
      'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default',
    });
    expect(through('Route', nginx, router, route)).toEqual(['router-default']);
    expect(through('Route', nginx, route)).toEqual(['no router of OpenShift was read']);
  });
});

describe('what a route of Traefik opens', () => {
  const route = object('traefik.io/v1alpha1', 'IngressRoute', 'shop/site', {
    spec: { entryPoints: ['web'], routes: [{ match: 'Host(`a`)', services: [{ name: 'web', port: 80 }] }] },
  });
  const inside = service('shop/web', { selector: { app: 'web' } });
  const labels = { 'app.kubernetes.io/name': 'traefik' };
  const traefik = pod('edge/traefik', { labels });
  const outer = service('edge/traefik', { type: 'LoadBalancer', selector: labels });

  test('is reached through Traefik, and through no other controller', () => {
    expect(told(web, inside, route, traefik, outer, controller)).toContain(
      'internet IngressRoute by traefik to web:8080 reached',
    );
    expect(told(web, inside, route, traefik, outer, closed)).toContain(
      'internet IngressRoute by traefik to web:8080 blocked',
    );
    expect(told(web, inside, route, controller, edge())).toContain(
      'unknown IngressRoute to web:8080 unknown',
    );
  });
});
