import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  adminNetworkPolicies,
  type Chooser,
  calicoPolicies,
  ciliumLookups,
  ciliumPolicies,
  clusterNetworkPolicies,
  clusterObjects,
  networkPolicies,
  seeded,
} from '../../../testkit/network/generate/index.ts';
import { namespace, pod, policy } from '../../../testkit/network/small-world.ts';
import { clusterStoreOf } from '../../../testkit/world/synthetic-cluster.ts';
import { clusterObject, type KubernetesObject } from '../../cluster/index.ts';
import { namespaceMap } from '../answers/reach.ts';
import {
  ask,
  connectionsOf,
  type Endpoint,
  externalReachOf,
  gapsOf,
  NetworkEngine,
  type ProfileId,
  portsText,
  profiles,
  rangeText,
  why,
} from '../index.ts';

const worlds: readonly (readonly [ProfileId, ...((choose: Chooser) => object[])[]])[] = [
  ['generic', networkPolicies, clusterNetworkPolicies],
  ['kindnet', networkPolicies, adminNetworkPolicies],
  ['cilium', networkPolicies, ciliumPolicies, ciliumLookups, clusterNetworkPolicies],
  ['calico', networkPolicies, calicoPolicies, clusterNetworkPolicies],
  ['gke-calico', networkPolicies, calicoPolicies],
  ['eks-vpc-cni', networkPolicies, calicoPolicies],
  ['none', networkPolicies, ciliumPolicies],
];

/** Several clusters of the same names, one to begin with and the others to take changes from. */
function changingWorld(seed: number) {
  const choose = seeded(seed);
  const [profile, ...kinds] = worlds[choose.below(worlds.length)] as (typeof worlds)[number];
  const objects = () => [...clusterObjects(choose), ...kinds.flatMap((kind) => kind(choose))];
  const first = objects() as KubernetesObject[];
  const others = [...objects(), ...objects()] as KubernetesObject[];
  const steps = Array.from({ length: 6 }, () => {
    const at = choose.below(4) === 0 ? first : others;
    const kind = kindsOf(at)[choose.below(kindsOf(at).length)];
    const alike = at.filter((each) => each.kind === kind);
    const object = alike[choose.below(alike.length)] as KubernetesObject;
    return { object, isGone: choose.below(3) === 0, isAlone: choose.below(2) === 0 };
  });
  return { profile, first, steps };
}

function kindsOf(objects: readonly KubernetesObject[]): string[] {
  return [...new Set(objects.map(({ kind }) => kind))];
}

test('an engine that went through changes answers as one that is made from scratch', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { profile, first, steps } = changingWorld(seed);
      const store = clusterStoreOf(first);
      let engine = new NetworkEngine(store.snapshot(), profiles[profile]);
      allAnswers(engine);
      for (const { object, isGone, isAlone } of steps) {
        if (isGone) store.delete(clusterObject(object).key);
        else store.apply(object);
        if (!isAlone) continue;
        const cluster = store.snapshot();
        engine = engine.after(cluster);
        expect(allAnswers(engine)).toEqual(allAnswers(new NetworkEngine(cluster, profiles[profile])));
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);

const ports = [
  ['TCP', 80],
  ['TCP', 8080],
  ['UDP', 53],
  ['SCTP', 8081],
] as const;

/** Everything that an engine says, by the names of pods: classes and blocks may have other numbers. */
function allAnswers(engine: NetworkEngine) {
  const pods = engine.pods.map(({ namespace: space, name }) => `${space}/${name}`);
  const ends: Endpoint[] = [
    ...engine.pods.map(({ namespace: space, name }): Endpoint => ({ type: 'pod', namespace: space, name })),
    ...['8.8.8.8', '10.9.0.1', 'fd00::9'].map((address): Endpoint => ({ type: 'address', address })),
  ];
  const { classes } = engine.universe;
  const namesIn = (index: number) =>
    (classes[index]?.pods ?? []).map(({ namespace: space, name }) => `${space}/${name}`);
  const connections = [...connectionsOf(engine)].flatMap(({ source, destination, ports: on, unisolated }) =>
    namesIn(source).flatMap((from) =>
      namesIn(destination)
        .filter((to) => from !== to)
        .map((to) => `${from} ${to} ${portsText(engine, on)} ${unisolated}`),
    ),
  );
  const external = [...externalReachOf(engine)].flatMap(({ pods: of, direction, ranges, ports: on }) =>
    namesIn(of).map((name) => `${name} ${direction} ${ranges.map(rangeText)} ${portsText(engine, on)}`),
  );
  const questions = ends.flatMap((source) =>
    ends.flatMap((destination) => ports.map(([protocol, port]) => ({ source, destination, protocol, port }))),
  );
  return {
    pods,
    policies: engine.policies.map(({ name }) => name),
    problems: engine.problems.map(({ message }) => message),
    connections: connections.sort(),
    external: external.sort(),
    namespaces: namespaceMap(engine),
    gaps: gapsOf(engine),
    asked: questions.map((question) => [question, ask(engine, question)]),
    explained: questions.filter((_, at) => at % 7 === 0).map((question) => why(engine, question)),
  };
}

const open = { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] };

function small() {
  const store = clusterStoreOf([
    namespace('shop'),
    pod('shop/web', { ips: ['10.0.0.1'] }),
    pod('shop/db', { ips: ['10.0.0.2'] }),
    pod('shop/cache', { ips: ['10.0.0.3'] }),
    policy('shop/web', { ...open, podSelector: { matchLabels: { app: 'web' } } }),
    policy('shop/db', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
    }),
  ]);
  const engine = new NetworkEngine(store.snapshot(), profiles.generic);
  const rowOf = (of: NetworkEngine, name: string) => {
    const found = of.pods.find((each) => each.name === name);
    if (found === undefined) throw new Error(name);
    return of.row(of.universe.classOf(found), 'ingress');
  };
  return { store, engine, rowOf };
}

