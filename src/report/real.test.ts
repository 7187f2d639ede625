import { beforeAll, describe, expect, it } from 'vitest';
import { loadShippedCatalogue } from '../../testkit/catalogue/read-catalogue.ts';
import {
  createClusterStore,
  formatRedacted,
  type KubernetesObject,
  manifestCoverage,
} from '../cluster/index.ts';
import { judge } from '../controls/index.ts';
import { buildReport } from './build.ts';
import { viewOfCluster } from './cluster-view.ts';
import { explainFinding } from './explain.ts';
import { formatTable } from './formats/table/index.ts';
import type { Report } from './schema.ts';
import { findFinding } from './story.ts';
import { ticketMarkdown } from './ticket.ts';

const token = formatRedacted({ detector: 'github-token', hash: '6f1c0c1bd2a9', length: 40 });

const objects: KubernetesObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      name: 'agent',
      namespace: 'shop',
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'agent', 'meta.helm.sh/release-namespace': 'shop' },
    },
    spec: {
      template: {
        spec: {
          hostPID: true,
          containers: [
            {
              name: 'main',
              image: 'example.com/agent:1',
              env: [{ name: 'GITHUB_TOKEN', value: token }],
              securityContext: { privileged: true },
            },
          ],
        },
      },
    },
  },
];

describe('the report of real verdicts', () => {
  let report: Report;

  beforeAll(() => {
    const catalogue = loadShippedCatalogue({ cases: false, skipBroken: true });
    const store = createClusterStore();
    store.describe({
      identity: { id: 'manifests', name: 'shop' },
      version: { major: 1, minor: 37, gitVersion: 'v1.37', assumed: true },
      provenance: { source: 'manifests', startedAt: '2026-11-25T09:00:00Z', endedAt: '2026-11-25T09:00:01Z' },
      coverage: manifestCoverage({ complete: false }),
    });
    for (const object of objects) store.apply(object);
    const cluster = store.snapshot();
    const now = Date.parse('2026-11-25T09:00:01Z');
    report = buildReport({
      toolVersion: '0.1.0',
      run: {
        command: 'plimsoll scan shop.yaml',
        startedAt: '2026-11-25T09:00:00Z',
        endedAt: '2026-11-25T09:00:01Z',
        flagsDigest: '',
        configDigest: '',
        catalogueDigest: '',
      },
      clusters: [
        {
          ...viewOfCluster(cluster),
          results: (onResult) => void judge(cluster, catalogue, { now, onResult }),
        },
      ],
      controls: catalogue.controls,
    });
  });

  it('has the same counts as the judge and passes beside failures', () => {
    const privileged = report.controls.find(({ id }) => id === 'privileged-container');
    expect(privileged?.counts).toMatchObject({ fail: 1 });
    expect(report.controls.some(({ counts }) => counts.pass > 0)).toBe(true);
  });

  it('tells what fails on one workload of a Helm release together, and where to change it', () => {
    expect(report.causes[0]).toMatchObject({
      severity: 'critical',
      changeAt: expect.stringContaining('Helm release shop/agent'),
    });
    expect(report.causes[0]?.controls).toEqual(expect.arrayContaining(['privileged-container']));
    expect(report.workloads).toMatchObject([
      { reference: { name: 'agent' }, sourceOfTruth: { kind: 'helm' } },
    ]);
  });

  it('explains a finding and writes its ticket', () => {
    const finding = findFinding(report, report.causes[0]?.id ?? '');
    if (finding === undefined) throw new Error('the cause has no finding');
    expect(ticketMarkdown(report, finding).split('\n').length).toBeLessThan(40);
    expect(explainFinding(report, finding)).toContain(
      'plimsoll scan shop.yaml shop/daemonset/agent --control privileged-container --fail-on low',
    );
  });

  it('shows no marker of a credential to a person', () => {
    const finding = report.findings.find(({ control }) => control === 'credential-in-workload');
    const story = finding === undefined ? '' : explainFinding(report, finding);
    expect(formatTable(report, { causes: 100 }) + story).not.toContain('plimsoll-redacted');
    expect(story.replaceAll(/\s+/g, ' ')).toContain('(redacted: github-token, 40 bytes)');
  });
});
