import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { signInOf } from './sign-in.ts';

const traefik = (name: string, spec: object) => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'Middleware',
  metadata: { name, namespace: 'data' },
  spec,
});
const route = (rules: readonly object[]) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'db', namespace: 'data' },
  spec: { parentRefs: [{ name: 'public' }], rules },
});
const by = (name: string) => ({
  filters: [{ type: 'ExtensionRef', extensionRef: { group: 'traefik.io', kind: 'Middleware', name } }],
});
const ingress = (middlewares: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: 'db',
    namespace: 'data',
    annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': middlewares },
  },
});

function signIn(object: KubernetesObject, ...others: KubernetesObject[]) {
  const cluster = clusterOf([object, ...others]);
  const [found] = [...cluster.objects()].filter(({ name }) => name === 'db');
  if (found === undefined) throw new Error('the fixture has no entry point');
  return signInOf(cluster, found);
}

describe('sign-in at an entry point', () => {
  test('is asked of an IngressRoute where each of its routes has a middleware that asks', () => {
    const sign = traefik('sign-in', { forwardAuth: { address: 'http://sign-in' } });
    const ingressRoute = (...routes: readonly object[]) => ({
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: 'db', namespace: 'data' },
      spec: { routes },
    });
    const asks = { match: 'Host(`a`)', middlewares: [{ name: 'sign-in' }] };
    expect(signIn(ingressRoute(asks), sign)).toEqual({ asks: 'Middleware data/sign-in' });
    expect(signIn(ingressRoute(asks, { match: 'Host(`b`)' }), sign)).toBeUndefined();
    expect(signIn(ingressRoute(asks))).toMatchObject({
      perhaps: expect.stringContaining('not in what was read'),
    });
  });

  test('is asked by a middleware of Traefik, also by one that another chains, however they go in a circle', () => {
    const sign = traefik('sign-in', { digestAuth: { secret: 'users' } });
    const round = traefik('round', { chain: { middlewares: [{ name: 'round' }, { name: 'sign-in' }] } });
    expect(signIn(ingress('data-round@kubernetescrd'), round, sign)).toEqual({
      asks: 'Middleware data/sign-in',
    });
    const circle = traefik('circle', { chain: { middlewares: [{ name: 'circle' }] } });
    expect(signIn(ingress('data-circle@kubernetescrd'), circle)).toBeUndefined();
    const plugin = traefik('plugin', { plugin: { 'traefik-oidc-auth': {} } });
    expect(signIn(ingress('data-plugin@kubernetescrd'), plugin)).toHaveProperty('perhaps');
  });

  test('counts where every rule of a route asks: a request takes one of them', () => {
    const sign = traefik('sign-in', { basicAuth: { secret: 'users' } });
    const other = traefik('other', { compress: {} });
    expect(signIn(route([by('sign-in'), by('sign-in')]), sign)).toHaveProperty('asks');
    expect(signIn(route([by('sign-in'), by('other')]), sign, other)).toBeUndefined();
    expect(signIn(route([by('sign-in'), by('nowhere')]), sign)).toHaveProperty('perhaps');
    expect(signIn(route([{ filters: [{ type: 'ExternalAuth' }] }]))).toHaveProperty('asks');
  });

  test('of several Gateways all have to ask', () => {
    const gateway = (name: string) => ({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name, namespace: 'data', labels: { zone: 'dmz' } },
    });
    const both = route([{}]);
    both.spec.parentRefs.push({ name: 'second' });
    const policy = (spec: object) => ({
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'SecurityPolicy',
      metadata: { name: 'ask', namespace: 'data' },
      spec: { basicAuth: { users: { name: 'users' } }, ...spec },
    });
    const gateways = [gateway('public'), gateway('second')];
    const one = policy({ targetRef: { kind: 'Gateway', name: 'public' } });
    expect(signIn(both, ...gateways, one)).toBeUndefined();
    const all = policy({ targetSelectors: [{ kind: 'Gateway', matchLabels: { zone: 'dmz' } }] });
    expect(signIn(both, ...gateways, all)).toEqual({ asks: 'SecurityPolicy data/ask' });
  });
});
