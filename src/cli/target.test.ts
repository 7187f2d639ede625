import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { objectTarget } from '../report/index.ts';
import { isNamed, parseObjectTarget, resolveTargets } from './target.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-target-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('targets', () => {
  it('are the current context when nothing is named, as with kubectl', () => {
    expect(resolveTargets([], {})).toEqual({ manifests: [], snapshots: [], objects: [], live: true });
  });

  it('tells a snapshot from a manifest by its content, not by its name', () => {
    const snapshot = path.join(folder, 'prod.yaml');
    const manifest = path.join(folder, 'api.plimsoll');
    writeFileSync(snapshot, gzipSync('{}'));
    writeFileSync(manifest, 'kind: Pod\n');
    expect(resolveTargets([snapshot, manifest], {})).toEqual({
      manifests: [manifest],
      snapshots: [snapshot],
      objects: [],
      live: false,
    });
  });

  it('reads objects as kubectl names them, with an optional namespace', () => {
    expect(parseObjectTarget('deploy/api')).toEqual({ kind: 'Deployment', name: 'api' });
    expect(parseObjectTarget('payments/sts/db')).toEqual({
      kind: 'StatefulSet',
      name: 'db',
      namespace: 'payments',
    });
    expect(parseObjectTarget('sa/x')).toEqual({ kind: 'ServiceAccount', name: 'x' });
    expect(parseObjectTarget('k8s/api.yaml')).toBeUndefined();
    expect(parseObjectTarget('deploy//api')).toBeUndefined();
  });

  it('reads custom kinds with their group, as kubectl does, one or many', () => {
    const rollout = { group: 'argoproj.io', kind: 'Rollout', namespace: 'shop', name: 'api' };
    for (const text of ['shop/rollout.argoproj.io/api', 'shop/Rollouts.argoproj.io/api']) {
      const target = parseObjectTarget(text);
      expect(target && isNamed(target, rollout)).toBe(true);
      expect(target && isNamed(target, { ...rollout, group: 'example.org' })).toBe(false);
      expect(target && isNamed(target, { ...rollout, namespace: 'dev' })).toBe(false);
    }
    expect(parseObjectTarget('rollout/api')).toBeUndefined();
    expect(parseObjectTarget('k8s/values.yaml/api')).toBeUndefined();
  });

  it('reads every object that a report names', () => {
    for (const [group, kind] of [
      ['', 'Pod'],
      ['', 'Endpoints'],
      ['apps', 'StatefulSet'],
      ['autoscaling', 'HorizontalPodAutoscaler'],
      ['policy', 'PodDisruptionBudget'],
      ['networking.k8s.io', 'NetworkPolicy'],
      ['rbac.authorization.k8s.io', 'ClusterRoleBinding'],
      ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicyBinding'],
      ['gateway.networking.k8s.io', 'HTTPRoute'],
      ['apiextensions.k8s.io', 'CustomResourceDefinition'],
      ['serving.knative.dev', 'Service'],
      ['snapshot.storage.k8s.io', 'VolumeSnapshotClass'],
      ['cilium.io', 'CiliumNetworkPolicy'],
    ] as const)
      for (const namespace of ['', 'shop']) {
        const object = { group, kind, namespace, name: 'a' };
        const target = parseObjectTarget(objectTarget(object));
        expect(target && isNamed(target, object), objectTarget(object)).toBe(true);
      }
  });

  it('keeps reading the context when only an object is named', () => {
    expect(resolveTargets(['deploy/api'], {})).toMatchObject({
      live: true,
      objects: [{ kind: 'Deployment', name: 'api' }],
    });
  });

  it('refuses what does not exist instead of scanning nothing', () => {
    expect(() => resolveTargets(['no/such/folder/here'], {})).toThrow(/There is no "no\/such\/folder\/here"/);
    expect(() => resolveTargets(['manifest.yaml'], {})).toThrow(/There is no "manifest.yaml"/);
  });

  it('reads a context beside files when it is named', () => {
    expect(resolveTargets([folder], { context: ['prod'] })).toMatchObject({
      manifests: [folder],
      live: true,
    });
  });
});
