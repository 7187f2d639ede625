import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { writeSnapshot } from '../../sources/snapshot/index.ts';
import { deployment, manifest, namespace } from './fixtures.ts';
import { plimsoll } from './run-plimsoll.ts';

let folder: string;

/** `db` lets `web` in on 5432 and sends nothing; `web` is open. */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-network-'));
  writeFileSync(
    path.join(folder, 'all.yaml'),
    manifest(namespace('shop'), deployment('web', 'shop'), deployment('db', 'shop'), {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'db', namespace: 'shop' },
      spec: {
        podSelector: { matchLabels: { app: 'db' } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
      },
    }),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const network = (...args: string[]) => plimsoll(['network', ...args], { cwd: folder });

describe('network why', () => {
  it('says what lets a connection through', async () => {
    const { stdout, code } = await network('why', 'shop/web', 'shop/db:5432', '-f', '.');
    expect(stdout).toContain('shop/web to shop/db:5432: allowed');
    expect(stdout).toContain('ingress[0] of NetworkPolicy shop/db lets it through');
    expect(stdout).toContain('profile generic (assumed)');
    expect(code).toBe(0);
  });

  it('says what is off where one thing is, and exits 1', async () => {
    const { stdout, code } = await network('why', 'shop/web', 'shop/db:5433', '-f', '.');
    expect(stdout).toContain('nearly: ingress[0] of NetworkPolicy shop/db');
    const words = stdout.replaceAll(/\s+/g, ' ');
    expect(words).toContain('TCP 5433 is none of its ports (TCP 5432)');
    expect(words).toContain(
      'to allow it, add port 5433, protocol TCP to ingress[0] of NetworkPolicy shop/db',
    );
    expect(code).toBe(1);
  });

  it('has no answer about what is not there', async () => {
    const missing = await network('why', 'shop/nobody', 'shop/db:1', '-f', '.');
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringContaining('There is no pod or workload'),
    ]);
    const bad = await network('why', 'shop/web', 'shop/db', '-f', '.');
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('no destination with a port')]);
  });
});

describe('network ask', () => {
  it('answers each row, and exits 3 where one has no answer', async () => {
    const questions = 'src,dst,protocol,port\nshop/web,shop/db,TCP,5432\nshop/db,8.8.8.8,UDP,53\n';
    const all = await plimsoll(['network', 'ask', '.', '--questions', '-'], {
      cwd: folder,
      stdin: questions,
    });
    expect(all.stdout).toBe(
      'src,dst,protocol,port,allow,policies\n' +
        'shop/web,shop/db,TCP,5432,1,NetworkPolicy shop/db\n' +
        'shop/db,8.8.8.8,UDP,53,0,NetworkPolicy shop/db\n',
    );
    expect(all.code).toBe(0);
    const none = await plimsoll(['network', 'ask', '.', '--questions', '-'], {
      cwd: folder,
      stdin: 'shop/gone,shop/db,TCP,1\n',
    });
    expect([none.code, none.stdout]).toEqual([3, expect.stringContaining('shop/gone,shop/db,TCP,1,,\n')]);
  });

  it('names the row that is no question', async () => {
    const { code, stderr } = await plimsoll(['network', 'ask', '.', '--questions', '-'], {
      cwd: folder,
      stdin: 'shop/web,shop/db,TCP,99999\n',
    });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('-:1: "shop/web,shop/db,TCP,99999" is no question'),
    ]);
  });
});

