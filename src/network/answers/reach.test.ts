import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  arbitraryOf,
  type Chooser,
  calicoPolicies,
  ciliumPolicies,
  clusterNetworkPolicies,
  clusterObjects,
  networkPolicies,
} from '../../../testkit/network/generate/index.ts';
import { askedPorts, randomWorld } from '../../../testkit/network/random-world.ts';
import { app, pod, policy, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { has } from '../engine/bitset.ts';
import { isByOwnNode } from './ask.ts';
import { ownNodePairs } from './own-node.ts';
import { portsText } from './ports-text.ts';
import { connectionsOf, namespaceMap, partMap, possibleConnectionsOf } from './reach.ts';

describe('the map', () => {
  test('has exactly the connections that answers allow', () => {
    fc.assert(
      fc.property(randomWorld, ({ engine, answer }) => {
        const { classes, ports: atoms } = engine.universe;
        const connections = [...connectionsOf(engine)];
        for (const from of engine.pods)
          for (const to of engine.pods) {
            if (from === to) continue;
            const found = connections.find(
              ({ source, destination }) =>
                classes[source]?.pods.includes(from) && classes[destination]?.pods.includes(to),
            );
            for (const [protocol, port] of askedPorts) {
              const place = ({ namespace, name }: typeof from) => `${namespace}/${name}`;
              const allowed = found !== undefined && has(found.ports, atoms.at(protocol, port));
              expect(allowed).toBe(answer(place(from), place(to), port, protocol).verdict === 'allow');
            }
          }
      }),
      { numRuns: 100 },
    );
  });

  test('counts pairs as not known exactly where no port surely connects and one may', () => {
    fc.assert(
      fc.property(randomWorld, ({ engine, answer }) => {
        const place = ({ namespace, name }: (typeof engine.pods)[number]) => `${namespace}/${name}`;
        // What comes from the own node of a pod is let in whatever policies say, and the map is about policies.
        fc.pre(engine.pods.every(({ hostNetwork }) => !hostNetwork));
        const asked = new Map<string, { connected: number; unknown: number }>();
        for (const from of engine.pods)
          for (const to of engine.pods) {
            if (from === to) continue;
            const verdicts = engine.universe.ports.atoms.map(
              ({ protocol, first }) => answer(place(from), place(to), first, protocol).verdict,
            );
            const key = `${from.namespace} ${to.namespace}`;
            const count = asked.get(key) ?? { connected: 0, unknown: 0 };
            asked.set(key, count);
            if (verdicts.includes('allow')) count.connected++;
            else if (verdicts.includes('unknown')) count.unknown++;
          }
        for (const { source, destination, connected, unknown } of namespaceMap(engine)) {
          const count = asked.get(`${source} ${destination}`) ?? { connected: 0, unknown: 0 };
          expect({ connected, unknown }).toEqual(count);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('does not tell a pod whose address is not known from one that a block of addresses lets in', () => {
    const block = policy('shop/db', {
      ...app('db'),
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
    });
    const inside = world([pod('shop/web', { ips: ['10.0.0.1'] }), pod('shop/db'), block]);
    const outside = world([pod('shop/web', { ips: ['172.16.0.1'] }), pod('shop/db'), block]);
    const declared = world([pod('shop/web'), pod('shop/db'), block]);
    const told = [inside, outside, declared].map(({ engine }) => {
      const [{ connected, unknown } = { connected: 0, unknown: 0 }] = namespaceMap(engine);
      return { connected, unknown };
    });
    expect(told).toEqual([
      { connected: 2, unknown: 0 },
      { connected: 1, unknown: 0 },
      { connected: 1, unknown: 1 },
    ]);
  });

  test('is parted as asked', () => {
    const { engine } = world([pod('shop/web'), pod('shop/db'), pod('ops/probe')]);
    expect(partMap(engine, ({ name }) => (name === 'db' ? 'cde' : '(rest)'))).toEqual([
      { source: '(rest)', destination: '(rest)', connected: 2, unisolated: 2, unknown: 0, pairs: 2 },
      { source: '(rest)', destination: 'cde', connected: 2, unisolated: 2, unknown: 0, pairs: 2 },
      { source: 'cde', destination: '(rest)', connected: 2, unisolated: 2, unknown: 0, pairs: 2 },
      { source: 'cde', destination: 'cde', connected: 0, unisolated: 0, unknown: 0, pairs: 0 },
    ]);
  });

  const pods = [
    pod('shop/web'),
    pod('shop/web-2', { labels: { app: 'web' } }),
    pod('shop/db'),
    pod('ops/probe'),
  ];

  test('counts pairs of pods, and those that no policy isolates', () => {
    const isolate = policy('shop/db', { ...app('db'), ingress: [{ from: [app('web')] }] });
    const { engine } = world([...pods, isolate]);
    expect(namespaceMap(engine)).toEqual([
      { source: 'ops', destination: 'ops', connected: 0, unisolated: 0, unknown: 0, pairs: 0 },
      { source: 'ops', destination: 'shop', connected: 2, unisolated: 2, unknown: 0, pairs: 3 },
      { source: 'shop', destination: 'ops', connected: 3, unisolated: 3, unknown: 0, pairs: 3 },
      { source: 'shop', destination: 'shop', connected: 6, unisolated: 4, unknown: 0, pairs: 6 },
    ]);
  });

  test('tells ports in ranges, by protocol', () => {
    const ports = [
      { port: 80 },
      { port: 8000, endPort: 8010 },
      { port: 8011 },
      { protocol: 'UDP', port: 53 },
    ];
    const { engine } = world([...pods, policy('shop/db', { ...app('db'), ingress: [{ ports }] })]);
    const texts = [...connectionsOf(engine)].map(({ ports: set }) => portsText(engine, set));
    expect(new Set(texts)).toEqual(new Set(['all connections', 'TCP 80,8000-8011; UDP 53']));
  });
});

/** Worlds of Calico or Cilium with policies of its own and others. */
function pluginWorlds(others: (choose: Chooser) => readonly object[]) {
  return arbitraryOf((choose) => {
    const isCalico = choose.below(2) === 0;
    return world(
      [
        ...clusterObjects(choose),
        ...(isCalico ? calicoPolicies(choose) : ciliumPolicies(choose)),
        ...others(choose),
      ] as KubernetesObject[],
      isCalico ? 'calico' : 'cilium',
    );
  });
}

function pairsOf({ engine }: ReturnType<typeof world>): string[] {
  const { classes } = engine.universe;
  return [...connectionsOf(engine)]
    .map(
      ({ source, destination }) => `${classes[source]?.example.name} ${classes[destination]?.example.name}`,
    )
    .sort();
}

describe('pods of differing families of addresses', () => {
  const single = pod('shop/single', { ips: ['10.0.0.1'] });
  const dual = pod('shop/dual', { ips: ['10.0.0.2', 'fd00::2'] });
  const letsIn = (cidr: string) =>
    policy('shop/in', {
      podSelector: { matchLabels: { app: 'single' } },
      ingress: [{ from: [{ ipBlock: { cidr } }] }],
    });

  test('a rule for the address that only one of two has connects nothing', () => {
    expect(pairsOf(world([single, dual, letsIn('fd00::/64')]))).toEqual(['single dual']);
    expect(pairsOf(world([single, dual, letsIn('10.0.0.0/8')]))).toEqual(['dual single', 'single dual']);
  });

  test('pods without a family in common do not connect, whatever allows it', () => {
    const other = pod('shop/six', { ips: ['fd00::6'] });
    expect(pairsOf(world([single, other]))).toEqual([]);
    expect(pairsOf(world([other, dual]))).toEqual(['dual six', 'six dual']);
  });

  test('a rule that denies one address of a pod leaves the connection by the other', () => {
    const deny = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: { name: 'deny' },
      spec: {
        selector: "app == 'dual'",
        ingress: [{ action: 'Deny', source: { nets: ['fd00::/64'] } }, { action: 'Allow' }],
      },
    } as KubernetesObject;
    const more = pod('shop/more', { ips: ['10.0.0.3', 'fd00::3'] });
    expect(pairsOf(world([dual, more, deny], 'calico'))).toEqual(['dual more', 'more dual']);
  });

  test('with what is not known, and with own nodes, it says all that single questions say', () => {
    const worlds = pluginWorlds((choose) => networkPolicies(choose, 3));
    fc.assert(
      fc.property(worlds, ({ engine, answer }) => {
        const { ports } = engine.universe;
        const found = [...possibleConnectionsOf(engine)];
        const own = [...ownNodePairs(engine)];
        for (const from of engine.pods)
          for (const to of engine.pods) {
            // A class does not tell on which node its pods are, so that of `host` and `remote-node` rows say one thing for both.
            if (from === to || to.hostNetwork) continue;
            if ([from, to].some((pod) => engine.unjudged(pod).length > 0)) continue;
            const [source, destination] = [engine.universe.classOf(from), engine.universe.classOf(to)];
            const connection = found.find(
              (each) => each.source === source && each.destination === destination,
            );
            const { match } = own.find((each) => each.source === from && each.destination === to) ?? {};
            for (const [protocol, port] of askedPorts) {
              const name = ({ namespace, name: of }: typeof from) => `${namespace}/${of}`;
              const { verdict } = answer(name(from), name(to), port, protocol);
              const atom = ports.at(protocol, port);
              const isSure = match === 'yes' || (connection !== undefined && has(connection.ports, atom));
              const isMaybe = match === 'maybe' || (connection?.maybe && has(connection.maybe, atom));
              const told = `${name(from)} ${name(to)} ${protocol} ${port}`;
              // A row of a class in the network of nodes says more than is so of some node, and is said to be not known.
              if (verdict === 'allow') expect(isSure || isMaybe, told).toBe(true);
              if (verdict === 'unknown') expect(isMaybe, told).toBe(true);
              if (isSure && !from.hostNetwork) expect(verdict, told).toBe('allow');
            }
          }
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  test('the map says of every pair and port what the single question says', () => {
    const worlds = pluginWorlds((choose) => [
      ...networkPolicies(choose, 2),
      ...clusterNetworkPolicies(choose, { sharedPriorities: false, nodes: true }),
    ]);
    fc.assert(
      fc.property(worlds, ({ engine, answer }) => {
        const found = [...connectionsOf(engine)];
        for (const from of engine.pods)
          for (const to of engine.pods) {
            // A class does not tell on which node its pods are.
            if (from === to || from.hostNetwork || to.hostNetwork) continue;
            const [source, destination] = [engine.universe.classOf(from), engine.universe.classOf(to)];
            const connection = found.find(
              (each) => each.source === source && each.destination === destination,
            );
            for (const [protocol, port] of askedPorts) {
              const name = ({ namespace, name: of }: typeof from) => `${namespace}/${of}`;
              const { verdict, ingress } = answer(name(from), name(to), port, protocol);
              const atom = engine.universe.ports.at(protocol, port);
              const isInMap = connection !== undefined && has(connection.ports, atom);
              if (!isByOwnNode(ingress))
                expect(isInMap, `${name(from)} ${name(to)} ${protocol} ${port}`).toBe(verdict === 'allow');
            }
          }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});
