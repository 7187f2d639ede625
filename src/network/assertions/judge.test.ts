import { describe, expect, it } from 'vitest';
import { app, namespace, node, pod, policy, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { parseBlock } from '../address.ts';
import type { ProfileId } from '../profile.ts';
import type { AssertedParty, Assertion } from './assertion.ts';
import { judgeAssertions } from './judge.ts';

const inNamespace = (...namespaces: string[]): AssertedParty => ({ type: 'pods', namespaces });
const workload = (text: string): AssertedParty => {
  const [space = '', name = ''] = text.split('/');
  return { type: 'workload', namespace: space, name };
};
const addresses = (...texts: string[]): AssertedParty => ({
  type: 'addresses',
  blocks: texts.flatMap((text) => parseBlock(text) ?? []),
});

function judged(
  objects: readonly KubernetesObject[],
  kind: Assertion['kind'],
  from: AssertedParty,
  to: AssertedParty,
  { port, profile, unread = [] }: { port?: number; profile?: ProfileId; unread?: readonly string[] } = {},
) {
  const assertion: Assertion = {
    id: 'a',
    kind,
    from: [from],
    to: [to],
    ...(port !== undefined && { port: { protocol: 'TCP', port } }),
  };
  const options = { isInScope: () => false, unread };
  const [only] = judgeAssertions(world(objects, profile).engine, [assertion], options);
  if (only === undefined) throw new Error('nothing was judged');
  return only;
}

const shop = [
  namespace('shop'),
  namespace('dev'),
  pod('shop/web', { ips: ['10.0.0.1'] }),
  pod('shop/db', { ips: ['10.0.0.2'] }),
  pod('dev/tool', { ips: ['10.0.0.3'] }),
];
/** `db` is reached by `web` on 5432 alone. */
const closed = policy('shop/db', {
  ...app('db'),
  ingress: [{ from: [app('web')], ports: [{ port: 5432 }] }],
});

describe('deny', () => {
  it('holds where the destination lets nobody of the source in, and names the policy that it relies on', () => {
    const { verdict, policies, witnesses } = judged(
      [...shop, closed],
      'deny',
      inNamespace('dev'),
      workload('shop/db'),
    );
    expect([verdict, policies, witnesses]).toEqual(['holds', ['NetworkPolicy shop/db'], []]);
  });

  it('is broken by one connection, which is told with what lets it through', () => {
    const { verdict, witnesses } = judged(
      [...shop, closed],
      'deny',
      inNamespace('shop'),
      workload('shop/db'),
    );
    expect(verdict).toBe('broken');
    expect(witnesses).toEqual([
      expect.objectContaining({
        source: 'shop/web',
        destination: 'shop/db',
        protocol: 'TCP',
        port: 5432,
        ingress: expect.objectContaining({ policies: ['NetworkPolicy shop/db'] }),
        egress: expect.objectContaining({ policies: [], reason: 'no policy isolates it' }),
      }),
    ]);
  });

  it('is about its port alone', () => {
    const ask = (port: number) =>
      judged([...shop, closed], 'deny', inNamespace('shop'), workload('shop/db'), { port }).verdict;
    expect([ask(5432), ask(5433)]).toEqual(['broken', 'holds']);
  });

  it('is broken by an open way to the metadata address, and holds where egress is closed', () => {
    const metadata = addresses('169.254.169.254/32');
    expect(judged(shop, 'deny', inNamespace('shop'), metadata).witnesses[0]?.destination).toBe(
      '169.254.169.254',
    );
    const egress = policy('shop/out', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] }],
    });
    const { verdict, policies } = judged([...shop, egress], 'deny', inNamespace('shop'), metadata);
    expect([verdict, policies]).toEqual(['holds', ['NetworkPolicy shop/out']]);
    expect(judged([...shop, egress], 'deny', inNamespace('shop'), { type: 'internet' }).verdict).toBe(
      'broken',
    );
  });

  it('takes pods by their addresses too, and does not know where these are not known', () => {
    const cut = policy('dev/out', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ namespaceSelector: {} }] }],
    });
    const block = addresses('10.0.0.0/24');
    expect(judged([...shop, cut], 'deny', inNamespace('dev'), block).verdict).toBe('broken');
    const declared = [namespace('shop'), namespace('dev'), pod('shop/web'), pod('dev/tool'), cut];
    const unknown = judged(declared, 'deny', inNamespace('dev'), block);
    expect([unknown.verdict, unknown.reasons]).toEqual([
      'unknown',
      ['the address of a pod is not known, so that it may be one of those that are named'],
    ]);
    expect(judged(declared, 'deny', inNamespace('dev'), addresses('169.254.0.0/16')).verdict).toBe('holds');
  });

  it('is not known where a rule is about addresses and that of the pod is not known', () => {
    const byAddress = policy('shop/db', {
      ...app('db'),
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
    });
    const objects = [namespace('shop'), namespace('dev'), pod('shop/db'), pod('dev/tool'), byAddress];
    const { verdict, reasons, witnesses } = judged(objects, 'deny', inNamespace('dev'), workload('shop/db'));
    expect([verdict, reasons]).toEqual(['unknown', ['a rule may allow it, by an address that is not known']]);
    expect(witnesses[0]).toMatchObject({ source: 'dev/tool', verdict: 'unknown' });
  });

  it('is not known where a policy is not judged that may cover the destination, unless the source is closed', () => {
    const fqdn = {
      apiVersion: 'networking.gke.io/v1alpha1',
      kind: 'FQDNNetworkPolicy',
      metadata: { name: 'f', namespace: 'shop' },
      spec: { podSelector: {} },
    } as KubernetesObject;
    const ask = (...more: KubernetesObject[]) =>
      judged([...shop, fqdn, ...more], 'deny', inNamespace('dev'), workload('shop/db'), {
        profile: 'gke-dataplane-v2',
      }).verdict;
    expect(ask()).toBe('unknown');
    expect(ask(policy('dev/none', { podSelector: {}, policyTypes: ['Egress'] }))).toBe('holds');
  });

  it('is about what policies can forbid: not a pod and itself, and not what comes from the own node', () => {
    expect(judged([...shop, closed], 'deny', workload('shop/db'), workload('shop/db')).verdict).toBe('holds');
    const agent = pod('dev/agent', { hostNetwork: true, ips: ['192.168.0.1'], spec: { nodeName: 'n1' } });
    const placed = pod('shop/db', { ips: ['10.0.0.2'], spec: { nodeName: 'n1' } });
    const objects = [namespace('shop'), namespace('dev'), node('n1', '192.168.0.1'), agent, placed, closed];
    expect(judged(objects, 'deny', inNamespace('dev'), workload('shop/db')).verdict).toBe('holds');
  });

  it('is broken by a node under Cilium, where a rule about entities lets it in and a block of addresses would not', () => {
    const nodes = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'c', namespace: 'shop' },
      spec: { endpointSelector: {}, ingress: [{ fromEntities: ['remote-node'] }] },
    } as KubernetesObject;
    const far = pod('shop/db', { ips: ['10.0.0.2'], spec: { nodeName: 'n1' } });
    const objects = [namespace('shop'), node('n1', '192.168.0.1'), node('n2', '192.168.0.2'), far];
    const ask = (...more: KubernetesObject[]) =>
      judged([...objects, ...more], 'deny', addresses('192.168.0.0/24'), workload('shop/db'), {
        profile: 'cilium',
      });
    expect(ask(nodes).witnesses.map(({ source }) => source)).toEqual(['192.168.0.2']);
    const none = { ...nodes, spec: { endpointSelector: {}, ingress: [{}] } } as KubernetesObject;
    expect(ask(none).verdict).toBe('holds');
  });
});

