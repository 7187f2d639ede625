import { expect, test } from 'vitest';
import { pod, policy, world } from '../../testkit/network/small-world.ts';
import { ask } from './answers/ask.ts';
import { detectProfile } from './detect-profile.ts';
import { NetworkEngine } from './engine/network-engine.ts';
import { profiles } from './profile.ts';
import { type ProfileChoices, profileChoices, wantedProfile } from './profile-settings.ts';
import type { Question } from './question.ts';

const by = { profile: '--profile', options: '--profile-option' };
const block = (cidr: string) =>
  policy('shop/db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ ipBlock: { cidr } }] }],
  });
const objects = [
  pod('shop/web', { ips: ['10.0.0.1'] }),
  pod('shop/db', { ips: ['10.0.0.2'], spec: { nodeName: 'a' } }),
  pod('shop/bare', { ips: ['10.0.0.3'] }),
  pod('shop/agent', { ips: ['10.9.0.1'], hostNetwork: true, spec: { nodeName: 'b' } }),
  pod('shop/own', { ips: ['10.8.0.1'], hostNetwork: true, spec: { nodeName: 'a' } }),
];
const found = detectProfile(world(objects).engine.cluster);

test.each<[keyof ProfileChoices, string, string, object | undefined, string, string]>([
  ['enforces', 'bare', 'db', undefined, 'deny', 'allow'],
  ['networkPolicies', 'bare', 'db', undefined, 'deny', 'allow'],
  ['ipBlockMatchesPods', 'web', 'db', undefined, 'allow', 'deny'],
  ['ipBlockMatchesNodes', 'agent', 'db', undefined, 'allow', 'deny'],
  ['filtersOwnNode', 'own', 'db', undefined, 'deny', 'allow'],
  ['isolatesAll', 'web', 'bare', undefined, 'deny', 'allow'],
  ['icmpByRules', 'web', 'db', { protocol: 'ICMP', type: 8 }, 'allow', 'unknown'],
])('%s: from %s to %s', (name, from, to, traffic, whenTrue, whenFalse) => {
  const isNode = name.endsWith('Nodes');
  const blocks = isNode ? block('10.9.0.0/16') : block('10.0.0.1/32');
  const { cluster } = world([...objects, blocks]).engine;
  const asked = (value: boolean) => {
    const { profile } = wantedProfile(found, [{ profile: 'generic', options: { [name]: value }, by }]);
    const end = (place: string) => ({ type: 'pod', namespace: 'shop', name: place }) as const;
    const question = {
      source: end(from),
      destination: end(to),
      ...(traffic ?? { protocol: 'TCP', port: 80 }),
    };
    return ask(new NetworkEngine(cluster, profile), question as Question).verdict;
  };
  expect([asked(true), asked(false)]).toEqual([whenTrue, whenFalse]);
});

test('clusterNetworkPolicies: whether these kinds are among those that are known', () => {
  const kinds = (value: boolean) =>
    wantedProfile(found, [{ profile: 'cilium', options: { clusterNetworkPolicies: value }, by }]).profile
      .options.kinds;
  expect(kinds(true)).toEqual(['ClusterNetworkPolicy', 'AdminNetworkPolicy', 'Cilium']);
  expect(kinds(false)).toEqual(['Cilium']);
});

test('the last of several wins, and the evidence tells who said what', () => {
  const wanted = wantedProfile(found, [
    {
      profile: 'calico',
      options: { ipBlockMatchesPods: false, isolatesAll: true },
      by: { profile: 'file', options: 'file' },
    },
    { profile: 'cilium', options: { ipBlockMatchesPods: true }, by },
  ]);
  expect(wanted.profile.id).toBe('cilium');
  expect(wanted.profile.options).toMatchObject({ ipBlockMatchesPods: true, isolatesAll: true });
  expect(wanted.evidence).toEqual([
    'it was named by --profile',
    'ipBlockMatchesPods is false by file',
    'isolatesAll is true by file',
    'ipBlockMatchesPods is true by --profile-option',
  ]);
});

test('what is said already changes nothing of the profile, and it stays as certain as it was', () => {
  expect(wantedProfile(found, [{ by }])).toEqual(found);
  const { certain } = wantedProfile(found, [{ options: { isolatesAll: false }, by }]);
  expect(certain).toBe(found.certain);
  expect(profileChoices).toContain('enforces');
  expect(profiles.generic.enforces).toBe(true);
});
