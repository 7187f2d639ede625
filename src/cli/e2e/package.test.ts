import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linksOf } from '../../../scripts/markdown.ts';
import { kubeboxBinary, startTestCluster } from '../../../testkit/index.ts';
import { packageFolder } from '../../../web/package-folder.ts';
import type { Report } from '../../report/index.ts';
import { parseReport } from './parse-report.ts';
import { plimsoll, type Run } from './run-plimsoll.ts';

const binary = await kubeboxBinary();
const root = path.join(import.meta.dirname, '../../..');
/** Built before all tests by `npm test`. */
const built = process.env['PLIMSOLL_PACKAGE'];
const demo = path.join(root, 'demo');
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The oldest Node that the package says it runs on. */
const floor = '22.19.0';
const oldNode = nodeFloor();

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, stdio: 'pipe' });
}

/** Downloaded once, kept outside the tree; undefined where no registry answers, and CI never skips. */
function nodeFloor(): string | undefined {
  const cache = path.join(
    process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
    'plimsoll',
    `node-${floor}`,
  );
  const name = `node-${process.platform}-${process.arch}`;
  const binary = path.join(cache, 'node_modules', name, 'bin/node');
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, 'package.json'), '{}');
  try {
    npm(['install', '--ignore-scripts', `${name}@${floor}`], cache);
    return binary;
  } catch (error) {
    if (process.env['CI']) throw error;
    process.stderr.write(
      `Node ${floor} cannot be had here: the package is tested on ${process.version} alone.\n`,
    );
    return undefined;
  }
}