describe('what is otherwise than in a profile', () => {
  it('is said on the command line, and by whom in the first line', async () => {
    const option = ['--profile-option', 'isolatesAll=true'];
    const { stdout, code } = await network('why', 'shop/db', 'shop/web:80', '-f', '.', ...option);
    expect(stdout).toContain('isolatesAll is true by --profile-option');
    expect(code).toBe(1);
  });

  it('is said in the configuration, and the command line wins', async () => {
    const config = path.join(folder, 'network-options.yaml');
    writeFileSync(config, 'network: {profile: cilium, options: {enforces: false}}\n');
    const args = ['why', 'shop/web', 'shop/db:5433', '-f', 'all.yaml', '--config', config];
    const configured = await network(...args);
    expect(configured.stdout).toMatch(/profile cilium: it was named by\s+\S*network-options\.yaml/);
    expect(configured.code).toBe(0);
    const given = await network(...args, '--profile-option', 'enforces=true', '--profile', 'generic');
    expect(given.stdout).toContain('profile generic: it was named by --profile');
    expect(given.code).toBe(1);
    rmSync(config);
  });

  it.each([
    [['--profile', 'cillium'], 'there is no such profile', 'Did you mean cilium?'],
    [['--profile-option', 'ipBlockMatchPods=true'], 'no such option', 'Did you mean ipBlockMatchesPods?'],
    [['--profile-option', 'isolatesAll'], 'it has no value', 'Write isolatesAll=true or isolatesAll=false.'],
    [['--profile-option', 'isolatesAll=yes'], 'must be true or false', 'Write isolatesAll=true'],
  ])('%j is a mistake', async (args, message, hint) => {
    const { stderr, code } = await network('gaps', '.', ...args);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(code).toBe(2);
  });
});

describe('network gaps', () => {
  it('tells how every workload stands', async () => {
    const { stdout, code } = await network('gaps', '.', '-o', 'csv');
    expect(stdout.split('\n').slice(1)).toEqual([
      '.,shop,Deployment,db,1,isolated,isolated,none,no,no,no,no,no',
      '.,shop,Deployment,web,1,open,open,any-port,yes,yes,yes,no,unknown',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('where nobody enforces policies, says so', async () => {
    const { stdout } = await network('gaps', '.', '--profile', 'none');
    expect(stdout).toContain('and nobody enforces them');
    expect(stdout).toMatch(/deploy\/db +not enforced +not enforced +every port/);
  });

  it('a policy that the API server refuses is an error, and the answer incomplete', async () => {
    const file = path.join(folder, 'broken');
    writeFileSync(
      `${file}.yaml`,
      manifest(deployment('a', 'x'), {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'p', namespace: 'x' },
        spec: { podSelector: {}, ingress: [{ from: [{}] }] },
      }),
    );
    const { code, stderr } = await network('gaps', 'broken.yaml');
    rmSync(`${file}.yaml`);
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('a peer needs podSelector, namespaceSelector or ipBlock'),
    ]);
    expect(stderr).toContain('broken.yaml:');
  });
});

describe('network reach', () => {
  it('counts by namespaces, and tells every pair', async () => {
    const summary = await network('reach', '.', '-o', 'csv');
    expect(summary.stdout).toContain('.,shop,shop,1,0,0,2\n');
    const pairs = await network('reach', '.', '--by', 'pod', '-o', 'csv');
    expect(pairs.stdout).toBe('src,dst,conn\nshop/web[Deployment],shop/db[Deployment],"TCP 5432"\n');
    expect(pairs.code).toBe(0);
  });

  it('tells who connects to whom on a port, by names and from outside', async () => {
    const to = await network('reach', '.', '--to', 'shop/deploy/db', '--port', '5432', '-o', 'csv');
    expect(to.stdout).toBe('src,dst,conn\nshop/web[Deployment],shop/db[Deployment],"TCP 5432"\n');
    const none = await network('reach', '.', '--from', 'shop', '--port', '5433/UDP', '-o', 'csv');
    expect([none.code, none.stdout]).toEqual([0, 'src,dst,conn\n']);
    const outside = await network('reach', '.', '--from', 'shop/web', '--external', '-o', 'json');
    const rows = outside.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(rows).toContainEqual({
      src: 'shop/web[Deployment]',
      dst: '0.0.0.0-255.255.255.255 ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
      conn: 'all connections',
    });
    expect(rows.every(({ src }) => src === 'shop/web[Deployment]')).toBe(true);
    const gone = await network('reach', '.', '--to', 'nowhere');
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('none is one of --to')]);
    const port = await network('reach', '.', '--port', 'http');
    expect([port.code, port.stderr]).toEqual([2, expect.stringContaining('--port http: not a port')]);
  });

  it('has a row for what is not known: a pod on a node that may be the own one, an address', async () => {
    const other = mkdtempSync(path.join(tmpdir(), 'plimsoll-network-'));
    const agent = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent', namespace: 'ops' },
      spec: {
        template: {
          metadata: { labels: { app: 'agent' } },
          spec: { hostNetwork: true, containers: [{ name: 'main', image: 'agent:1' }] },
        },
      },
    };
    const block = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'block', namespace: 'shop' },
      spec: {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 9090 }] }],
      },
    };
    writeFileSync(
      path.join(other, 'all.yaml'),
      `${readFileSync(path.join(folder, 'all.yaml'), 'utf8')}\n---\n${manifest(agent, block)}`,
    );
    const all = ['network', 'reach', '.', '--to', 'shop/db', '-o', 'csv', '--by'];
    const pods = await plimsoll([...all, 'pod'], { cwd: other });
    expect(pods.stdout.split('\n').slice(1, -1).sort()).toEqual([
      'ops/agent[DaemonSet],shop/db[Deployment],"unknown: all connections"',
      'shop/web[Deployment],shop/db[Deployment],"TCP 5432"',
      'shop/web[Deployment],shop/db[Deployment],"unknown: TCP 9090"',
    ]);
    rmSync(other, { recursive: true });
  });

  it('counts by the scopes of the configuration, and the rest', async () => {
    const config = path.join(folder, 'plimsoll-scopes.yaml');
    writeFileSync(config, 'scopes: {cde: {namespaces: [shop], labels: {app: db}}}\n');
    const scoped = ['reach', 'all.yaml', '--by', 'scope'];
    const { stdout, code } = await network(...scoped, '--config', config, '-o', 'csv');
    expect([code, stdout]).toEqual([0, expect.stringContaining(',(rest),cde,1,0,0,1\n')]);
    const html = path.join(folder, 'scopes.html');
    const page = await network('reach', 'all.yaml', '--config', config, '-o', `html=${html}`);
    expect(page.code).toBe(0);
    expect(readFileSync(html, 'utf8')).toContain('"scopes":[{"source":"(rest)","destination":"(rest)",');
    for (const file of [config, html]) rmSync(file);
    const none = await network(...scoped);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('no scope is configured')]);
  });

  it('is drawn by Graphviz', async () => {
    const { stdout } = await network('reach', '.', '-o', 'dot');
    expect(stdout).toMatch(/^digraph network \{/);
    // Also what connects inside of a namespace, and one that nothing connects.
    expect(stdout).toContain('  "shop";\n');
    expect(stdout).toMatch(/"shop" -> "shop" \[label="\d+"/);
    const mixed = await network('reach', '.', '-o', 'dot', '--by', 'pod');
    expect([mixed.code, mixed.stderr]).toEqual([2, expect.stringContaining('shows the whole map')]);
  });
});

