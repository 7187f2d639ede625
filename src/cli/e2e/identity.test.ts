import path from 'node:path';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { type AuditResults, AuditResultsSchema } from '../../identity/index.ts';
import { plimsoll } from './run-plimsoll.ts';

const demo = path.join(import.meta.dirname, '../../../demo');
const whole = ['-f', demo, '--complete', '--cluster-name', 'demo', '--kubernetes-version', '1.35', '-q'];

interface WhoCan {
  readonly clusters: readonly {
    readonly complete: boolean;
    readonly subjects: readonly {
      readonly subject: { readonly name: string };
      readonly byDefault: boolean;
    }[];
  }[];
}

async function names(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await plimsoll(['identity', 'who-can', ...args, '-o', 'json']);
  const { clusters } = JSON.parse(stdout) as WhoCan;
  return (clusters[0]?.subjects ?? []).flatMap(({ subject, byDefault }) => (byDefault ? [] : subject.name));
}

describe('identity who-can', () => {
  test('names everybody with place, binding and rule; defaults only when asked', async () => {
    const { code, stdout } = await plimsoll(['identity', 'who-can', 'list', 'secrets', ...whole]);
    expect(code).toBe(0);
    expect(stdout).toContain('ClusterRoleBinding jonas-admin-temp → ClusterRole cluster-admin, rules[0]');
    expect(stdout).toMatch(/sa data\/migration \(does not exist\) +whole cluster/);
    expect(stdout).toMatch(/group shop:release-managers +namespace ci/);
    expect(stdout).not.toContain('system:controller:');
    expect(stdout).toContain('EKS access entries can allow more');
    const all = await plimsoll(['identity', 'who-can', 'list', 'secrets', '--all', ...whole]);
    expect(all.stdout).toContain('sa kube-system/generic-garbage-collector');
  });

  // Before 1.35 a WebSocket to exec is a GET that needs no more: kubernetes/kubernetes#78741
  test('of exec counts get before 1.35 and not since', async () => {
    const exec = ['create', 'pods/exec', '-f', demo, '--complete', '-q'];
    expect(await names(...exec, '--kubernetes-version', '1.34')).toContain('argocd-server');
    expect(await names(...exec, '--kubernetes-version', '1.35')).not.toContain('argocd-server');
  });

  test('a part of a cluster is no whole answer', async () => {
    const { code, stdout } = await plimsoll(['identity', 'who-can', 'list', 'secrets', '-f', demo, '-q']);
    expect(code).toBe(3);
    expect(stdout).toContain('and perhaps others');
  });
});

describe('identity can-i', () => {
  const canI = (...args: readonly string[]) => plimsoll(['identity', 'can-i', ...args]);

  test('yes, no and not known are exit codes of their own', async () => {
    const yes = await canI('sa:ci/runner', 'delete', 'no', ...whole);
    expect([yes.code, yes.stdout]).toEqual([
      0,
      expect.stringContaining('ClusterRoleBinding ci-runner → ClusterRole cluster-admin'),
    ]);
    const no = await canI('group:shop:release-managers', 'list', 'secrets', ...whole);
    expect([no.code, no.stdout]).toEqual([1, expect.stringContaining('It may in namespace ci.')]);
    const unknown = await canI('group:shop:sre', 'get', 'secrets', '-f', demo, '-q');
    expect([unknown.code, unknown.stdout]).toEqual([
      3,
      expect.stringContaining('ClusterRoleBindings and ClusterRoles not known'),
    ]);
  });

  test('a bare name is looked for in the bindings, and groups can be added', async () => {
    const alone = await canI('shop:sre', 'get', 'nodes/proxy', ...whole);
    expect(alone.code).toBe(0);
    const jane = ['user:jane', 'get', 'nodes/proxy', ...whole];
    expect((await canI(...jane)).code).toBe(1);
    expect((await canI(...jane, '--group', 'shop:sre')).code).toBe(0);
    const nobody = await canI('nobody', 'get', 'pods', ...whole);
    expect([nobody.code, nobody.stderr]).toEqual([
      2,
      expect.stringContaining('user:NAME, group:NAME or sa:NAMESPACE/NAME'),
    ]);
  });

  test('--list is the matrix', async () => {
    const { code, stdout } = await canI('sa:ml/triage-agent', '--list', ...whole);
    expect(code).toBe(0);
    expect(stdout).toMatch(/whole cluster +deployments\.apps +get list +triage-agent/);
    expect(stdout).not.toContain('/healthz');
  });

  test('a name that no resource has is taken literally, and said', async () => {
    const { stdout } = await canI('sa:ci/runner', 'get', 'secrtes', ...whole);
    expect(stdout).toContain('Neither Kubernetes nor the cluster knows a resource "secrtes"');
  });

  test('what may be mistyped is said, with what may have been meant', async () => {
    const account = await canI('sa:ci/runer', 'get', 'pods', ...whole);
    expect([account.code, account.stdout]).toEqual([
      1,
      expect.stringContaining('Service account ci/runer does not exist. Did you mean sa:ci/runner?'),
    ]);
    const user = await canI('user:jonas@shop.exmple', '--list', ...whole);
    expect(user.stdout).toContain(
      'Nothing that was read names user jonas@shop.exmple. Did you mean user:jonas@shop.example?',
    );
    const words = await canI('sa:ci/runner', 'lst', 'pods/exce', '-n', 'fulfilmnt', ...whole, '-o', 'json');
    expect((JSON.parse(words.stdout) as { notes: string[] }).notes).toEqual([
      'Neither Kubernetes nor the cluster knows a verb "lst"; it is taken literally. Did you mean list?',
      'Neither Kubernetes nor the cluster knows a subresource "pods/exce"; it is taken literally. Did you mean pods/exec?',
      'No namespace fulfilmnt was found in what was read. Did you mean fulfilment?',
    ]);
    const table = await plimsoll(['identity', 'who-can', 'get', 'pds', ...whole, '-o', 'csv']);
    expect(table.stderr).toContain('knows a resource "pds"; it is taken literally. Did you mean pods?');
    expect(table.stdout).not.toContain('pods');
  });
});

