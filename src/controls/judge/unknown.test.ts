import { describe, expect, test } from 'vitest';
import {
  deployment,
  head,
  judged,
  owned,
  privileged,
  role,
  sound,
} from '../../../testkit/world/judged-world.ts';

const labelled = `${head('labelled')}subject: object
policy:
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [services]}]
  validations:
    - {expression: "has(namespaceObject.metadata.labels) && 'team' in namespaceObject.metadata.labels", message: no team}
`;

const namespace = (labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels },
});

describe('unknown is never a pass', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {},
  };

  test('a rule about the namespace needs the namespace', () => {
    expect(judged([labelled], [service, namespace({ team: 'a' })]).counts.get('labelled')).toMatchObject({
      pass: 1,
    });
    expect(judged([labelled], [service, namespace({})]).counts.get('labelled')).toMatchObject({ fail: 1 });
    const part = {
      coverage: { resources: [], notConnected: [{ source: 'whole-cluster' as const, meaning: 'a folder' }] },
    };
    const asWhole = { state: 'not-connected', source: 'whole-cluster' };
    expect(judged([labelled], [service], { description: part }).results[0]?.unknown).toMatchObject(asWhole);
    const selecting = labelled.replace(
      'matchConstraints:',
      'matchConstraints:\n    namespaceSelector: {matchLabels: {team: a}}',
    );
    expect(judged([selecting], [service], { description: part }).results[0]?.unknown).toMatchObject(asWhole);
  });

  test('a kind that could not be read is unknown with the permission that cures it', () => {
    const permission = { verbs: ['list'], apiGroup: 'apps', resource: 'daemonsets' };
    const row = {
      group: 'apps',
      version: 'v1',
      resource: 'daemonsets',
      kind: 'DaemonSet',
      namespaced: true,
      at: '',
      objects: 0,
    };
    const coverage = {
      resources: [{ ...row, state: 'denied' as const, reason: 'forbidden', permission }],
      notConnected: [],
    };
    const { results } = judged([privileged], [deployment({ containers: [sound] })], {
      description: { coverage },
    });
    expect(results).toEqual([
      expect.objectContaining({
        verdict: 'unknown',
        subject: { group: 'apps', kind: 'DaemonSet', namespace: '', name: '' },
        unknown: { state: 'denied', message: 'forbidden', permission },
      }),
    ]);
  });

  test('a folder that is not a whole cluster makes no row per control', () => {
    const coverage = {
      resources: [],
      notConnected: [{ source: 'whole-cluster' as const, meaning: 'a folder' }],
    };
    expect(
      judged([privileged, role], [deployment({ containers: [sound] })], { description: { coverage } })
        .results,
    ).toEqual([]);
  });

  test.each([[{ containers: 'app' }], [{ containers: ['app'] }], [{ containers: [] }], [{}]])(
    'a pod spec of %j does not pass',
    (spec) => {
      const { counts, results } = judged([privileged], [deployment(spec)]);
      expect(counts.get('privileged')).toMatchObject({ pass: 0, unknown: 1 });
      expect(results[0]?.unknown?.state).toBe('error');
    },
  );
});

// The API server refuses such objects, so that no rule of admission ever sees one.
describe('an object with a field of a wrong type', () => {
  const reader = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'reader', namespace: 'shop' },
    rules: [{ verbs: ['get'], apiGroups: [''], resources: 'pods' }],
  };
  const port = { ...sound, ports: [{ hostPort: '80' }] };

  test('passes nothing, and the field is named', () => {
    const { counts, results } = judged([privileged], [deployment({ containers: [port, sound] })]);
    expect(counts.get('privileged')).toMatchObject({ pass: 0, 'not-applicable': 0, unknown: 1 });
    expect(results[0]).toMatchObject({
      verdict: 'unknown',
      unknown: {
        state: 'error',
        message:
          'spec.template.spec.containers[0].ports[0].hostPort must be a whole number, this is a string.',
      },
    });
    expect(results[0]?.subject.container).toBeUndefined();
  });

  test('fails where it fails', () => {
    const bad = { name: 'bad', image: 'r/a:1', securityContext: { privileged: true } };
    const { results } = judged([privileged], [deployment({ containers: [port, bad] })]);
    expect(results.map(({ verdict }) => verdict).sort()).toEqual(['fail', 'unknown']);
  });

  test('takes nothing from others', () => {
    const other = deployment({ containers: [sound] }, 'other');
    const { counts } = judged([privileged], [deployment({ containers: [port] }), other]);
    expect(counts.get('privileged')).toMatchObject({ pass: 1, unknown: 1 });
  });

  test('has no pass where rules are about the object', () => {
    expect(judged([role], [reader]).counts.get('wildcard')).toMatchObject({ pass: 0, unknown: 1 });
  });

  test.each([['{{ .Values.spec }}'], [{ template: 'x' }], [{}]])(
    'is unknown as a workload that has no template: %j',
    (spec) => {
      for (const [apiVersion, kind] of [
        ['apps/v1', 'Deployment'],
        ['argoproj.io/v1alpha1', 'Rollout'],
        ['serving.knative.dev/v1', 'Service'],
      ] as const) {
        const made = { apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, spec };
        expect(judged([privileged], [made]).counts.get('privileged')).toMatchObject({ pass: 0, unknown: 1 });
      }
    },
  );

  test('makes the workload unknown that it belongs to', () => {
    const top = deployment({ containers: [sound] });
    const replicas = owned('ReplicaSet', 'api-1', top, { containers: [port] });
    const { results, counts } = judged([privileged], [top, replicas]);
    expect(counts.get('privileged')).toMatchObject({ pass: 0, unknown: 1 });
    expect(results[0]?.subject).toMatchObject({ kind: 'Deployment', name: 'api' });
  });
});