describe('a Service', () => {
  it('is asked about through its port to the port of the pod', async () => {
    const file = path.join(folder, 'service.yaml');
    writeFileSync(
      file,
      manifest({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'data', namespace: 'shop' },
        spec: { selector: { app: 'db' }, ports: [{ port: 80, targetPort: 5432 }] },
      }),
    );
    const asked = await network('why', 'shop/web', 'shop/svc/data:80', '-f', '.');
    expect(asked.stdout).toContain('Service shop/data:80 leads to one backend.\n\nshop/db:5432: allowed\n');
    expect(asked.code).toBe(0);
    const other = await network('why', 'shop/web', 'shop/svc/data:81', '-f', '.');
    expect([other.code, other.stdout]).toEqual([1, expect.stringContaining('has no port 81/TCP.')]);
    const none = await network('why', 'shop/web', 'shop/svc/none:81', '-f', '.');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('There is no Service shop/none')]);
    const reach = await network('reach', '.', '--to', 'shop/svc/data', '-o', 'csv');
    expect(reach.stdout).toBe('src,dst,conn\nshop/web[Deployment],shop/db[Deployment],"TCP 5432"\n');
    rmSync(file);
  });

  it('is judged by all of its backends, which may differ', async () => {
    const other = mkdtempSync(path.join(tmpdir(), 'plimsoll-network-'));
    const part = (name: string) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'shop' },
      spec: {
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name, tier: 'data' } },
          spec: { containers: [{ name: 'main', image: 'data:1' }] },
        },
      },
    });
    const service = (name: string, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop' },
      spec,
    });
    const selector = { tier: 'data' };
    writeFileSync(
      path.join(other, 'all.yaml'),
      [
        readFileSync(path.join(folder, 'all.yaml'), 'utf8'),
        manifest(
          part('cache'),
          part('store'),
          service('data', { selector, ports: [{ port: 80, targetPort: 81 }] }),
          service('pods', { clusterIP: 'None', selector }),
          service('named', { type: 'ExternalName', externalName: 'db.example.com' }),
          {
            apiVersion: 'networking.k8s.io/v1',
            kind: 'NetworkPolicy',
            metadata: { name: 'store', namespace: 'shop' },
            spec: { podSelector: { matchLabels: { app: 'store' } } },
          },
        ),
      ].join('\n---\n'),
    );
    const rows = ['svc/data,TCP,80', 'svc/pods,TCP,81', 'svc/named,TCP,80', 'db,ICMP,8/0', 'cache,ICMP,8'];
    const all = await plimsoll(['network', 'ask', '.', '--questions', '-'], {
      cwd: other,
      stdin: rows.map((row) => `shop/web,shop/${row}\n`).join(''),
    });
    expect(all.stdout.split('\n').slice(1, -1)).toEqual([
      'shop/web,shop/svc/data,TCP,80,mixed,NetworkPolicy shop/store',
      'shop/web,shop/svc/pods,TCP,81,mixed,NetworkPolicy shop/store',
      'shop/web,shop/svc/named,TCP,80,,',
      'shop/web,shop/db,ICMP,8/0,,NetworkPolicy shop/db',
      'shop/web,shop/cache,ICMP,8,1,',
    ]);
    expect(all.stderr).toContain('another name for db.example.com');
    expect(all.code).toBe(3);
    const why = ['network', 'why', 'shop/web', 'shop/svc/data:80', '-f', '.'];
    const { stdout, code } = await plimsoll(why, { cwd: other });
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('allowed to some of its backends, and denied to others');
    expect(stdout).toContain('shop/cache:81: allowed\n');
    expect(stdout).toContain('shop/store:81: denied\n');
    const json = await plimsoll([...why, '-o', 'json'], { cwd: other });
    expect(JSON.parse(json.stdout)).toMatchObject([
      {
        verdict: 'mixed',
        backends: [{ destinations: ['shop/cache:81'] }, { destinations: ['shop/store:81'] }],
      },
    ]);
    rmSync(other, { recursive: true });
  });
});

