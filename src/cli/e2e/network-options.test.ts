import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployment, manifest, namespace } from './fixtures.ts';
import { plimsoll } from './run-plimsoll.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-network-options-'));
  writeFileSync(
    path.join(folder, 'all.yaml'),
    manifest(
      namespace('shop'),
      namespace('data'),
      deployment('web', 'shop'),
      deployment('api', 'shop'),
      deployment('db', 'data'),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'of-nobody', namespace: 'data', labels: { team: 'data' } },
        spec: { podSelector: { matchLabels: { app: 'gone' } } },
      },
    ),
  );
  writeFileSync(path.join(folder, 'plimsoll.yaml'), 'scopes:\n  cde:\n    namespaces: [data]\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const network = (...args: string[]) => plimsoll(['network', ...args], { cwd: folder });

describe('the exit code', () => {
  const about = (name: string, ...objects: object[]) => {
    writeFileSync(
      path.join(folder, name),
      manifest(namespace('shop'), deployment('web', 'shop'), ...objects),
    );
    return ['gaps', 'exposure', 'reach'].map((of) =>
      network(of, name, '--complete', '--profile', 'generic').then(({ code }) => code),
    );
  };

  it('is 3 where policies that are not judged may cover pods', async () => {
    const cilium = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { endpointSelector: {}, ingress: [{}] },
    };
    expect(await Promise.all(about('unjudged.yaml', cilium))).toEqual([3, 3, 3]);
  });

  it('is 0 where an address alone is not known, as in manifests', async () => {
    const toAddress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
      },
    };
    expect(await Promise.all(about('addresses.yaml', toAddress, deployment('db', 'shop')))).toEqual([
      0, 0, 0,
    ]);
  });
});

describe('-n, -l and --scope of the network commands', () => {
  it.each(['gaps', 'lint', 'exposure', 'reach'])(
    'that match nothing are no clean answer of %s',
    async (of) => {
      const runs = await Promise.all(
        [
          ['-n', 'shpo'],
          ['-l', 'app=zzz'],
          ['--scope', 'nope'],
        ].map((filter) => network(of, 'all.yaml', '--complete', ...filter)),
      );
      expect(runs).toMatchObject([
        {
          code: 2,
          stdout: '',
          stderr: expect.stringMatching(/No namespace shpo .*filter-matches-nothing[^]*Did you mean shop\?/),
        },
        { code: 2, stdout: '', stderr: expect.stringContaining('filter-matches-nothing') },
        { code: 2, stdout: '', stderr: expect.stringContaining('scope-unknown') },
      ]);
    },
  );

  it('choose of which pods gaps tells', async () => {
    const names = async (...filter: string[]) => {
      const { stdout } = await network('gaps', 'all.yaml', '--complete', '-o', 'csv', ...filter);
      return stdout
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[3]);
    };
    expect(await Promise.all([names('-l', 'app=web'), names('--scope', 'cde'), names('-n', 'shop')])).toEqual(
      [['web'], ['db'], ['api', 'web']],
    );
  });

  it('choose pairs of reach of which one end is asked for, told one by one', async () => {
    const { stdout } = await network('reach', 'all.yaml', '--complete', '-l', 'app=web', '-o', 'csv');
    expect(stdout.split('\n').filter((line) => line.includes('all connections'))).toHaveLength(4);
    expect(stdout).not.toContain('shop/api[Deployment],data/db[Deployment]');
    const page = await network('reach', 'all.yaml', '-n', 'shop', '-o', 'html=map.html');
    expect([page.code, page.stderr]).toEqual([2, expect.stringContaining('Leave out')]);
  });

  it('choose findings of lint by the policy', async () => {
    const lint = (...filter: string[]) => network('lint', 'all.yaml', '--complete', '-o', 'csv', ...filter);
    const [own, other] = await Promise.all([lint('-l', 'team=data'), lint('-n', 'shop')]);
    expect(own.stdout).toContain('of-nobody');
    expect([other.code, other.stdout]).toEqual([0, expect.not.stringContaining('of-nobody')]);
  });

  it('are not there where the answer is about the whole cluster: -n says what is read of one that may not be listed', async () => {
    const why = ['why', 'shop/web', 'data/db:5432', '-f', 'all.yaml'];
    const [filtered, namespaced] = await Promise.all([
      network(...why, '-l', 'app=web'),
      network(...why, '-n', 'shop'),
    ]);
    expect([filtered.code, filtered.stderr]).toEqual([2, expect.stringContaining("unknown option '-l'")]);
    expect([namespaced.code, namespaced.stderr]).toEqual([2, expect.stringContaining('Leave out -n')]);
  });

  it('of a judgement are not there: nothing is judged', async () => {
    const { code, stderr } = await network('gaps', 'all.yaml', '--control', 'privileged');
    expect([code, stderr]).toEqual([2, expect.stringContaining("unknown option '--control'")]);
  });
});