describe('identity audit', () => {
  test('says who holds power, what is stale, and changes that can be typed', async () => {
    const { code, stdout } = await plimsoll(['identity', 'audit', ...whole]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '2 people or groups and 4 machines may do everything in the cluster at any time',
    );
    expect(stdout).toMatch(/arn:aws:iam::\d+:user\/old-contractor +as old-contractor/);
    expect(stdout).toMatch(/group shop:release-managers +becomes sa ci\/runner/);
    expect(stdout).toMatch(/sa data\/migration +does not exist/);
    expect(stdout).toContain('kubectl delete clusterrolebinding jonas-admin-temp');
    expect(stdout).toContain(
      'undo: kubectl create clusterrolebinding jonas-admin-temp --clusterrole=cluster-admin --user=jonas@shop.example',
    );
    // Deleting what a vendor's controller works with is no first change.
    expect(stdout).not.toContain('kubectl delete clusterrolebinding argocd');
  });

  test('as CSV is an access review with empty columns to decide in', async () => {
    const { stdout } = await plimsoll(['identity', 'audit', ...whole, '-o', 'csv']);
    const [head, ...rows] = stdout.trimEnd().split('\r\n');
    expect(head).toMatch(/^cluster,subject,.*,decision,reviewer,date$/);
    const columns = head?.split(',').length;
    expect(rows.filter((row) => row.split(',').length !== columns)).toEqual([]);
    expect(rows).toContainEqual(
      expect.stringMatching(
        /^demo,User\/jonas@shop.example,human,direct,ClusterRole\/cluster-admin,whole cluster,everything,.*,,,$/,
      ),
    );
    expect(stdout).not.toContain('system:controller:');
  });

  test('of a part of a cluster is incomplete', async () => {
    const { code, stdout } = await plimsoll(['identity', 'audit', '-f', demo, '-q', '-o', 'json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ clusters: [{ complete: false, systemMasters: [{}, {}] }] });
  });

  test('as JSON is one document by the published schema, with objects by name and nothing of what is in them', async () => {
    const evidence = ['--evidence', path.join(demo, 'evidence')];
    const { code, stdout } = await plimsoll(['identity', 'audit', ...whole, ...evidence, '-o', 'json']);
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as AuditResults;
    expect([...Compile(AuditResultsSchema).Errors(document)]).toEqual([]);
    const [cluster] = document.clusters;
    expect(cluster?.workloadIdentities.length).toBeGreaterThan(10);
    expect(cluster?.standing).toContainEqual(
      expect.objectContaining({
        subject: { kind: 'ServiceAccount', namespace: 'ci', name: 'runner' },
        runs: [{ kind: 'Deployment', namespace: 'ci', name: 'runner' }],
      }),
    );
    expect(stdout).not.toContain('containers');
  });
});
