import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { account, grant } from '../../identity/paths/path-fixtures.ts';
import { deployment, manifest } from './fixtures.ts';
import { plimsoll } from './run-plimsoll.ts';

const demo = path.join(import.meta.dirname, '../../../demo');
const whole = ['-f', demo, '--complete', '--cluster-name', 'demo', '-q'];
const paths = (...args: readonly string[]) => plimsoll(['identity', 'paths', ...args]);

interface Told {
  readonly complete: boolean;
  readonly paths: readonly {
    readonly from: string;
    readonly to: string;
    readonly hops: readonly { readonly kinds: readonly string[]; readonly replay: readonly string[] }[];
    readonly cut?: { readonly bindings: readonly { readonly name: string }[] | null };
  }[];
  readonly chokePoints?: { readonly paths: number; readonly left: number };
  readonly becomes?: readonly string[];
}

describe('identity paths', () => {
  test('an overview in 80 columns, with choke points', async () => {
    const { code, stdout } = await paths(...whole, '--cut');
    expect(code).toBe(0);
    expect(stdout).toMatch(/To cluster-admin\n/);
    expect(stdout).toMatch(/group shop:release-managers {2}easy\n {4}→ sa ci\/runner → cluster-admin/);
    expect(stdout).toMatch(/Remove these 5 bindings: \d+ of \d+ paths end/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('from somebody: every step with binding, rule, replay and cut', async () => {
    const { stdout } = await paths(...whole, '--from', 'shop:release-managers', '--cut');
    expect(stdout).toContain('RoleBinding ci/release-managers → Role release-managers, rules[');
    expect(stdout).toMatch(/kubectl auth can-i \w+ \S+ -n ci --as=somebody --as-group=shop:release-managers/);
    expect(stdout).toContain('cut: remove RoleBinding ci/release-managers; then no path is left');
    expect(stdout).toMatch(/Becomes \d+ subjects and workloads/);
  });

  test('a workload that leaves its container needs no binding', async () => {
    const { stdout } = await paths(
      ...whole,
      '--from',
      'Deployment/fulfilment/label-printer',
      '--to',
      'any-node',
      '--cut',
      '-o',
      'json',
    );
    const [told] = JSON.parse(stdout) as Told[];
    expect(told?.paths[0]?.hops[0]?.kinds).toEqual(['escape-container']);
    expect(told?.paths[0]?.cut?.bindings).toBeNull();
  });

  test('every format; numbers of JSON add up', async () => {
    const [told] = JSON.parse((await paths(...whole, '--cut', '-o', 'json')).stdout) as Told[];
    expect(told?.complete).toBe(true);
    expect(told?.chokePoints?.left).toBeLessThan(told?.chokePoints?.paths ?? 0);
    const rows = (await paths(...whole, '-o', 'csv')).stdout.trimEnd().split('\r\n');
    expect(rows.length).toBe((told?.paths.length ?? 0) + 1);
    const dot = (await paths(...whole, '--to', 'cluster-admin', '-o', 'dot')).stdout;
    expect(dot).toMatch(/^digraph paths \{\n[\s\S]+ -> [\s\S]+\n\}\n$/);
    expect((await paths(...whole, '-o', 'markdown')).stdout).toContain('### To cluster-admin');
  });

  test('a mistyped name gets the one that was meant', async () => {
    const from = await paths(...whole, '--from', 'sa:ci/runnr');
    expect([from.code, from.stderr]).toEqual([2, expect.stringContaining('did you mean sa:ci/runner?')]);
    const to = await paths(...whole, '--to', 'cluster-admn');
    expect([to.code, to.stderr]).toEqual([2, expect.stringContaining('did you mean cluster-admin?')]);
  });

  test('who is there and leads nowhere has no path, and is no mistake', async () => {
    const nodes = { verbs: ['get'], resources: ['nodes'] };
    const stdin = manifest(
      ...grant('user:ann', '*', 'nodes', nodes),
      ...grant('user:bob', '*', 'all', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }),
      account('shop/idle'),
      deployment('idle', 'shop'),
    );
    const from = (who: string) =>
      plimsoll(['identity', 'paths', '-', '--complete', '-q', '--from', who], { stdin });
    for (const who of ['user:ann', 'ann', 'sa:shop/idle', 'Deployment/shop/idle'])
      expect(await from(who), who).toMatchObject({ code: 0, stdout: expect.stringContaining('No path.') });
    expect(await from('user:anne')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Nothing that was read is or names user anne: did you mean user:ann\?/),
    });
    expect(await from('idle')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"idle" is sa:shop/idle and Deployment/shop/idle'),
    });
  });

  test('of a part of a cluster is incomplete', async () => {
    const { code, stdout } = await paths('-f', demo, '-q');
    expect(code).toBe(3);
    expect(stdout).toContain('not everything could be');
  });
});