describe('only', () => {
  it('holds where nobody else reaches it, and what is in the destination does not count', () => {
    const both = [...shop, pod('shop/db-2', { labels: { app: 'db' }, ips: ['10.0.0.9'] }), closed];
    const { verdict } = judged(both, 'only', workload('shop/web'), inNamespace('shop'));
    expect(verdict).toBe('broken');
    expect(judged(both, 'only', workload('shop/web'), workload('shop/db')).verdict).toBe('holds');
  });

  it('is broken from elsewhere in the cluster and from outside, unless these are named', () => {
    const { witnesses } = judged(shop, 'only', workload('shop/web'), workload('shop/db'));
    expect(witnesses.map(({ source }) => source)).toEqual(['dev/tool', '0.0.0.0']);
    const open = policy('shop/db', {
      ...app('db'),
      ingress: [{ from: [{ ipBlock: { cidr: '8.8.8.0/24' } }] }],
    });
    expect(judged([...shop, open], 'only', workload('shop/web'), workload('shop/db')).witnesses).toEqual([
      expect.objectContaining({ source: '8.8.8.0' }),
    ]);
    expect(judged([...shop, open], 'only', { type: 'internet' }, workload('shop/db')).verdict).toBe('holds');
  });
});

describe('allow', () => {
  it('holds where all of the source reach all of the destination, and is broken by one that does not', () => {
    const ask = (from: AssertedParty) =>
      judged([...shop, closed], 'allow', from, workload('shop/db'), { port: 5432 });
    expect(ask(workload('shop/web')).verdict).toBe('holds');
    expect(ask({ type: 'pods' }).witnesses).toEqual([
      expect.objectContaining({ source: 'dev/tool', verdict: 'deny' }),
    ]);
  });

  it('asks for every address, of the families that a pod has', () => {
    const some = policy('shop/out', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['8.8.8.8/32'] } }] }],
    });
    const ask = (to: AssertedParty) =>
      judged([...shop, some], 'allow', workload('shop/web'), to, { port: 443 });
    expect(ask({ type: 'internet' }).witnesses[0]?.destination).toBe('8.8.8.8');
    expect(ask(addresses('9.0.0.0/8')).verdict).toBe('holds');
  });
});

