import { describe, expect, test } from 'vitest';
import { pod, policy, world } from '../../../testkit/network/small-world.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { NetworkEngine } from '../engine/network-engine.ts';
import { profiles } from '../profile.ts';
import { infrastructureReach } from './infrastructure.ts';

/** Egress of shop/web: closed but for these blocks. */
function reachWith(blocks: readonly { cidr: string; except?: string[]; port?: number }[], ...more: object[]) {
  const egress = blocks.map(({ cidr, except, port }) => ({
    to: [{ ipBlock: { cidr, ...(except && { except }) } }],
    ...(port !== undefined && { ports: [{ port }] }),
  }));
  const closed = policy('shop/web', { podSelector: {}, policyTypes: ['Egress'], egress });
  const { engine } = world([pod('shop/web'), closed, ...(more as never[])]);
  const web = engine.pods.find(({ name }) => name === 'web');
  if (web === undefined) throw new Error('there is no pod');
  return infrastructureReach(engine, web);
}

const node = (address: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1' },
  status: { addresses: [{ type: 'InternalIP', address }] },
});

const slice = (address: string, port: number) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    namespace: 'default',
    name: 'kubernetes',
    labels: { 'kubernetes.io/service-name': 'kubernetes' },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: [address] }],
  ports: [{ name: 'https', port, protocol: 'TCP' }],
});

