import fc from 'fast-check';
import { Check } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { randomWorld } from '../../../testkit/network/random-world.ts';
import { app, pod, policy, world } from '../../../testkit/network/small-world.ts';
import { NetworkMapSchema } from '../map-schema.ts';
import { networkMapOf } from './network-map.ts';
import { portsText } from './ports-text.ts';
import { connectionsOf, possibleConnectionsOf } from './reach.ts';

describe('the map for a page', () => {
  test('lets the page find exactly the connections that there are', () => {
    fc.assert(
      fc.property(randomWorld, ({ engine }) => {
        const { groups, ports, connections = [], possible = [] } = networkMapOf(engine);
        expect(possible.map(([from, to, at]) => `${from} ${to} ${ports[at]}`)).toEqual(
          [...possibleConnectionsOf(engine)].flatMap(({ source, destination, maybe }) =>
            maybe === undefined ? [] : `${source} ${destination} ${portsText(engine, maybe)}`,
          ),
        );
        const told = new Set(connections.map(([from, to, at]) => `${from} ${to} ${ports[at]}`));
        for (const [from, { openEgress }] of groups.entries())
          for (const [to, { openIngress, pods }] of groups.entries())
            if (openEgress && openIngress && (from !== to || pods > 1)) told.add(`${from} ${to} open`);
        const found = [...connectionsOf(engine)].map(
          ({ source, destination, ports: set, unisolated }) =>
            `${source} ${destination} ${unisolated ? 'open' : portsText(engine, set)}`,
        );
        expect([...told].sort()).toEqual(found.sort());
      }),
      { numRuns: 100 },
    );
  });

  test('counts every pod once and has the published form', () => {
    fc.assert(
      fc.property(randomWorld, ({ engine }) => {
        const map = networkMapOf(engine);
        const pods = map.workloads.reduce((sum, workload) => sum + workload.pods, 0);
        expect(pods).toBe(engine.pods.length);
        const cluster = {
          name: 'a',
          profile: 'generic',
          enforces: true,
          facts: [],
          unread: [],
          exposed: [],
          ...map,
        };
        const document = { schema: 'plimsoll.network-map/v1', tool: '0', command: '', time: '' };
        expect(Check(NetworkMapSchema, { ...document, clusters: [cluster] })).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('parts the pods by scopes where there are some: every pair counts once, and a workload says its own', () => {
    const { engine } = world([pod('shop/web'), pod('shop/db'), pod('pay/api')]);
    const map = networkMapOf(engine, {
      scopeOf: ({ namespace }) => (namespace === 'pay' ? 'cde' : '(rest)'),
    });
    expect(map.scopes).toContainEqual({
      source: '(rest)',
      destination: 'cde',
      connected: 2,
      unisolated: 2,
      unknown: 0,
      pairs: 2,
    });
    expect(map.workloads.map(({ name, scope }) => [name, scope])).toEqual([
      ['api', 'cde'],
      ['db', '(rest)'],
      ['web', '(rest)'],
    ]);
    expect(networkMapOf(engine)).not.toHaveProperty('scopes');
  });

  test('leaves single connections out where a page cannot hold them, and says so by their absence', () => {
    const isolate = policy('shop/db', { ...app('db'), ingress: [{ from: [app('web')] }] });
    const { engine } = world([pod('shop/web'), pod('shop/db'), isolate]);
    expect(networkMapOf(engine).connections).toHaveLength(1);
    expect(networkMapOf(engine, { most: 0 })).not.toHaveProperty('connections');
  });
});