describe('what is not known is never a pass', () => {
  it('a party that matches nobody', () => {
    const { verdict, reasons } = judged(
      [...shop, closed],
      'deny',
      inNamespace('prod'),
      workload('shop/gone'),
    );
    expect([verdict, reasons]).toEqual(['unknown', ['from matches nobody', 'to matches nobody']]);
  });

  it('two parties of addresses that no pod has', () => {
    const { verdict, reasons } = judged(shop, 'deny', addresses('8.8.8.8/32'), { type: 'internet' });
    expect([verdict, reasons]).toEqual([
      'unknown',
      ['no policy is about what addresses without pods send each other'],
    ]);
  });

  it('a kind that could not be read', () => {
    const unread = ['NetworkPolicy: forbidden'];
    const { verdict, reasons } = judged([...shop, closed], 'deny', inNamespace('dev'), workload('shop/db'), {
      unread,
    });
    expect([verdict, reasons]).toEqual(['unknown', ['not everything was read: NetworkPolicy: forbidden']]);
  });
});

it('goes by addresses of the families that both have, on one side too', () => {
  const objects = [
    namespace('shop'),
    namespace('dev'),
    pod('dev/tool', { ips: ['fd00::2:2'] }),
    pod('shop/db', { ips: ['fd00::1:1', '10.0.1.1'] }),
    policy('dev/out', { ...app('tool'), egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
  ];
  const asked = [inNamespace('dev'), inNamespace('shop'), { profile: 'calico' }] as const;
  expect(judged(objects, 'allow', ...asked).verdict).toBe('broken');
  expect(judged(objects, 'deny', ...asked).verdict).toBe('holds');
});
