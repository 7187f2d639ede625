import { describe, expect, it } from 'vitest';
import { createClusterStore, type KubernetesObject, manifestCoverage } from '../../cluster/index.ts';
import { workloadRecogniser } from './provider-managed.ts';

const recognise = workloadRecogniser([
  {
    id: 'cloud',
    version: '1',
    title: 'Cloud',
    file: 'providers/cloud.yaml',
    workloads: [
      {
        namespace: 'kube-system',
        kind: 'DaemonSet',
        name: 'aws-node',
        images: ['602401143452.dkr.ecr.*.amazonaws.com/*'],
        reason: 'the provider runs it',
      },
      {
        namespace: '*',
        kind: 'DaemonSet',
        name: 'calico-node',
        images: ['docker.io/calico/*'],
        controls: ['host-network'],
        reason: 'programs the network',
      },
    ],
  },
]);

function recognised(namespace: string, name: string, container: object) {
  const store = createClusterStore();
  const identity = { id: 'test', name: 'test' };
  store.describe({
    identity,
    version: { major: 1, minor: 37, gitVersion: 'v1.37', assumed: true },
    provenance: { source: 'manifests', startedAt: '2026-11-25T09:00:00Z', endedAt: '2026-11-25T09:00:00Z' },
    coverage: manifestCoverage({ complete: true }),
  });
  const daemonSet: KubernetesObject = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace },
    spec: { template: { spec: { containers: [{ name: 'main', ...container }] } } },
  };
  store.apply(daemonSet);
  const [workload] = store.snapshot().workloads();
  if (workload === undefined) throw new Error('the DaemonSet is a workload');
  return recognise(workload, identity) !== undefined;
}

describe('workloads that are not held against anybody', () => {
  it('are known by namespace, name and every image', () => {
    const image = '602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.20.4';
    expect(recognised('kube-system', 'aws-node', { image })).toBe(true);
    expect(recognised('shop', 'aws-node', { image })).toBe(false);
  });

  it("are not known by a registry whose host only ends or begins like the provider's", () => {
    for (const host of [
      '602401143452.dkr.ecr.evil.io/x.amazonaws.com',
      '602401143452.dkr.ecr.a.evil.amazonaws.com',
    ])
      expect(recognised('kube-system', 'aws-node', { image: `${host}/miner:1` })).toBe(false);
  });

  it('are not known when a known image is given a shell to run', () => {
    const image = 'docker.io/calico/node:v3.31.0';
    expect(recognised('anywhere', 'calico-node', { image })).toBe(true);
    expect(
      recognised('anywhere', 'calico-node', { image, command: ['sh', '-c', 'chroot /h nc -e sh x 1'] }),
    ).toBe(false);
    expect(recognised('anywhere', 'calico-node', { image, args: ['/bin/bash'] })).toBe(false);
  });
});
