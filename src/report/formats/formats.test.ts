import { readFileSync } from 'node:fs';
import Schema from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../build.ts';
import { generateReport } from '../fixtures/generate-report.ts';
import { judgedCluster, result, smallReportInput } from '../fixtures/small-report.ts';
import { reportJsonSchema } from '../json-schema.ts';
import type { Report } from '../schema.ts';
import { formatCsv } from './csv.ts';
import { formatJson } from './json.ts';
import { formatJunit } from './junit.ts';
import { formatMarkdown } from './markdown.ts';
import { formatAllNdjson, formatNdjson } from './ndjson.ts';
import { formatSarif } from './sarif.ts';
import { formatTable } from './table/index.ts';

const small = buildReport(smallReportInput());
const large = generateReport({
  findings: 1500,
  clusters: 3,
  unreachable: 1,
  unknownShare: 0.2,
  longNames: true,
});
const manifests = generateReport({ findings: 200, manifests: true });
const empty = buildReport({ ...smallReportInput(), clusters: [] });
const samples = [small, large, manifests, empty];

const text = (pieces: Iterable<string>) => [...pieces].join('');

/** A report with one finding whose names are chosen to break a format. */
function hostile(name: string): Report {
  const finding = {
    ...result('uid-blue', 'run-as-root', 'high', 'fail', { group: '', kind: 'Pod', namespace: 'shop', name }),
    message: `${name} fails.`,
  };
  return buildReport({ ...smallReportInput(), clusters: [judgedCluster('blue', () => [finding])] });
}

describe('JSON', () => {
  const validator = Schema.Compile(reportJsonSchema());

  it('is what the published schema says', () => {
    for (const report of samples) {
      const parsed: unknown = JSON.parse(text(formatJson(report)));
      expect(parsed).toEqual(JSON.parse(JSON.stringify(report)));
      expect(validator.Errors(parsed)).toEqual([true, []]);
    }
  });

  it('is refused by the schema with a field more or a verdict that does not exist', () => {
    expect(validator.Check({ ...small, extra: 1 })).toBe(false);
    expect(validator.Check({ ...small, findings: [{ ...small.findings[0], verdict: 'fine' }] })).toBe(false);
  });
});

describe('NDJSON', () => {
  it('has the header first and one document per line', () => {
    const lines = text(formatNdjson(small))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual([
      'header',
      'cause',
      ...Array(4).fill('workload'),
      ...Array(5).fill('finding'),
    ]);
    expect(lines[0]).toMatchObject({ schema: 'plimsoll.report/v1', gate: { exitCode: 3 } });
    expect(lines[0].findings).toBeUndefined();
  });

  it('streams passes with --show all', () => {
    const passes = [
      result('uid-blue', 'run-as-root', 'low', 'pass', {
        group: '',
        kind: 'Pod',
        namespace: 'shop',
        name: 'x',
      }),
    ];
    const lines = text(formatAllNdjson(small, passes)).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ type: 'result', verdict: 'pass' });
  });
});