describe('network lint', () => {
  it('tells each thing with its place, its cure and its source, and ends with 1 where it is a warning', async () => {
    const file = path.join(folder, 'lint.yaml');
    writeFileSync(
      file,
      manifest(namespace('shop'), deployment('web', 'shop'), {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'p', namespace: 'shop' },
        spec: { podSelector: {}, egress: [] },
      }),
    );
    const { stdout, code } = await network('lint', 'lint.yaml', '-o', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { lints: [{ rule: 'egress-stays-open', severity: 'warning', path: 'spec.egress', file: 'lint.yaml' }] },
    ]);
    const table = await network('lint', 'lint.yaml');
    expect(table.stdout).toMatch(/1 warning, 0 notes\./);
    expect(table.stdout.split('\n').every((line) => line.length <= 80 || line.includes('lint.yaml'))).toBe(
      true,
    );
    const named = { ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }] };
    writeFileSync(
      file,
      manifest(deployment('web', 'shop'), {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'web', namespace: 'shop' },
        spec: { podSelector: {}, ...named },
      }),
    );
    const clean = await network('lint', file, '-o', 'csv');
    rmSync(file);
    expect([clean.code, clean.stdout.trim().split('\n')]).toEqual([
      0,
      [expect.stringMatching(/^cluster,rule/)],
    ]);
  });
});

describe('network exposure', () => {
  it('tells of the demo what the internet reaches, and what it may do', async () => {
    const demo = path.join(import.meta.dirname, '../../../demo');
    const { stdout, code } = await network('exposure', demo, '--complete');
    const words = stdout.replaceAll(/\s+/g, ' ');
    expect(words).toContain('The internet reaches 6 workloads. Of these 1 holds power');
    expect(words).toContain('runs as ingress-nginx, which may read every Secret in the whole cluster');
    expect(code).toBe(0);
    const csv = await network('exposure', demo, '--complete', '-n', 'storefront', '-o', 'csv');
    expect(csv.stdout).toMatch(
      /,internet,storefront\/web\[Ingress\],www\.shop\.example,ingress-nginx\/ingress-nginx-controller\[Deployment\],/,
    );
    const json = await network('exposure', '.', '-o', 'json');
    expect(JSON.parse(json.stdout)).toEqual([expect.objectContaining({ profile: 'generic', ports: [] })]);
  });
});

