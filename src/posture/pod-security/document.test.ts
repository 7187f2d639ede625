import { Check } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { loadShippedCatalogue } from '../../../testkit/catalogue/read-catalogue.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { type KubernetesObject, manifestCoverage, type Origin } from '../../cluster/index.ts';
import { labelCommand, labelsOf } from './advice.ts';
import { assessPodSecurity } from './assess-cluster.ts';
import { podSecurityDocument } from './document.ts';
import { podSecurityGate } from './gate.ts';
import type { StrictLevel } from './level.ts';
import { PodSecurityDocumentSchema } from './schema.ts';

const catalogue = loadShippedCatalogue({ cases: false });
const origin: Origin = {
  file: 'shop.yaml',
  line: 1,
  column: 1,
  locate: (path) => ({ file: 'shop.yaml', line: path.length, column: 3 }),
};
const namespace = (name: string, labels: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const api = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api', namespace: 'shop' },
  spec: {
    template: {
      spec: { containers: [{ name: 'app', image: 'app', securityContext: { privileged: true } }] },
    },
  },
};

function told(objects: readonly KubernetesObject[], level?: StrictLevel, unreachable = false) {
  const world = clusterOf(objects, { coverage: manifestCoverage({ complete: true }) }, origin);
  const cluster = assessPodSecurity(world, catalogue, {
    systemNamespaces: ['kube-system'],
    ...(level && { level }),
  });
  const gate = podSecurityGate({
    clusters: [cluster],
    unreachable: unreachable ? ['prod'] : [],
    problems: [],
    ...(level && { level }),
  });
  const away = { id: 'prod', name: 'prod', source: 'live' as const, error: 'refused' };
  return podSecurityDocument({
    clusters: unreachable ? [cluster, away] : [cluster],
    gate,
    notes: ['note'],
    ...(level && { level }),
  });
}

describe('the document', () => {
  test('is of the published shape and says where, why and how to cure', () => {
    const document = told([namespace('shop'), api], undefined, true);
    expect(Check(PodSecurityDocumentSchema, JSON.parse(JSON.stringify(document)))).toBe(true);
    expect(document.judgements.map(({ level, allowed }) => [level, allowed])).toEqual([
      ['baseline', false],
      ['restricted', false],
    ]);
    expect(document.judgements[0]).toMatchObject({
      object: { kind: 'Deployment', name: 'api' },
      file: 'shop.yaml',
      line: 3,
      version: 'v1.37',
      reasons: [
        {
          check: 'privileged',
          control: 'privileged-container',
          container: 'app',
          fields: [
            {
              path: 'spec.template.spec.containers[0].securityContext.privileged',
              value: 'true',
              file: 'shop.yaml',
            },
          ],
          patch: [{ op: 'remove', path: '/spec/template/spec/containers/0/securityContext/privileged' }],
        },
      ],
    });
    expect(document.clusters[1]).toMatchObject({ name: 'prod', error: 'refused', namespaces: [] });
    expect(document.gate).toMatchObject({ exitCode: 3, incomplete: true });
  });

  test('has one level where one was asked for', () => {
    expect(told([api], 'restricted').judgements.map(({ level }) => level)).toEqual(['restricted']);
  });
});

describe('the gate', () => {
  const enforce = (level: string) => ({ 'pod-security.kubernetes.io/enforce': level });

  test.for([
    { name: 'nothing asked, nothing refused', labels: {}, level: undefined, exitCode: 0 },
    { name: 'a level that is not met', labels: {}, level: 'baseline', exitCode: 1 },
    { name: 'a namespace that refuses its own', labels: enforce('baseline'), level: undefined, exitCode: 1 },
    { name: 'enforcing privileged', labels: enforce('privileged'), level: undefined, exitCode: 0 },
  ] as const)('$name: exit $exitCode', ({ labels, level, exitCode }) => {
    expect(told([namespace('shop', labels), api], level).gate.exitCode).toBe(exitCode);
  });

  test('what is operated with the cluster fails nothing', () => {
    const system = { ...api, metadata: { name: 'proxy', namespace: 'kube-system' } };
    expect(told([namespace('kube-system'), system], 'restricted').gate.exitCode).toBe(0);
  });
});

describe('the command', () => {
  const labels = labelsOf(['enforce'], 'baseline', 35);

  test('pins the version', () => {
    expect(labelCommand({ namespaces: ['a', 'b'], labels, overwrite: true })).toBe(
      'kubectl label --overwrite namespace a b pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/enforce-version=v1.35',
    );
  });

  test('quotes a context, and replaces no label that nobody has read', () => {
    const text = labelCommand({ namespaces: ['a'], labels, context: "it's $(here)", overwrite: false });
    expect(text).toContain(String.raw`kubectl --context='it'\''s $(here)' label namespace a `);
  });
});