describe('SARIF', () => {
  const path = new URL('../fixtures/sarif-schema-2.1.0.json', import.meta.url);
  const validator = Schema.Compile(JSON.parse(readFileSync(path, 'utf8')));
  const sarif = (report: Report) => JSON.parse(text(formatSarif(report)));

  it('is valid against the schema of OASIS', () => {
    for (const report of samples) expect(validator.Errors(sarif(report))).toEqual([true, []]);
    expect(validator.Check({ version: '2.1.0', runs: [{}] })).toBe(false);
  });

  it('has one result for a finding in several clusters, with a fingerprint that leaves the cluster out', () => {
    const [run] = sarif(small).runs;
    const privileged = run.results.filter(
      ({ ruleId }: { ruleId: string }) => ruleId === 'privileged-container',
    );
    expect(privileged).toHaveLength(1);
    expect(privileged[0].partialFingerprints).toEqual({
      'plimsollObjectId/v1': small.findings[0]?.objectId,
      primaryLocationLineHash: `${small.findings[0]?.objectId}:1`,
    });
    expect(privileged[0].message.text).toContain('In 2 of 3 clusters: blue and green.');
  });

  it('points to the template of a chart, because the rendered text is no file of the repository', () => {
    const [first, ...others] = small.findings;
    if (first === undefined) throw new Error('the sample has findings');
    const position = { file: 'chart', line: 36, column: 9, template: 'chart/templates/api.yaml' };
    const evidence = first.evidence.map((each) => ({ ...each, position }));
    const [run] = sarif({ ...small, findings: [{ ...first, evidence }, ...others] }).runs;
    const { physicalLocation } = run.results[0].locations[0];
    expect(physicalLocation).toEqual({
      artifactLocation: { uri: 'chart/templates/api.yaml' },
      region: { startLine: 1 },
    });
  });

  it('suppresses accepted risk and tells unknowns as notifications of a run that did not succeed', () => {
    const [run] = sarif(small).runs;
    expect(
      run.results.filter((each: { suppressions?: unknown }) => each.suppressions !== undefined),
    ).toHaveLength(1);
    expect(run.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 3 });
    const ids = run.invocations[0].toolExecutionNotifications.map(
      (each: { descriptor: { id: string } }) => each.descriptor.id,
    );
    expect(ids).toEqual(['cluster-unreachable', 'unread-denied', 'not-connected-cloud']);
  });

  it('points to file, line and column for manifests', () => {
    const [run] = sarif(manifests).runs;
    expect(run.results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: expect.stringMatching(/^deploy\/.*\.yaml$/) },
      region: { startLine: expect.any(Number), startColumn: 9 },
    });
  });

  it('stays within the limits of GitHub: 25,000 results, the most severe kept, and 10 tags on a rule', () => {
    const results = Array.from({ length: 25_010 }, (_, index) =>
      result(
        'uid-blue',
        index < 25_005 ? 'run-as-root' : 'privileged-container',
        index < 25_005 ? 'medium' : 'critical',
        'fail',
        { group: '', kind: 'Pod', namespace: 'shop', name: `p${index}` },
      ),
    );
    const many = buildReport({ ...smallReportInput(), clusters: [judgedCluster('blue', () => results)] });
    const [run] = sarif(many).runs;
    expect(run.results).toHaveLength(25_000);
    expect(run.results[0].ruleId).toBe('privileged-container');
    expect(run.invocations[0].toolExecutionNotifications).toContainEqual(
      expect.objectContaining({ descriptor: { id: 'results-left-out' } }),
    );
    for (const { properties } of run.tool.driver.rules)
      expect(properties.tags.length).toBeLessThanOrEqual(10);
  });
});

describe('CSV', () => {
  it('says who decided to live with a finding, until when, and who agreed', () => {
    const decided = { id: 'SEC-1', owner: 'platform', reason: 'reads logs', expires: '2027-01-31' };
    const [first, ...others] = small.findings;
    const report = {
      ...small,
      findings: first === undefined ? [] : [{ ...first, exception: 'SEC-1' }, ...others],
      exceptions: [{ ...decided, matched: 1, ticket: 'T-1', approver: 'security' }],
    };
    const rows = parseCsv(text(formatCsv(report)));
    const [head = []] = rows;
    const row = rows.find((cells) => cells[head.indexOf('exception')] === 'SEC-1') ?? [];
    const cell = (column: string) => row[head.indexOf(`exception_${column}`)];
    expect(['owner', 'expires', 'ticket', 'approver'].map(cell)).toEqual([
      'platform',
      '2027-01-31',
      'T-1',
      'security',
    ]);
  });

  it('follows RFC 4180', () => {
    const csv = text(formatCsv(hostile('a "quoted", name')));
    expect(csv.endsWith('\r\n')).toBe(true);
    expect(csv).toContain('"a ""quoted"", name"');
    for (const report of samples) {
      const widths = new Set(parseCsv(text(formatCsv(report))).map((row) => row.length));
      expect(widths.size).toBe(1);
    }
  });

  it('shows a tab as an escape, which begins no formula', () => {
    const [head = [], row = []] = parseCsv(text(formatCsv(hostile('\tx'))));
    expect(row[head.indexOf('name')]).toBe(String.raw`\tx`);
  });

  it.each(['=cmd()', '+1', '-1', '@SUM(A1)'])('makes %j text and not a formula', (name) => {
    const [head = [], row = []] = parseCsv(text(formatCsv(hostile(name))));
    expect(row[head.indexOf('name')]).toBe(`'${name}`);
  });

  it('has a row for a cluster that could not be reached', () => {
    const rows = parseCsv(text(formatCsv(small)));
    expect(rows).toHaveLength(1 + 1 + small.findings.length);
    expect(rows[1]?.slice(0, 6)).toEqual(['red', 'red', 'unknown', '', '2026-11-25T09:00:02Z', 'unknown']);
  });
});