test('a changed policy leaves the rows of pods that it does not select, and all numbers', () => {
  const { store, engine, rowOf } = small();
  const [web, db] = [rowOf(engine, 'web'), rowOf(engine, 'db')];
  store.apply(
    policy('shop/db', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'cache' } } }], ports: [{ port: 5432 }] }],
    }),
  );
  const later = engine.after(store.snapshot());
  expect(later.universe).toBe(engine.universe);
  expect(rowOf(later, 'web')).toBe(web);
  expect(rowOf(later, 'db')).not.toEqual(db);
});

test('a new pod of a new class leaves the rows of pods whose policies do not take it', () => {
  const { store, engine, rowOf } = small();
  const [web, db] = [rowOf(engine, 'web'), rowOf(engine, 'db')];
  store.apply(pod('shop/api', { ips: ['10.0.0.4'] }));
  const later = engine.after(store.snapshot());
  expect(rowOf(later, 'db')).toBe(db);
  expect(rowOf(later, 'web')).not.toEqual(web);
});

test('a replica, and a pod that takes the place of another, leave all rows', () => {
  const { store, engine, rowOf } = small();
  const [web, db] = [rowOf(engine, 'web'), rowOf(engine, 'db')];
  store.apply(pod('shop/web-2', { ips: ['10.0.0.4'], labels: { app: 'web' } }));
  store.delete(clusterObject(pod('shop/db')).key);
  store.apply(pod('shop/db-2', { ips: ['10.0.0.5'], labels: { app: 'db' } }));
  const later = engine.after(store.snapshot());
  expect(rowOf(later, 'web-2')).toBe(web);
  expect(rowOf(later, 'db-2')).toBe(db);
});

const narrowed = (from: object, port = 5432) =>
  policy('shop/db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [from], ports: [{ port }] }],
  });

test.each([
  ['a port', narrowed({ podSelector: {} }, 5433)],
  ['a block of addresses', narrowed({ ipBlock: { cidr: '203.0.113.0/24' } })],
  ['a label', narrowed({ podSelector: { matchLabels: { tier: 'x' } } })],
])('numbers are given anew where a policy names %s that none did', (_, changed) => {
  const { store, engine } = small();
  store.apply(changed);
  const later = engine.after(store.snapshot());
  expect(later.universe).not.toBe(engine.universe);
  expect(allAnswers(later)).toEqual(allAnswers(new NetworkEngine(store.snapshot(), profiles.generic)));
});

test('CA: labels of an account that change are seen at its pods', () => {
  const account = (team: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'shop', labels: { team } },
  });
  const store = clusterStoreOf([
    namespace('shop'),
    account('a'),
    pod('shop/web', { ips: ['10.0.0.1'] }),
    pod('shop/db', { ips: ['10.0.0.2'] }),
    {
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: { name: 'db' },
      spec: {
        selector: "app == 'db'",
        ingress: [{ action: 'Allow', source: { serviceAccounts: { selector: "team == 'b'" } } }],
      },
    } as KubernetesObject,
  ]);
  const engine = new NetworkEngine(store.snapshot(), profiles.calico);
  store.apply(account('b'));
  const later = engine.after(store.snapshot());
  const verdicts = [engine, later].map((each) => [...connectionsOf(each)].length);
  expect(verdicts).toEqual([1, 2]);
  expect(allAnswers(later)).toEqual(allAnswers(new NetworkEngine(store.snapshot(), profiles.calico)));
});

test('what a policy looks up is looked up again where it is another, and only by policies that name such', () => {
  const service = (selector: object) =>
    ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { selector, ports: [{ port: 5432 }] },
    }) as KubernetesObject;
  const cilium = (name: string, egress: object): KubernetesObject => ({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name, namespace: 'shop' },
    spec: { endpointSelector: { matchLabels: { app: name } }, egress: [egress] },
  });
  const store = clusterStoreOf([
    namespace('shop'),
    pod('shop/web', { ips: ['10.0.0.1'] }),
    pod('shop/api', { ips: ['10.0.0.2'] }),
    pod('shop/db', { ips: ['10.0.0.3'] }),
    service({ app: 'db' }),
    cilium('web', { toServices: [{ k8sService: { serviceName: 'db' } }] }),
    cilium('api', { toEntities: ['world'] }),
  ]);
  const engine = new NetworkEngine(store.snapshot(), profiles.cilium);
  const policyOf = (of: NetworkEngine, name: string) => of.policies.find((each) => each.object.name === name);
  store.apply(service({ app: 'api' }));
  const later = engine.after(store.snapshot());
  expect(policyOf(later, 'api')).toBe(policyOf(engine, 'api'));
  expect(policyOf(later, 'web')?.rules).not.toEqual(policyOf(engine, 'web')?.rules);
});

test('a policy with a port that none named leaves classes and their numbers', () => {
  const { store, engine, rowOf } = small();
  rowOf(engine, 'web');
  store.apply(
    policy('shop/db', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 6000 }] }],
    }),
  );
  const later = engine.after(store.snapshot());
  expect(later.universe.classes).toBe(engine.universe.classes);
  expect(later.universe.ports).not.toBe(engine.universe.ports);
  expect(allAnswers(later)).toEqual(allAnswers(new NetworkEngine(store.snapshot(), profiles.generic)));
  expect(allAnswers(engine)).not.toEqual(allAnswers(later));
});