describe('what an intruder tries first', () => {
  test('nothing closes a pod without a policy', () => {
    const { engine } = world([pod('shop/web')]);
    const [web] = engine.pods;
    expect(web && infrastructureReach(engine, web)).toEqual({
      metadata: 'yes',
      kubelet: 'yes',
      apiServer: 'yes',
      nodePorts: 'no',
      etcd: 'unknown',
    });
  });

  test('a pod that is let out to nobody reaches nothing, wherever it may be', () => {
    expect(reachWith([])).toEqual({
      metadata: 'no',
      kubelet: 'no',
      apiServer: 'no',
      nodePorts: 'no',
      etcd: 'no',
    });
  });

  test('the metadata address is in 0.0.0.0/0 unless it is excepted', () => {
    expect(reachWith([{ cidr: '0.0.0.0/0' }]).metadata).toBe('yes');
    expect(reachWith([{ cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] }]).metadata).toBe('no');
    expect(reachWith([{ cidr: '0.0.0.0/0', port: 443 }]).metadata).toBe('no');
  });

  test('the kubelet is asked at the nodes that were read, on its port', () => {
    const at = node('10.1.0.4') as never;
    expect(reachWith([{ cidr: '10.1.0.0/16' }], at).kubelet).toBe('yes');
    expect(reachWith([{ cidr: '10.1.0.0/16', port: 443 }], at).kubelet).toBe('no');
    expect(reachWith([{ cidr: '10.2.0.0/16' }], at).kubelet).toBe('no');
  });

  test('where no address is known, a block may hold it, and all together do', () => {
    expect(reachWith([{ cidr: '10.1.0.0/16' }])).toMatchObject({ kubelet: 'unknown', apiServer: 'unknown' });
    const most = reachWith([{ cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] }]);
    expect(most).toMatchObject({ metadata: 'no', kubelet: 'yes', apiServer: 'yes' });
    expect(reachWith([{ cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] }]).kubelet).toBe('unknown');
  });

  // https://kubernetes.io/docs/reference/networking/ports-and-protocols/: the kubelet is at 10250
  test('where no address is known, the port of the kubelet is, and not that of the API server', () => {
    expect(reachWith([{ cidr: '0.0.0.0/0', port: 443 }])).toMatchObject({
      kubelet: 'no',
      apiServer: 'unknown',
    });
    expect(reachWith([{ cidr: '0.0.0.0/0', port: 10_250 }]).kubelet).toBe('yes');
  });

  test('rules without peers and ports let out to wherever it is', () => {
    const all = policy('shop/web', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] });
    const { engine } = world([pod('shop/web'), all]);
    const [web] = engine.pods;
    expect(web && infrastructureReach(engine, web)).toMatchObject({ kubelet: 'yes', apiServer: 'yes' });
  });

  test('of nodes that are not all read, another may be reached', () => {
    expect(reachWith([{ cidr: '10.2.0.0/16' }], node('10.1.0.4') as never).kubelet).toBe('no');
    const part = clusterOf(
      [
        pod('shop/web'),
        node('10.1.0.4') as never,
        policy('shop/web', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: [{ ipBlock: { cidr: '10.2.0.0/16' } }] }],
        }),
      ],
      { coverage: { resources: [], notConnected: [{ source: 'whole-cluster', meaning: 'a part' }] } },
    );
    const engine = new NetworkEngine(part, profiles.generic);
    const [web] = engine.pods;
    expect(web && infrastructureReach(engine, web).kubelet).toBe('unknown');
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html: [fd00:ec2::254]
  test('the metadata address of IPv6 is one for pods that have such addresses, and perhaps for those of none known', () => {
    const out = (egress: readonly object[], ips: readonly string[]) => {
      const closed = policy('shop/web', { podSelector: {}, policyTypes: ['Egress'], egress });
      const { engine } = world([pod('shop/web', { ips }), closed]);
      const [web] = engine.pods;
      return web && infrastructureReach(engine, web).metadata;
    };
    const six = [{ to: [{ ipBlock: { cidr: '::/0' } }] }];
    expect(out(six, ['2001:db8::5'])).toBe('yes');
    expect(out(six, ['10.1.0.1'])).toBe('no');
    expect(out(six, [])).toBe('unknown');
    const without = [{ to: [{ ipBlock: { cidr: '::/0', except: ['fd00::/8'] } }] }];
    expect(out(without, ['2001:db8::5'])).toBe('no');
  });

  test('of IPv6 each provider has its own metadata address, and Azure has none', () => {
    const closed = policy('shop/web', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: 'fd00:ec2::/32' } }] }],
    });
    const out = (provider: 'eks' | 'gke' | 'aks' | 'unknown') => {
      const identity = { id: 'c', name: 'c', provider };
      const cluster = clusterOf([pod('shop/web', { ips: ['2001:db8::5'] }), closed], { identity });
      const engine = new NetworkEngine(cluster, profiles.generic);
      const [web] = engine.pods;
      return web && infrastructureReach(engine, web).metadata;
    };
    expect([out('eks'), out('gke'), out('aks'), out('unknown')]).toEqual(['yes', 'no', 'no', 'yes']);
  });

  // https://docs.cilium.io/en/stable/security/policy/language/#entities-based
  test('the own node of a pod is one of Cilium too', () => {
    const out = (entity: string, nodeName?: string) => {
      const { engine } = world(
        [
          pod('shop/web', { ips: ['10.0.0.1'], spec: { nodeName } }),
          node('10.1.0.4') as never,
          {
            apiVersion: 'cilium.io/v2',
            kind: 'CiliumNetworkPolicy',
            metadata: { namespace: 'shop', name: 'web' },
            spec: { endpointSelector: {}, egress: [{ toEntities: [entity] }] },
          },
        ],
        'cilium',
      );
      const [web] = engine.pods;
      return web && infrastructureReach(engine, web).kubelet;
    };
    expect([out('host', 'node-1'), out('remote-node', 'node-1')]).toEqual(['yes', 'no']);
    expect([out('host', 'node-2'), out('remote-node', 'node-2')]).toEqual(['no', 'yes']);
    expect(out('world', 'node-1')).toBe('no');
  });

  const nodePort = (port?: number) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'shop', name: 'db' },
    spec: {
      type: 'NodePort',
      selector: { app: 'db' },
      ports: [{ port: 80, targetPort: 5432, ...(port !== undefined && { nodePort: port }) }],
    },
  });

  test('a port that a Service opens on nodes is asked about at the nodes, and at the pods behind it', () => {
    const at = [node('10.1.0.4'), nodePort(30_080)];
    expect(reachWith([{ cidr: '10.1.0.0/16', port: 30_080 }], ...at).nodePorts).toBe('yes');
    expect(reachWith([{ cidr: '10.1.0.0/16', port: 443 }], ...at).nodePorts).toBe('no');
    const both = [...at, pod('shop/db', { ips: ['10.3.0.1'] })];
    expect(reachWith([{ cidr: '10.1.0.0/16' }], ...both).nodePorts).toBe('unknown');
    expect(reachWith([{ cidr: '10.1.0.0/16' }, { cidr: '10.3.0.0/16' }], ...both).nodePorts).toBe('yes');
    expect(reachWith([{ cidr: '10.4.0.0/16' }], ...both).nodePorts).toBe('no');
  });

  // https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport: 30000-32767
  test('of a port that the API server gives, the range is known', () => {
    const at = [node('10.1.0.4'), nodePort()];
    expect(reachWith([{ cidr: '10.1.0.0/16' }], ...at).nodePorts).toBe('yes');
    expect(reachWith([{ cidr: '10.1.0.0/16', port: 443 }], ...at).nodePorts).toBe('no');
    expect(reachWith([{ cidr: '10.1.0.0/16', port: 30_080 }], ...at).nodePorts).toBe('unknown');
  });

  test('etcd is where its pods run, else on nodes of the control plane, and not in a cluster without these', () => {
    const etcd = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'kube-system', name: 'etcd-one', labels: { component: 'etcd' } },
      spec: { hostNetwork: true, nodeName: 'node-1', containers: [] },
      status: { podIP: '10.1.0.4' },
    };
    const control = {
      ...node('10.1.0.4'),
      metadata: { name: 'node-1', labels: { 'node-role.kubernetes.io/control-plane': '' } },
    };
    const out = (...more: object[]) => reachWith([{ cidr: '10.1.0.0/16', port: 2_379 }], ...more).etcd;
    expect([out(etcd), out(control), out(node('10.1.0.4')), out()]).toEqual(['yes', 'yes', 'no', 'unknown']);
    expect(reachWith([{ cidr: '10.1.0.0/16', port: 443 }], etcd).etcd).toBe('no');
  });

  test('the API server is asked at the endpoints of its Service', () => {
    const at = slice('10.9.0.1', 6443) as never;
    expect(reachWith([{ cidr: '10.9.0.0/24', port: 6443 }], at).apiServer).toBe('yes');
    expect(reachWith([{ cidr: '10.9.0.0/24', port: 443 }], at).apiServer).toBe('no');
  });
});
