import { describe, expect, test } from 'vitest';
import { binding, grant } from '../../identity/paths/path-fixtures.ts';
import { deployment, manifest } from './fixtures.ts';
import { parseReport } from './parse-report.ts';
import { plimsoll } from './run-plimsoll.ts';

/**
 * As install.yaml of Argo CD: applied with `kubectl apply -n argocd`, it names no namespace but in its ClusterRoleBindings.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/installation/
 */
const server = deployment('server', '', { env: [] }, { serviceAccountName: 'server' }) as {
  metadata: { namespace?: string };
};
delete server.metadata.namespace;
const install = manifest(
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'server' } },
  server,
  binding('sa:argocd/server', '*', 'server', 'ClusterRole/cluster-admin'),
);

const audit = (stdin: string, ...args: string[]) =>
  plimsoll(['identity', 'audit', '-', '--complete', '-q', ...args], { stdin });

describe('manifests that name no namespace', () => {
  test('are not said to miss an account that they have, and no binding of it is to be deleted', async () => {
    const { code, stdout } = await audit(install);
    expect(code).toBe(0);
    expect(stdout).toMatch(/sa argocd\/server +ClusterRoleBinding server$/m);
    expect(stdout).not.toMatch(/does not exist|kubectl delete/);
    expect(stdout).toContain(
      'Service account argocd/server is bound and not there, but in manifests that name no namespace and are read as in default: --apply-namespace argocd reads them where they go.',
    );
    const scan = await plimsoll(['scan', '-', '--complete', '-q', '-o', 'json'], { stdin: install });
    const { findings, notConnected } = parseReport(scan);
    expect(findings.filter(({ control }) => control === 'dangling-binding')).toEqual([]);
    expect(notConnected.map(({ meaning }) => meaning)).toContainEqual(
      expect.stringContaining('do not say in which namespace'),
    );
  });

  test('go where --apply-namespace says', async () => {
    const { stdout } = await audit(install, '--apply-namespace', 'argocd');
    expect(stdout).toMatch(/sa argocd\/server +ClusterRoleBinding server +runs Deployment server/);
    expect(stdout).not.toContain('--apply-namespace');
    const elsewhere = await audit(install, '--apply-namespace', 'other');
    expect(elsewhere.stdout).toMatch(/sa argocd\/server +ClusterRoleBinding server +does not exist/);
    const wrong = await audit(install, '--apply-namespace', 'Argo CD');
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"Argo CD" is no name of a namespace'),
    });
  });

  // As `helm template` writes it for a chart whose RoleBinding names the account of the release.
  test('have no account of another namespace in a binding that names none, but where two are named', async () => {
    const foreign = async (...accounts: string[]) => {
      const [first, ...others] = accounts.map((each) => binding(each, 'default', 'lead', 'ClusterRole/view'));
      const subjects = [first, ...others].flatMap((each) => each?.['subjects'] as object[]);
      const stdin = manifest({ ...first, metadata: { name: 'lead' }, subjects });
      const scan = await plimsoll(['scan', '-', '--complete', '-q', '-o', 'json'], { stdin });
      return parseReport(scan).findings.filter(({ control }) => control === 'foreign-service-account');
    };
    expect(await foreign('sa:sync/sync')).toEqual([]);
    expect(await foreign('sa:sync/sync', 'sa:other/sync')).toMatchObject([{ verdict: 'fail' }]);
  });

  test('may leave out that of a binding too', async () => {
    const bound = grant('sa:/upgrade', 'default', 'upgrade', { verbs: ['get'], resources: ['pods'] }).map(
      (object) => ({ ...object, metadata: { name: object.metadata.name } }),
    );
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'upgrade', namespace: 'system-upgrade' },
    };
    const { stdout } = await audit(manifest(account, ...bound));
    expect(stdout).toContain('--apply-namespace system-upgrade reads them where they go');
    expect(stdout).not.toContain('does not exist');
    const nowhere = await audit(manifest(...bound));
    expect(nowhere.stdout).toMatch(/sa default\/upgrade +does not exist/);
  });
});
