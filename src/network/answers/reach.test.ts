import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askedPorts, randomWorld } from '../../../testkit/network/random-world.ts';
import { app, pod, policy, world } from '../../../testkit/network/small-world.ts';
import { has } from '../engine/bitset.ts';
import { portsText } from './ports-text.ts';
import { connectionsOf, namespaceMap } from './reach.ts';

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
