import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployment, manifest, namespace } from './fixtures.ts';
import { parseReport } from './parse-report.ts';
import { plimsoll } from './run-plimsoll.ts';

const rbac = 'rbac.authorization.k8s.io';
let folder: string;

/** `ci/runner` has the cluster by a ClusterRoleBinding; `ci/other` has nothing; every account of `batch` may read Secrets. */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-asked-'));
  writeFileSync(
    path.join(folder, 'all.yaml'),
    manifest(
      namespace('ci'),
      namespace('batch'),
      namespace('quiet'),
      account('ci', 'runner'),
      account('ci', 'other'),
      account('batch', 'job'),
      deployment('runner', 'ci', {}, { serviceAccountName: 'runner', automountServiceAccountToken: true }),
      deployment('other', 'ci', {}, { serviceAccountName: 'other' }),
      deployment('job', 'batch', {}, { serviceAccountName: 'job' }),
      binding('runner', 'cluster-admin', { kind: 'ServiceAccount', namespace: 'ci', name: 'runner' }),
      binding('gone', 'cluster-admin', { kind: 'ServiceAccount', namespace: 'batch', name: 'gone' }),
      binding('batch', 'secret-reader', {
        kind: 'Group',
        apiGroup: rbac,
        name: 'system:serviceaccounts:batch',
      }),
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRole',
        metadata: { name: 'secret-reader' },
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }],
      },
    ),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what is asked of an identity is answered by the bindings that give it power', () => {
  it.each([
    { asked: ['sa/runner', '-n', 'ci'], names: ['runner'] },
    { asked: ['ci/sa/runner'], names: ['runner'] },
    { asked: ['deploy/runner', '-n', 'ci'], names: ['runner'] },
    { asked: ['sa/gone', '-n', 'batch'], names: ['batch', 'gone'] },
    { asked: ['clusterrole/cluster-admin'], names: ['gone', 'runner'] },
    { asked: ['sa/job', '-n', 'batch'], names: ['batch'] },
    { asked: ['deploy/job', '-n', 'batch'], names: ['batch'] },
    { asked: ['-n', 'ci'], names: ['runner'] },
    { asked: ['-n', 'batch'], names: ['batch', 'gone'] },
  ])('$asked', async ({ asked, names }) => {
    const result = await plimsoll(['scan', folder, '--complete', ...asked, '-o', 'json']);
    const { findings } = parseReport(result);
    const bindings = findings.filter(
      ({ subject, verdict }) => subject.kind === 'ClusterRoleBinding' && verdict === 'fail',
    );
    expect([...new Set(bindings.map(({ subject }) => subject.name))].sort()).toEqual(names);
    expect(result.code).toBe(1);
  });

  it('an account without power has none of them', async () => {
    const result = await plimsoll(['scan', folder, '--complete', 'deploy/other', '-n', 'ci', '-o', 'json']);
    expect(parseReport(result).findings.filter(({ subject }) => subject.kind !== 'Deployment')).toEqual([]);
    expect(result.code).toBe(0);
  });

  it('an account that nothing knows is an error and not clean', async () => {
    const result = await plimsoll(['scan', folder, '--complete', 'sa/nobody', '-n', 'ci', '-o', 'json']);
    expect(parseReport(result).problems).toMatchObject([{ code: 'filter-matches-nothing' }]);
    expect(result.code).toBe(2);
  });

  it('a namespace where a control has nothing to judge is no error', async () => {
    const asked = ['-n', 'quiet', '--control', 'standing-cluster-admin'];
    const { stdout, code } = await plimsoll(['scan', folder, '--complete', ...asked]);
    expect(stdout).toContain('nothing to judge');
    expect(code).toBe(0);
  });

  it('a Namespace is the object alone, and that is said', async () => {
    const { stdout } = await plimsoll(['scan', folder, '--complete', 'ns/ci']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('only namespace/ci and not what is in it (-n ci);');
  });

  it('a scope of namespaces holds the bindings of its accounts', async () => {
    const config = path.join(folder, 'scopes.yaml');
    writeFileSync(config, 'scopes:\n  pipeline: {namespaces: [ci]}\n');
    const scope = ['--config', config, '--scope', 'pipeline'];
    const file = path.join(folder, 'all.yaml');
    const result = await plimsoll(['scan', file, '--complete', ...scope, '-o', 'json']);
    expect(parseReport(result).findings).toContainEqual(
      expect.objectContaining({ control: 'standing-cluster-admin', scopes: ['pipeline'] }),
    );
  });
});

function account(namespace: string, name: string): object {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name } };
}

function binding(name: string, role: string, subject: object): object {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects: [subject],
  };
}