describe('the count of network exposure', () => {
  it('has a workload once that the internet reaches by one way and perhaps by another', async () => {
    const file = path.join(folder, 'twice.yaml');
    const service = (name: string, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop' },
      spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
    });
    writeFileSync(
      file,
      manifest(
        deployment('web', 'shop'),
        service('local', { externalTrafficPolicy: 'Local' }),
        service('any', {}),
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'office', namespace: 'shop' },
          spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }] },
        },
      ),
    );
    const { stdout } = await network('exposure', 'twice.yaml', '--complete');
    rmSync(file);
    expect(stdout).toMatch(/reached +shop[^]*not known +shop|not known +shop[^]*reached +shop/);
    expect(stdout).toContain('The internet reaches 1 workload.\n');
  });
});

describe('policies of a plugin that could not be read', () => {
  it('are told, and no answer stands as if they were not there', async () => {
    const file = path.join(folder, 'blind.plimsoll');
    const row = (group: string, resource: string, kind: string, state: 'read' | 'denied') => ({
      group,
      version: 'v1',
      resource,
      kind,
      namespaced: true,
      state,
      objects: 0,
      at: '2026-11-25T00:00:00Z',
    });
    const resources = [
      row('', 'pods', 'Pod', 'read'),
      row('', 'namespaces', 'Namespace', 'read'),
      row('networking.k8s.io', 'networkpolicies', 'NetworkPolicy', 'read'),
      row('cilium.io', 'ciliumnetworkpolicies', 'CiliumNetworkPolicy', 'denied'),
    ];
    const key = { keyId: 'test', key: new Uint8Array(32) };
    const cluster = clusterOf([], { coverage: { resources, notConnected: [] } });
    await writeSnapshot(cluster, file, {
      toolVersion: '0.0.0',
      redactionKeyId: key.keyId,
      redactionKey: key,
    });
    for (const [command, options] of [
      ['gaps', []],
      ['reach', ['--profile', 'cilium']],
    ] as const) {
      const { stdout, code } = await network(command, file, ...options);
      expect([stdout, code]).toEqual([expect.stringContaining('Not read: CiliumNetworkPolicy'), 3]);
    }
    const questions = path.join(folder, 'questions.csv');
    writeFileSync(questions, '10.0.0.1,10.0.0.2,TCP,443\n');
    for (const args of [
      ['gaps', '-o', 'csv'],
      ['exposure', '-o', 'csv'],
      ['lint', '-o', 'csv'],
      ['reach', '-o', 'csv'],
      ['reach', '-o', 'dot'],
      ['ask', '--questions', questions],
      ['ask', '--questions', questions, '-o', 'json'],
    ]) {
      const { stdout, stderr, code } = await network(...args, file);
      expect([stdout.includes('CiliumNetworkPolicy'), stderr, code]).toEqual([
        false,
        expect.stringMatching(/: not read: CiliumNetworkPolicy: .+\n/),
        3,
      ]);
    }
    rmSync(questions);
    for (const command of ['gaps', 'exposure', 'lint', 'reach']) {
      const { stdout, stderr, code } = await network(command, file, '-o', 'json');
      expect([JSON.parse(stdout), stderr.includes('CiliumNetworkPolicy'), code]).toEqual([
        [expect.objectContaining({ unread: [expect.stringMatching(/^CiliumNetworkPolicy: /)] })],
        false,
        3,
      ]);
    }
    const why = await network('why', '10.0.0.1', '10.0.0.2:443', '-f', file, '-o', 'json');
    expect([JSON.parse(why.stdout), why.code]).toEqual([
      [expect.objectContaining({ unread: [expect.stringMatching(/^CiliumNetworkPolicy: /)] })],
      3,
    ]);
  });
});
