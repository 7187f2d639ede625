import { describe, expect, test } from 'vitest';
import { app, namespace, pod, policy, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { gapsOf } from './gaps.ts';

function unjudged(apiVersion: string, kind: string, place: string, spec: object = {}): KubernetesObject {
  const [space, name] = place.split('/');
  const metadata = name === undefined ? { name: place } : { name, namespace: space as string };
  return { apiVersion, kind, metadata, spec };
}

const objects = [
  namespace('shop'),
  namespace('other'),
  pod('shop/web'),
  pod('shop/db'),
  pod('other/web'),
  policy('shop/db', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from: [app('web')] }] }),
];
const calico = unjudged('projectcalico.org/v3', 'NetworkPolicy', 'shop/drop', { selector: 'all()' });

describe('policies that are not judged', () => {
  test('PR: what they may cover is unknown, whatever other policies say; the rest is answered', () => {
    const { answer, problems } = world([...objects, calico], 'generic');
    expect(answer('shop/web', 'shop/db')).toMatchObject({
      verdict: 'unknown',
      ingress: { verdict: 'unknown', policies: ['NetworkPolicy shop/drop'] },
    });
    expect(answer('other/web', 'other/web').verdict).toBe('allow');
    expect(problems).toEqual([expect.stringContaining('network-kind-not-judged NetworkPolicy shop/drop')]);
  });

  test('PR: a cluster-wide one makes every side unknown', () => {
    const wide = unjudged('crd.projectcalico.org/v1', 'GlobalNetworkPolicy', 'drop');
    expect(world([...objects, wide], 'generic').verdict('other/web', '8.8.8.8')).toBe('unknown');
    expect(world([...objects, wide], 'cilium').verdict('other/web', '8.8.8.8')).toBe('allow');
  });

  test('CA-06: staged kinds are never in force', () => {
    const staged = unjudged('projectcalico.org/v3', 'StagedNetworkPolicy', 'shop/drop');
    const { verdict, problems } = world([...objects, staged], 'calico');
    expect(verdict('shop/web', 'shop/db')).toBe('allow');
    expect(problems).toEqual([expect.stringContaining('it is staged')]);
  });

  test('PR-01: security groups of pods are in the cloud, and hold where nobody enforces policies', () => {
    const groups = unjudged('vpcresources.k8s.aws/v1beta1', 'SecurityGroupPolicy', 'shop/db', {
      podSelector: { matchLabels: { app: 'db' } },
    });
    const { answer } = world([...objects, groups], 'eks-vpc-cni-off');
    expect(answer('shop/web', 'shop/db')).toMatchObject({
      verdict: 'unknown',
      egress: { verdict: 'allow' },
      ingress: { verdict: 'unknown', policies: ['SecurityGroupPolicy shop/db'] },
    });
  });

  test('a side that denies is not turned by one that is unknown', () => {
    const { verdict } = world([...objects, calico, pod('shop/cut'), deny('other/web')], 'generic');
    expect(verdict('other/web', 'shop/db')).toBe('deny');
  });

  test('gaps say unknown, and not open', () => {
    const { engine } = world([...objects, calico], 'generic');
    const [other, db] = gapsOf(engine);
    expect(other).toMatchObject({ namespace: 'other', ingress: 'open', internet: 'any-port' });
    expect(db).toMatchObject({ name: 'db', ingress: 'unknown', egress: 'unknown', internet: 'unknown' });
  });
});

function deny(place: string): KubernetesObject {
  return policy(`${place.split('/')[0]}/deny`, { podSelector: {}, policyTypes: ['Egress'] });
}