describe('the package that users install', () => {
  const installed = path.join(folder, 'node_modules/plimsoll');
  beforeAll(() => {
    if (built === undefined)
      for (const step of [['web/build.ts', '--if-stale'], ['scripts/bundle.ts']])
        execFileSync(process.execPath, step, { cwd: root, stdio: 'pipe' });
    npm(['pack', built ?? path.join(root, 'dist/package'), '--pack-destination', folder], folder);
    writeFileSync(path.join(folder, 'package.json'), '{}');
    const [archive = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
    npm(['install', '--ignore-scripts', '--offline', `./${archive}`], folder);
  });

  function packed(args: readonly string[], node: string = process.execPath): Promise<Run> {
    return plimsoll(args, { cwd: folder, command: [node, path.join(installed, 'plimsoll.js')] });
  }

  it('is one bundled file without dependencies, and works as kubectl plimsoll', () => {
    expect(readdirSync(installed).sort()).toEqual([
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'THIRD_PARTY_LICENSES.txt',
      'bundle.js',
      'catalog',
      'docs',
      'package.json',
      'plimsoll.js',
    ]);
    expect(readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'plimsoll',
    ]);
    const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ engines: { node: `>=${floor.replace(/\.0$/, '')}` } });
    expect(manifest).not.toHaveProperty('dependencies');
    expect(readdirSync(path.join(folder, 'node_modules/.bin')).sort()).toEqual([
      'kubectl-plimsoll',
      'plimsoll',
    ]);
  });

  it('has the pages that its README and its messages name, without pictures, and no link that leads nowhere', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    const pages = files.filter((file) => file.endsWith('.md'));
    const dead = pages.flatMap((page) =>
      linksOf(readFileSync(path.join(installed, page), 'utf8'))
        .map((link) => link.split('#')[0] ?? '')
        .filter((link) => link !== '' && !files.includes(path.join(path.dirname(page), link)))
        .map((link) => `${page} ${link}`),
    );
    expect(pages.length).toBeGreaterThan(20);
    expect(dead).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['docs/configuration.md', 'catalog/README.md', 'docs/schemas/config-v1.json']),
    );
    expect(files.filter((file) => /\.(?:png|svg)$|decisions/.test(file))).toEqual([]);
  });

  it('has the licence of every package that is in it, also of those in the HTML report', () => {
    const licences = readFileSync(path.join(installed, 'THIRD_PARTY_LICENSES.txt'), 'utf8');
    const files = JSON.parse(readFileSync(path.join(root, 'dist/bundle-files.json'), 'utf8')) as string[];
    const bundled = files.flatMap((file) => packageFolder(file) ?? []);
    expect(bundled).toContain('node_modules/commander');
    const ofReport = ['react', 'react-dom', '@mantine/core', '@fontsource-variable/inter'];
    const folders = new Set([...bundled, ...ofReport.map((name) => `node_modules/${name}`)]);
    for (const folder of folders) {
      const { name, version } = JSON.parse(
        readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
      ) as Record<string, string>;
      expect(licences).toContain(`\n${name} ${version}\n\n`);
    }
    expect(licences.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(ofReport.length);
    expect(licences).toContain('SIL OPEN FONT LICENSE');
  });

  it('finds what the source finds', async () => {
    const args = ['scan', demo, '--complete', '--cluster-name', 'demo', '-o', 'json'];
    const [source, bundle] = await Promise.all([plimsoll(args, { cwd: folder }), packed(args)]);
    expect(bundle.code).toBe(source.code);
    expect(timeless(parseReport(bundle))).toEqual(timeless(parseReport(source)));
  });

  it.skipIf(oldNode === undefined)(`runs on Node ${floor}`, async () => {
    const args = ['scan', demo, '--complete', '--cluster-name', 'demo'];
    const [first, second] = await Promise.all([
      packed([...args, '-o', 'json', '-o', 'html=old.html', '-o', 'sarif=old.sarif'], oldNode),
      packed([...args, '-o', 'json', '-o', 'html=new.html', '-o', 'sarif=new.sarif']),
    ]);
    expect(first.code).toBe(second.code);
    const { findings, causes, score, gate } = parseReport(second);
    expect(parseReport(first)).toMatchObject({ findings, causes, score, gate });
    expect(readFileSync(path.join(folder, 'old.html')).length).toBeGreaterThan(300_000);
    const snapshot = await packed(['snapshot', demo, '--complete', '-o', 'demo.plimsoll'], oldNode);
    expect(snapshot, snapshot.stderr).toMatchObject({ code: 0 });
    const again = parseReport(await packed(['scan', 'demo.plimsoll', '-o', 'json'], oldNode));
    expect(again.score).toEqual(score);
  });

  it.skipIf(oldNode === undefined || binary === undefined)(
    `reads a cluster on Node ${floor}`,
    async () => {
      const cluster = await startTestCluster();
      try {
        const read = ['--kubeconfig', await cluster.kubeconfig('reader')];
        const scan = await packed(['scan', ...read, '--fail-on', 'never', '-o', 'json'], oldNode);
        expect(scan, scan.stderr).toMatchObject({ code: 0 });
        expect(parseReport(scan).clusters).toMatchObject([{ source: 'live', state: 'complete' }]);
        const asked = await packed(['identity', 'who-can', 'get', 'secrets', ...read], oldNode);
        expect(asked, asked.stderr).toMatchObject({ code: 0 });
      } finally {
        await cluster.stop();
      }
    },
    900_000,
  );

  it('says no older Node than the packages in it need', () => {
    const files = JSON.parse(readFileSync(path.join(root, 'dist/bundle-files.json'), 'utf8')) as string[];
    const needed = [...new Set(files.flatMap((file) => packageFolder(file) ?? []))].flatMap((folder) => {
      const manifest = readFileSync(path.join(root, folder, 'package.json'), 'utf8');
      const { name, engines } = JSON.parse(manifest) as { name: string; engines?: { node?: string } };
      return engines?.node === undefined
        ? []
        : [{ name, oldest: /^>= ?(\d+(?:\.\d+)*)$/.exec(engines.node)?.[1] }];
    });
    expect(needed.map(({ name }) => name)).toContain('undici');
    const newer = (oldest: string | undefined) =>
      oldest === undefined || floor.localeCompare(oldest, 'en', { numeric: true }) < 0;
    expect(needed.filter(({ oldest }) => newer(oldest))).toEqual([]);
    const saying = ['README.md', 'docs/ci.md', 'plimsoll.js'].map((file) =>
      readFileSync(path.join(installed, file), 'utf8'),
    );
    for (const text of saying) expect(text).toContain(`Node ${floor.replace(/\.0$/, '')} or newer`);
  });

  it('has every command in it', async () => {
    expect((await packed(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await packed(['policy', 'show', 'host-pid'])).stdout).toContain('hostPID');
    expect((await packed(['explain', 'host-pid'])).code).toBe(0);
    expect((await packed(['completion', 'bash'])).stdout).toContain(
      'complete -o default -F _plimsoll plimsoll',
    );
    expect((await packed(['contexts'])).stdout).toContain('No kubeconfig');
    expect((await packed(['scna'])).stderr).toMatch(/Did you mean scan/);
    const tested = await packed(['policy', 'test']);
    expect(tested.stdout).toMatch(/ 0 failed/);
  });
});

/** A report without what differs between two runs of one command. */
function timeless({
  run: { startedAt: _started, endedAt: _ended, ...run },
  clusters,
  ...rest
}: Report): object {
  return { ...rest, run, clusters: clusters.map((cluster) => ({ ...cluster, startedAt: '', endedAt: '' })) };
}
