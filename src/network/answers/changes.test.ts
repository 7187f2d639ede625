import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chooser } from '../../../testkit/network/generate/choose.ts';
import {
  arbitraryOf,
  calicoPolicies,
  ciliumPolicies,
  clusterObjects,
  networkPolicies,
} from '../../../testkit/network/generate/index.ts';
import { askedPorts, randomChange } from '../../../testkit/network/random-world.ts';
import { app, namespace, pod, policy, world } from '../../../testkit/network/small-world.ts';
import { createClusterStore, type KubernetesObject } from '../../cluster/index.ts';
import { isIn, parseAddress } from '../address.ts';
import { has } from '../engine/bitset.ts';
import { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import { ChangeCauses } from './change-causes.ts';
import { type AddressSet, type ConnectionChange, connectionChanges, type WorkloadSet } from './changes.ts';
import { rangeText } from './external.ts';

describe('connections that change', () => {
  test('are exactly those that answers of both states tell apart, at every port', () => {
    fc.assert(
      fc.property(randomChange, ([before, after]) => {
        const { changes, ports } = connectionChanges(before.engine, after.engine);
        const pods = before.engine.pods;
        for (const from of pods)
          for (const to of pods) {
            if (from === to) continue;
            for (const [protocol, port] of askedPorts) {
              const [was, is] = [before, after].map(
                ({ answer }) => answer(placeOf(from), placeOf(to), port, protocol).verdict,
              );
              const told = changes.filter((change) =>
                isAbout(change, ports.at(protocol, port), [from, to], pods),
              );
              expect(told.map(({ change }) => change)).toEqual(was === is ? [] : [kindOf(was, is)]);
            }
          }
      }),
      { numRuns: 300 },
    );
  });

  test('to and from addresses are those that answers tell apart', () => {
    const addresses = ['10.0.0.200', '8.8.1.1', '9.9.9.9'];
    fc.assert(
      fc.property(randomChange, ([before, after]) => {
        const { changes, ports } = connectionChanges(before.engine, after.engine);
        const pods = before.engine.pods;
        for (const pod of pods)
          for (const address of addresses) {
            for (const [protocol, port] of askedPorts)
              for (const direction of ['egress', 'ingress'] as const) {
                const ends = direction === 'egress' ? [placeOf(pod), address] : [address, placeOf(pod)];
                const [was, is] = [before, after].map(
                  ({ answer }) => answer(ends[0] as string, ends[1] as string, port, protocol).verdict,
                );
                const told = changes.filter(({ from, to, ports: of }) => {
                  const [own, others] = direction === 'egress' ? [from, to] : [to, from];
                  return (
                    'count' in own &&
                    'ranges' in others &&
                    has(of, ports.at(protocol, port)) &&
                    holds(own, pod, undefined, pods) &&
                    holdsAddress(others, address)
                  );
                });
                expect(told.map(({ change }) => change)).toEqual(was === is ? [] : [kindOf(was, is)]);
              }
          }
      }),
      { numRuns: 200 },
    );
  });

  test('are those that answers tell apart also of pods with addresses of both families', () => {
    const policies = (choose: Chooser, isCalico: boolean) =>
      [
        ...networkPolicies(choose, 2),
        ...(isCalico ? calicoPolicies(choose) : ciliumPolicies(choose)),
      ] as KubernetesObject[];
    const states = arbitraryOf((choose) => {
      const isCalico = choose.below(2) === 0;
      const objects = clusterObjects(choose) as KubernetesObject[];
      return [0, 1].map(() =>
        world([...objects, ...policies(choose, isCalico)], isCalico ? 'calico' : 'cilium'),
      );
    });
    fc.assert(
      fc.property(states, ([before, after]) => {
        if (before === undefined || after === undefined) return;
        const { changes, ports, unjudged } = connectionChanges(before.engine, after.engine);
        const { pods } = before.engine;
        if (unjudged.length > 0) return;
        for (const from of pods)
          for (const to of pods) {
            // A class does not tell on which node its pods are.
            if (from === to || from.hostNetwork || to.hostNetwork) continue;
            for (const [protocol, port] of askedPorts) {
              const [was, is] = [before, after].map(
                ({ answer }) => answer(placeOf(from), placeOf(to), port, protocol).verdict,
              );
              const told = changes.filter((change) =>
                isAbout(change, ports.at(protocol, port), [from, to], pods),
              );
              const where = `${placeOf(from)} ${placeOf(to)} ${protocol} ${port}`;
              expect(
                told.map(({ change }) => change),
                where,
              ).toEqual(was === is ? [] : [kindOf(was, is)]);
            }
          }
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  test('follow from the policies that are named: with these put back nothing of them is left', () => {
    fc.assert(
      fc.property(randomChange, ([before, after]) => {
        const found = connectionChanges(before.engine, after.engine);
        const causes = new ChangeCauses(before.engine, after.engine, found);
        for (const change of found.changes) {
          const lists = causes.of(change);
          if (lists.length > 0) expect(change.change).not.toBe('unknown');
          for (const policies of lists) {
            const store = createClusterStore({ from: after.engine.cluster });
            for (const { object } of policies) {
              const old = before.engine.cluster.get(object.key);
              if (old === undefined) store.delete(object.key);
              else store.apply(old.body);
            }
            const back = new NetworkEngine(store.snapshot(), after.engine.profile);
            const left = connectionChanges(before.engine, back).changes.map((each) => endsText(each));
            expect(left).not.toContain(endsText(change));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  const objects = [
    namespace('shop'),
    namespace('dev'),
    pod('shop/web'),
    pod('shop/db'),
    pod('dev/one'),
    pod('dev/two'),
    pod('ops/probe'),
  ];
  const isolated = policy('shop/db', { ...app('db'), ingress: [{ from: [app('web')] }] });

  test('are told of a destination at once, by whom and on which ports', () => {
    const opened = policy('shop/db', {
      ...app('db'),
      ingress: [{ from: [app('web')] }, { from: [{ namespaceSelector: {} }], ports: [{ port: 5432 }] }],
    });
    expect(told([...objects, isolated], [...objects, opened])).toEqual([
      'gains dev/*, ops/probe → shop/db: TCP 5432',
    ]);
    expect(told([...objects, opened], [...objects, isolated])).toEqual([
      'loses dev/*, ops/probe → shop/db: TCP 5432',
    ]);
  });

  test('everybody and the internet are told as such', () => {
    expect(told([...objects, isolated], objects)).toEqual([
      'gains internet → shop/db: all connections',
      'gains dev/*, ops/probe → shop/db: all connections',
    ]);
    const closed = policy('shop/closed', { podSelector: {}, policyTypes: ['Ingress'] });
    expect(told(objects, [...objects, closed])).toEqual([
      'loses internet → shop/*: all connections',
      'loses everybody → shop/*: all connections',
    ]);
  });

  test('a namespace that is cut off is one change, and what stays is told by its ports', () => {
    const dns = policy('dev/dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }],
    });
    expect(told(objects, [...objects, dns])).toEqual([
      'loses dev/* → internet: all connections but UDP 53',
      'loses dev/* → everybody: all connections but UDP 53',
    ]);
  });

  test('addresses that stay, or that alone are gained, are told', () => {
    const out = (...cidrs: string[]) =>
      policy('ops/probe', {
        ...app('probe'),
        policyTypes: ['Egress'],
        egress: [{ to: cidrs.map((cidr) => ({ ipBlock: { cidr } })) }],
      });
    const withAddress = [...objects.slice(0, -1), pod('ops/probe', { ips: ['10.1.0.1'] })];
    const found = told(withAddress, [...withAddress, out('8.8.8.0/24')]);
    expect(found[0]).toBe('loses ops/probe → internet but 8.8.8.0-8.8.8.255: all connections');
    expect(
      told([...withAddress, out('8.8.8.0/24')], [...withAddress, out('8.8.8.0/24', '9.0.0.0/8')])[0],
    ).toBe('gains ops/probe → 9.0.0.0-9.255.255.255: all connections');
  });

  test('what depends on an address that is not known is not known, and never lost', () => {
    const block = policy('shop/db', {
      ...app('db'),
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
    });
    const found = told(objects, [...objects, block]);
    expect(found).toContain('unknown everybody → shop/db: all connections');
    expect(found.filter((each) => each.startsWith('loses'))).toEqual([
      'loses internet → shop/db: all connections',
    ]);
  });

  test('workloads that policies cover which are not judged are told apart', () => {
    const unjudged: KubernetesObject = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: { name: 'drop', namespace: 'shop' },
      spec: { selector: 'all()' },
    };
    const { changes, unjudged: found } = changesOf(objects, [...objects, isolated, unjudged]);
    expect(changes).toEqual([]);
    expect(found.map(({ workload: { name }, policies }) => [name, ...policies])).toEqual([
      ['db', 'NetworkPolicy shop/drop'],
      ['web', 'NetworkPolicy shop/drop'],
    ]);
  });

  test('workloads of one state alone are told apart, and other policies that mean the same are no change', () => {
    const same = policy('shop/db', {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['db'] }] },
      policyTypes: ['Ingress'],
      ingress: [{ from: [app('web')] }, { from: [app('web')], ports: [{ port: 80 }] }],
    });
    const { changes, policies, added, removed, mayHide } = changesOf(
      [...objects, pod('dev/old'), isolated],
      [...objects, pod('dev/new'), same],
    );
    expect({ changes, mayHide }).toEqual({ changes: [], mayHide: false });
    expect(policies.map(({ change, object }) => `${change} ${object.name}`)).toEqual(['changed db']);
    expect([added, removed].map((all) => all.map(({ name }) => name))).toEqual([['new'], ['old']]);
  });

  test('pods of one workload are one, whatever their names', () => {
    const owned = (name: string, owner: string, uid: string): KubernetesObject => {
      const body = pod(`shop/${name}`, { labels: { app: 'api' } });
      return {
        ...body,
        metadata: {
          ...body.metadata,
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'StatefulSet', name: owner, uid, controller: true },
          ],
        },
      };
    };
    const set = (uid: string): KubernetesObject => ({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'api', namespace: 'shop', uid },
      spec: { selector: { matchLabels: { app: 'api' } }, template: { metadata: { labels: { app: 'api' } } } },
    });
    const before = [...objects, set('1'), owned('api-a', 'api', '1'), owned('api-b', 'api', '1')];
    const after = [...objects, set('1'), owned('api-c', 'api', '1'), isolated];
    expect(changesOf(before, after)).toMatchObject({ added: [], removed: [] });
    expect(told(before, after)).toEqual([
      'loses internet → shop/db: all connections',
      'loses dev/*, ops/probe, shop/api → shop/db: all connections',
    ]);
  });
});

function changesOf(before: readonly KubernetesObject[], after: readonly KubernetesObject[]) {
  return connectionChanges(world(before).engine, world(after).engine);
}

function told(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): string[] {
  return changesOf(before, after).changes.map(
    ({ change, from, to, portsText }) => `${change} ${endText(from)} → ${endText(to)}: ${portsText}`,
  );
}

function endText(end: WorkloadSet | AddressSet): string {
  if ('count' in end)
    return end.everybody
      ? 'everybody'
      : [...end.namespaces.map((each) => `${each}/*`), ...end.workloads.map(placeOf)].join(', ');
  const texts = (end.internetBut ?? end.ranges).map(rangeText).join(', ');
  if (end.internetBut === undefined) return texts;
  return texts === '' ? 'internet' : `internet but ${texts}`;
}

function placeOf({ namespace: space, name }: { readonly namespace: string; readonly name: string }): string {
  return `${space}/${name}`;
}

function kindOf(was: string | undefined, is: string | undefined): ConnectionChange['change'] {
  if (was === 'unknown' || is === 'unknown') return 'unknown';
  return is === 'allow' ? 'gains' : 'loses';
}

/** Whether a pod is in a set: all but the other end, where that is one workload. */
function holds(
  set: ConnectionChange['from'],
  own: NetworkPod,
  other: readonly [ConnectionChange['from'], NetworkPod] | undefined,
  pods: readonly NetworkPod[],
): boolean {
  if (!('count' in set)) return false;
  if (set.everybody) return other === undefined || own !== other[1];
  if (set.namespaces.includes(own.namespace)) return true;
  expect(set.count).toBeLessThan(pods.length);
  return set.workloads.some(({ namespace: space, name }) => space === own.namespace && name === own.name);
}

function holdsAddress({ ranges }: AddressSet, text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && ranges.some((range) => isIn(address, range));
}

function isAbout(
  change: ConnectionChange,
  port: number,
  [from, to]: readonly [NetworkPod, NetworkPod],
  pods: readonly NetworkPod[],
): boolean {
  return (
    has(change.ports, port) &&
    holds(change.from, from, [change.to, to], pods) &&
    holds(change.to, to, [change.from, from], pods)
  );
}

function endsText({ change, from, to, portsText }: ConnectionChange): string {
  const end = (of: ConnectionChange['from']) => ('ranges' in of ? of.ranges.map(rangeText) : of);
  return JSON.stringify([change, end(from), end(to), portsText]);
}