const unreadable: Report = {
  ...small,
  problems: [
    {
      code: 'yaml-syntax',
      message: 'not YAML',
      hint: 'Mend it.',
      file: 'k8s/bad.yaml',
      line: 3,
      severity: 'error',
    },
    { code: 'file-unused', message: 'nobody names it', file: 'k8s/extra.yaml', severity: 'warning' },
  ],
};

describe('input that could not be read is never silent', () => {
  it('is a row of CSV', () => {
    const rows = parseCsv(text(formatCsv(unreadable)));
    const head = rows[0] ?? [];
    const row = rows.find((each) => each[head.indexOf('file')] === 'k8s/bad.yaml');
    expect(row?.[head.indexOf('verdict')]).toBe('unknown');
    expect(row?.[head.indexOf('message')]).toBe('not YAML.');
    expect(rows).toHaveLength(parseCsv(text(formatCsv(small))).length + 1);
  });

  it('is an error of JUnit, and what was passed over is skipped', () => {
    const xml = text(formatJunit(unreadable));
    expect(xml).toContain('<testsuite name="input" tests="2" failures="0" errors="1" skipped="1"');
    expect(xml).toContain(
      '<testcase name="k8s/bad.yaml:3 yaml-syntax" classname="input" file="k8s/bad.yaml:3" time="0"><error message="not YAML.">Mend it.</error></testcase>',
    );
    expect(xml).toContain('<skipped message="nobody names it."/>');
  });
});

