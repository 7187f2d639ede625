import { describe, expect, test } from 'vitest';
import { pod, policy, world } from '../../../testkit/network/small-world.ts';
import { infrastructureReach } from './infrastructure.ts';

/** Egress of shop/web: closed but for these blocks. */
function reachWith(blocks: readonly { cidr: string; except?: string[]; port?: number }[], ...more: object[]) {
  const egress = blocks.map(({ cidr, except, port }) => ({
    to: [{ ipBlock: { cidr, ...(except && { except }) } }],
    ...(port !== undefined && { ports: [{ port }] }),
  }));
  const closed = policy('shop/web', { podSelector: {}, policyTypes: ['Egress'], egress });
  const { engine } = world([pod('shop/web'), closed, ...(more as never[])]);
  const [web] = engine.pods;
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
    });
  });

  test('a pod that is let out to nobody reaches nothing, wherever it may be', () => {
    expect(reachWith([])).toEqual({ metadata: 'no', kubelet: 'no', apiServer: 'no' });
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

  test('where no address is known, a block may hold it', () => {
    expect(reachWith([{ cidr: '10.1.0.0/16' }])).toMatchObject({ kubelet: 'unknown', apiServer: 'unknown' });
  });

  test('the API server is asked at the endpoints of its Service', () => {
    const at = slice('10.9.0.1', 6443) as never;
    expect(reachWith([{ cidr: '10.9.0.0/24', port: 6443 }], at).apiServer).toBe('yes');
    expect(reachWith([{ cidr: '10.9.0.0/24', port: 443 }], at).apiServer).toBe('no');
  });
});
