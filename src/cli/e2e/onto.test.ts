import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../report/index.ts';
import { deployment, manifest, namespace, privileged } from './fixtures.ts';
import { nameOf, parseReport } from './parse-report.ts';
import { plimsoll, type Run } from './run-plimsoll.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-onto-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A control whose verdict depends on a label of the namespace that the object lands in. */
const twoReplicasInProduction = `
id: two-replicas-in-production
title: One replica in production
severity: high
area: posture
refs: [custom]
why: One replica is gone while its node restarts.
references: []
remediation: {summary: Set two replicas.}
mappings: []
policy:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
  validations:
    - expression: namespaceObject.metadata.?labels[?'env'].orValue('') != 'production' || object.spec.replicas >= 2
      message: two replicas or more
finding: One replica in production.
evidence: {field: spec.replicas, expected: 2 or more}
`;

describe('scan --onto: manifests in the world they land in', () => {
  beforeAll(async () => {
    write(
      'world.yaml',
      namespace('shop', { env: 'production' }),
      deployment('api', 'shop', privileged),
      deployment('other', 'shop', {}, { hostNetwork: true }),
    );
    mkdirSync(path.join(folder, 'policies'));
    writeFileSync(path.join(folder, 'policies/two-replicas-in-production.yaml'), twoReplicasInProduction);
    const run = await plimsoll(
      ['snapshot', 'world.yaml', '--complete', '--cluster-name', 'prod', '-o', 'prod.plimsoll'],
      { cwd: folder },
    );
    expect(run).toMatchObject({ code: 0 });
  });

  function write(file: string, ...objects: object[]): void {
    writeFileSync(path.join(folder, file), manifest(...objects));
  }

  async function scanOnto(file: string, ...args: string[]): Promise<Run> {
    return plimsoll(['scan', file, '--onto', 'prod.plimsoll', '-o', 'json', ...args], { cwd: folder });
  }

  it('the same manifests change nothing: every finding is unchanged, and none fails the gate', async () => {
    const report = parseReport(await scanOnto('world.yaml'));
    const counts = changes(report);
    expect(counts['unchanged']).toContain('privileged-container Deployment shop/api app');
    expect(Object.keys(counts)).toEqual(['unchanged']);
    expect(report.gate.exitCode).toBe(0);
  });

  it('tells what is new, changed and cured, and leaves out what it does not touch', async () => {
    write(
      'change.yaml',
      deployment('api', 'shop', { imagePullPolicy: 'Always', securityContext: undefined }, { hostPID: true }),
    );
    const run = await scanOnto('change.yaml');
    const counts = changes(parseReport(run));
    expect(counts['new']).toContain('host-pid Deployment shop/api');
    expect(counts['cured']).toEqual(['privileged-container Deployment shop/api app']);
    expect(counts['changed']).toContain('privilege-escalation-allowed Deployment shop/api app');
    expect(
      Object.values(counts)
        .flat()
        .filter((name) => name.includes('shop/other')),
    ).toEqual([]);
    expect(run.code).toBe(1);
    const table = await plimsoll(['scan', 'change.yaml', '--onto', 'prod.plimsoll'], { cwd: folder });
    expect(table.stdout).toMatch(/Against what runs there:\s+\d+ new, \d+ changed and 1 cured/);
  });

  it('a cure alone passes the gate', async () => {
    write('cure.yaml', deployment('api', 'shop'));
    const run = await scanOnto('cure.yaml');
    expect(changes(parseReport(run))['cured']).toContain('privileged-container Deployment shop/api app');
    expect(run.code).toBe(0);
  });

  it('judges by the labels of the namespace that is there', async () => {
    write('lonely.yaml', oneReplica(deployment('lonely', 'shop')));
    const own = ['--policies', 'policies', '--control', 'two-replicas-in-production'];
    const landed = await scanOnto('lonely.yaml', ...own);
    expect(changes(parseReport(landed))['new']).toEqual([
      'two-replicas-in-production Deployment shop/lonely',
    ]);
    expect(landed.code).toBe(1);
    const alone = parseReport(await plimsoll(['scan', 'lonely.yaml', ...own, '-o', 'json'], { cwd: folder }));
    expect(alone.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(alone.gate).toMatchObject({ failed: false });
    expect(alone.controls[0]?.counts.pass).toBe(0);
  });

  it('sees what a change of the namespace does to neighbours that the manifests do not name', async () => {
    write('single.yaml', namespace('calm'), oneReplica(deployment('one', 'calm')));
    await plimsoll(['snapshot', 'single.yaml', '--complete', '-o', 'calm.plimsoll'], { cwd: folder });
    write('relabel.yaml', namespace('calm', { env: 'production' }));
    const run = await plimsoll(
      [
        'scan',
        'relabel.yaml',
        '--onto',
        'calm.plimsoll',
        '--policies',
        'policies',
        '--control',
        'two-replicas-in-production',
        '-o',
        'json',
      ],
      { cwd: folder },
    );
    expect(changes(parseReport(run))['new']).toEqual(['two-replicas-in-production Deployment calm/one']);
    expect(run.code).toBe(1);
  });

  it('explains a finding in that world', async () => {
    const report = parseReport(await scanOnto('change.yaml'));
    const finding = report.findings.find(({ change }) => change === 'new');
    const run = await plimsoll(
      ['explain', finding?.objectId ?? '', 'change.yaml', '--onto', 'prod.plimsoll'],
      { cwd: folder },
    );
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('shop/api');
  });

  it('streams every verdict about the change with --show all', async () => {
    const run = await plimsoll(
      ['scan', 'change.yaml', '--onto', 'prod.plimsoll', '--show', 'all', '--policies', 'policies'],
      { cwd: folder },
    );
    const results = run.stdout
      .split('\n')
      .filter((line) => line.startsWith('{"type":"result"'))
      .map((line) => JSON.parse(line) as { verdict: string; control: string; subject: { name: string } });
    expect(results.filter(({ subject }) => subject.name === 'other')).toEqual([]);
    const inThatWorld = results.find(({ control }) => control === 'two-replicas-in-production');
    expect(inThatWorld).toMatchObject({ verdict: 'pass', subject: { name: 'api' } });
    expect(run.code).toBe(1);
  });

  it('refuses a world that is none', async () => {
    for (const [onto, code] of [
      ['world.yaml', 'target-not-found'],
      ['missing.plimsoll', 'target-not-found'],
      ['context:nowhere', 'kubeconfig-missing'],
    ] as const) {
      const run = await plimsoll(['scan', 'change.yaml', '--onto', onto], { cwd: folder });
      expect(run, onto).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr, onto).toContain(`(${code})`);
    }
    const two = await plimsoll(['scan', 'prod.plimsoll', 'change.yaml', '--onto', 'prod.plimsoll'], {
      cwd: folder,
    });
    expect(two.stderr).toContain('(usage)');
  });
});

function oneReplica(object: object): object {
  const spec = 'spec' in object && typeof object.spec === 'object' ? object.spec : {};
  return { ...object, spec: { ...spec, replicas: 1 } };
}

/** Names of findings by how they relate to what runs there. */
function changes({ findings }: Report): Record<string, string[]> {
  const names: Record<string, string[]> = {};
  for (const finding of findings) {
    if (finding.verdict !== 'fail') continue;
    const list = (names[finding.change ?? 'none'] ??= []);
    list.push(nameOf(finding));
  }
  return names;
}