describe('JUnit', () => {
  it('is this for the small report', () => {
    expect(text(formatJunit(small))).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="plimsoll" tests="8" failures="3" errors="2" skipped="3" time="0">
        <testsuite name="blue/privileged-container" tests="1" failures="1" errors="0" skipped="0" time="0" timestamp="2026-11-25T09:00:02Z">
          <properties>
            <property name="clusterId" value="uid-blue"/>
            <property name="serverVersion" value="v1.35.2"/>
            <property name="reader" value="jane"/>
            <property name="toolVersion" value="0.1.0"/>
            <property name="catalogue" value="sha256:d1"/>
          </properties>
          <testcase name="DaemonSet shop/agent, container main" classname="privileged-container" time="0"><failure message="critical: Container main of DaemonSet shop/agent runs privileged.">spec.template.spec.containers[0].securityContext.privileged is true, expected false or unset
      Cure of privileged-container.
      plimsoll explain f0002e8ba5ba3d3f --all-contexts</failure></testcase>
        </testsuite>
        <testsuite name="blue/run-as-root" tests="2" failures="1" errors="0" skipped="1" time="0" timestamp="2026-11-25T09:00:02Z">
          <properties>
            <property name="clusterId" value="uid-blue"/>
            <property name="serverVersion" value="v1.35.2"/>
            <property name="reader" value="jane"/>
            <property name="toolVersion" value="0.1.0"/>
            <property name="catalogue" value="sha256:d1"/>
          </properties>
          <testcase name="DaemonSet shop/agent, container main" classname="run-as-root" time="0"><failure message="medium: Container main of DaemonSet shop/agent may run as root.">spec.template.spec.containers[0].securityContext.runAsNonRoot is not set, expected true
      Cure of run-as-root.
      plimsoll explain 012ef6faaf5d092e --all-contexts</failure></testcase>
          <testcase name="Deployment shop/web, container main" classname="run-as-root" time="0"><skipped message="excepted by people: SEC-1 until 2027-01-31: legacy image"/></testcase>
        </testsuite>
        <testsuite name="blue/audit-log" tests="1" failures="0" errors="0" skipped="1" time="0" timestamp="2026-11-25T09:00:02Z">
          <properties>
            <property name="clusterId" value="uid-blue"/>
            <property name="serverVersion" value="v1.35.2"/>
            <property name="reader" value="jane"/>
            <property name="toolVersion" value="0.1.0"/>
            <property name="catalogue" value="sha256:d1"/>
          </properties>
          <testcase name="Title of audit-log" classname="audit-log" time="0"><skipped message="Not judged: a source is not connected."/></testcase>
        </testsuite>
        <testsuite name="green/privileged-container" tests="1" failures="1" errors="0" skipped="0" time="0" timestamp="2026-11-25T09:00:02Z">
          <properties>
            <property name="clusterId" value="uid-green"/>
            <property name="serverVersion" value="v1.35.2"/>
            <property name="reader" value="jane"/>
            <property name="toolVersion" value="0.1.0"/>
            <property name="catalogue" value="sha256:d1"/>
          </properties>
          <testcase name="DaemonSet shop/agent, container main" classname="privileged-container" time="0"><failure message="critical: Container main of DaemonSet shop/agent runs privileged.">spec.template.spec.containers[0].securityContext.privileged is true, expected false or unset
      Cure of privileged-container.
      plimsoll explain f0002e8ba5ba3d3f --all-contexts</failure></testcase>
        </testsuite>
        <testsuite name="green/run-as-root" tests="1" failures="0" errors="1" skipped="0" time="0" timestamp="2026-11-25T09:00:02Z">
          <properties>
            <property name="clusterId" value="uid-green"/>
            <property name="serverVersion" value="v1.35.2"/>
            <property name="reader" value="jane"/>
            <property name="toolVersion" value="0.1.0"/>
            <property name="catalogue" value="sha256:d1"/>
          </properties>
          <testcase name="Deployment shop/api, container main" classname="run-as-root" time="0"><error message="denied: pods is forbidden. Grant list on pods in namespace shop."/></testcase>
        </testsuite>
        <testsuite name="green/audit-log" tests="1" failures="0" errors="0" skipped="1" time="0" timestamp="2026-11-25T09:00:02Z">
          <properties>
            <property name="clusterId" value="uid-green"/>
            <property name="serverVersion" value="v1.35.2"/>
            <property name="reader" value="jane"/>
            <property name="toolVersion" value="0.1.0"/>
            <property name="catalogue" value="sha256:d1"/>
          </properties>
          <testcase name="Title of audit-log" classname="audit-log" time="0"><skipped message="Not judged: a source is not connected."/></testcase>
        </testsuite>
        <testsuite name="red" tests="1" failures="0" errors="1" skipped="0" time="0" timestamp="2026-11-25T09:00:02Z">
          <properties>
            <property name="clusterId" value="red"/>
            <property name="serverVersion" value="unknown"/>
            <property name="reader" value="unknown"/>
            <property name="toolVersion" value="0.1.0"/>
            <property name="catalogue" value="sha256:d1"/>
          </properties>
          <testcase name="cluster is reachable" classname="cluster" time="0"><error message="https://red.example.com did not answer within 10 s. Check the VPN."/></testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  it('escapes what XML cannot hold', () => {
    const xml = text(formatJunit(hostile('<a & "b">\u0001\ud800')));
    expect(xml).toContain('&lt;a &amp; &quot;b&quot;&gt;\\u0001\ufffd');
  });

  it('counts what it holds', () => {
    for (const report of samples) {
      const xml = text(formatJunit(report));
      const total = (name: string) =>
        Number(new RegExp(`<testsuites [^>]*\\b${name}="(\\d+)"`).exec(xml)?.[1]);
      expect(total('tests')).toBe(xml.split('<testcase ').length - 1);
      expect(total('failures')).toBe(xml.split('<failure ').length - 1);
      expect(total('errors')).toBe(xml.split('<error ').length - 1);
      expect(total('skipped')).toBe(xml.split('<skipped ').length - 1);
    }
  });
});

describe('Markdown', () => {
  it('is this for the small report', () => {
    expect(formatMarkdown(small)).toMatchInlineSnapshot(`
      "## Plimsoll

      **2 critical and 1 medium findings, cured in 1 place. 16.7% of the verdicts could not be reached. 1 cluster could not be reached.**

      | cluster | state | score | critical | high | medium | low |
      |---|---|---|--:|--:|--:|--:|
      | \`blue\` | complete | 5 | 1 | 0 | 1 | 0 |
      | \`green\` | incomplete | 0 to 17 | 1 | 0 | 0 | 0 |
      | \`red\` | unreachable | unknown | 0 | 0 | 0 | 0 |

      ### Could not be seen

      - Cluster \`red\`: https://red.example.com did not answer within 10 s. Check the VPN.
      - 1 verdict, denied: grant \`list on pods in namespace shop\`

      ### What to do first

      1. **critical** Title of privileged-container, and 1 more control on the same workloads: 3 findings, in 2 of 3 clusters
         - Change \`values of Helm release shop/shop\`
         - \`DaemonSet shop/agent, container main\`: Container main of DaemonSet shop/agent runs privileged.
         - \`DaemonSet shop/agent, container main\`: Container main of DaemonSet shop/agent may run as root.
         - Cure: Cure of privileged-container.
         - \`plimsoll explain f0002e8ba5ba3d3f --all-contexts\`

      **Gate incomplete** (exit 3). Cluster red could not be reached. 1 verdict could not be reached because something could not be read or judged. 2 critical open, and the gate fails on high or worse. Score 1 to 40 of 100; 1 to 41 with accepted risk, coverage 37.7%. Not connected: cloud (1 control). 1 finding accepted by people.

      <sub>Plimsoll 0.1.0, catalogue sha256:d1, 2026-11-25 09:00:02 UTC: \`blue\` \`v1.35.2\`, read by \`jane\`; \`green\` \`v1.35.2\`, read by \`jane\`; \`red\` \`unknown\`</sub>
      "
    `);
  });

  it('keeps its size by leaving out whole sections, and says so', () => {
    for (const maximumLength of [3000, 8000]) {
      const markdown = formatMarkdown(large, { maximumLength });
      expect(markdown.length).toBeLessThanOrEqual(maximumLength);
      expect(markdown).toContain('The rest does not fit here');
      expect(markdown).toContain('**Gate incomplete** (exit 3)');
    }
  });

  it('lets no name become markup or a mention', () => {
    const markdown = formatMarkdown(hostile('<img src=x> @team `|`'));
    const outsideCode = markdown.replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
    expect(outsideCode).not.toMatch(/<img|@team/);
    expect(outsideCode).toContain('&lt;img');
  });
});

describe('the table', () => {
  it('is this for the small report', () => {
    expect(formatTable(small)).toMatchInlineSnapshot(`
      "Plimsoll 0.1.0, 2026-11-25 09:00:02 UTC
        cluster    blue, v1.35.2
                   40 objects, 3 workloads, 2 namespaces, read by jane
        cluster    green, v1.35.2
                   40 objects, 3 workloads, 2 namespaces, read by jane
        cluster    red: not reached. https://red.example.com did not answer within 10
                   s. Check the VPN.

      2 critical and 1 medium findings, cured in 1 place. 16.7% of the verdicts could
      not be reached. 1 cluster could not be reached.

      WHAT TO DO FIRST

        1 ■ critical  Title of privileged-container, and 1 more control on the same
                      workloads
          Container main of DaemonSet shop/agent runs privileged.
          Container main of DaemonSet shop/agent may run as root.
          in all 3 findings on 2 objects, the same in 2 of 3 clusters: blue and green
          change  values of Helm release shop/shop
          cure    Cure of privileged-container.
          story   plimsoll explain f0002e8ba5ba3d3f --all-contexts

      FINDINGS                    critical      high    medium       low
        open                             2         0         1         0
        could not be judged              0         0         1         0
        excepted by people               0         0         1         0

      CLUSTERS blue: complete, score 5
               green: incomplete, score 0 to 17
               red: unreachable
      COVERAGE 37.7% of the verdicts of 3 controls were reached; a cluster that was
               not reached counts as none
        could not read  denied; grant list on pods in namespace shop (1 verdict waits
                        in green)
        not connected   cloud: No cloud account is connected. 1 control waits for it.
      SCORE    1 to 40 of 100; 1 to 41 with accepted risk; the range is what could not
               be judged; it speaks for 37.7% of the verdicts
               costs most: privileged-container 55.5 points (2 failing) and
               run-as-root 3.9 points (1 failing)
      EXCEPTED 1 finding accepted by people.
      GATE     incomplete, exit 3: Cluster red could not be reached. 1 verdict could
               not be reached because something could not be read or judged. 2
               critical open, and the gate fails on high or worse.
      NEXT     plimsoll explain f0002e8ba5ba3d3f --all-contexts
               plimsoll doctor --all-contexts
      "
    `);
  });

  it('does not say that no control needs what was not read where nothing was judged', () => {
    const denied = {
      group: '',
      version: 'v1',
      kind: 'Pod',
      resource: 'pods',
      namespaced: true,
      state: 'denied' as const,
      reason: 'denied',
      permission: { verbs: ['list'], apiGroup: '', resource: 'pods' },
      at: '',
      objects: 0,
    };
    const about = { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'one' };
    const table = (...results: ReturnType<typeof result>[]) => {
      const cluster = judgedCluster('blue', () => results);
      return formatTable(
        buildReport({
          ...smallReportInput(),
          clusters: [{ ...cluster, coverage: { resources: [denied], notConnected: [] } }],
        }),
      );
    };
    expect(table()).toContain('1 resource type, and what that hides was not judged');
    expect(table(result('uid-blue', 'run-as-root', 'high', 'fail', about))).toContain(
      '1 resource type, which no control here needs',
    );
  });

  it('by control is this for the small report', () => {
    expect(formatTable(small, { by: 'control' }).split('\n\n')[2]).toMatchInlineSnapshot(`
      "critical  high  medium   low  unknown  CONTROL
             2     .       .     .        .  privileged-container
                                             Title of privileged-container; 0 pass
             .     .       1     .        1  run-as-root
                                             Title of run-as-root; 1 pass"
    `);
  });

  it('by workload is this for the small report', () => {
    expect(formatTable(small, { by: 'workload' }).split('\n\n')[2]).toMatchInlineSnapshot(`
      "critical  high  medium   low  unknown  WORKLOAD
             1     .       1     .        .  DaemonSet shop/agent
                                             blue; team checkout; values of Helm
                                             release shop/shop
             1     .       .     .        .  DaemonSet shop/agent
                                             green; team checkout; values of Helm
                                             release shop/shop
             .     .       .     .        1  Deployment shop/api
                                             green; team checkout; values of Helm
                                             release shop/shop"
    `);
  });

  it('by owner is this for the small report', () => {
    expect(formatTable(small, { by: 'owner' }).split('\n\n')[2]).toMatchInlineSnapshot(`
      "critical  high  medium   low  unknown  OWNER
             2     .       1     .        1  team checkout"
    `);
  });

  it('by cluster is this for the small report', () => {
    expect(formatTable(small, { by: 'cluster' }).split('\n\n')[2]).toMatchInlineSnapshot(`
      "critical  high  medium   low  unknown  CLUSTER
             1     .       1     .        .  blue
                                             complete, score 5, coverage 80%
             1     .       .     .        1  green
                                             incomplete, score 0 to 17, coverage 33.3%
             .     .       .     .        .  red
                                             unreachable: https://red.example.com did
                                             not answer within 10 s. Check the VPN."
    `);
  });

  it('fits 80 columns whatever the names', () => {
    for (const report of samples) {
      for (const by of [undefined, 'control', 'workload', 'owner', 'cluster'] as const) {
        const lines = formatTable(report, { causes: 50, ...(by && { by }) }).split('\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      }
    }
  });

  it('says what manifests change in the cluster they land in', () => {
    const subject = (name: string) => ({ group: '', kind: 'Pod', namespace: 'shop', name });
    const cluster = judgedCluster('blue', () => [
      result('uid-blue', 'run-as-root', 'medium', 'fail', subject('a')),
    ]);
    const cured = [result('uid-blue', 'run-as-root', 'medium', 'fail', subject('b'))];
    const report = buildReport({
      ...smallReportInput(),
      clusters: [{ ...cluster, cured, changeOf: () => 'new' as const }],
    });
    const table = formatTable(report);
    expect(table).toContain('Against what runs there: 1 new and 1 cured.');
    expect(table).toContain('Pod shop/a (new)');
    expect(table).not.toContain('Pod shop/b');
  });

  it('does not call a run clean that judged nothing', () => {
    expect(formatTable(empty)).toContain('Nothing was judged, so this is not a clean result.');
  });
});

/** RFC 4180, for the tests. */
function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < csv.length; index++) {
    const character = csv[index];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (csv[index + 1] === '"') cell += csv[index++];
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',' || character === '\r') {
      rows.at(-1)?.push(cell);
      cell = '';
      if (character === '\r') {
        index++;
        rows.push([]);
      }
    } else cell += character;
  }
  return rows.slice(0, -1);
}
