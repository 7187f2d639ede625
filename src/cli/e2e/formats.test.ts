import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Compile } from 'typebox/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Report, reportJsonSchema } from '../../report/index.ts';
import { deployment, manifest, namespace, privileged } from './fixtures.ts';
import { parseReport } from './parse-report.ts';
import { plimsoll, type Run, type RunOptions } from './run-plimsoll.ts';

const demo = path.join(import.meta.dirname, '../../../demo');
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return plimsoll(args, { cwd: folder, ...options });
}

function text(file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

const ansi = '\u001b[';

describe('one run, every format', () => {
  let report: Report;
  let table: Run;
  beforeAll(async () => {
    const files = ['json', 'ndjson', 'sarif', 'junit', 'csv', 'markdown', 'html'].flatMap((format) => [
      '-o',
      `${format}=out.${format}`,
    ]);
    table = await run(['scan', demo, '--complete', '--cluster-name', 'demo', '-o', 'table', ...files]);
    report = parseReport({ ...table, stdout: text('out.json') });
  });

  it('writes the table and each file, readable by their owner alone, and says so', () => {
    expect(table.code).toBe(1);
    expect(table.stdout).toContain('WHAT TO DO FIRST');
    for (const format of ['json', 'sarif', 'html', 'csv']) {
      expect(table.stderr).toContain(`Wrote out.${format} (${format}`);
      expect(statSync(path.join(folder, `out.${format}`)).mode & 0o777, format).toBe(0o600);
    }
  });

  it('writes into what a shell put in place of a file, in a checkout too', () => {
    const checkout = path.resolve(import.meta.dirname, '../../../bin/plimsoll.js');
    const script = `"$0" "$1" scan "$2" --complete -o json=>(cat >from-shell.json) -o csv=/dev/null; wait $!`;
    spawnSync('bash', ['--norc', '-c', script, process.execPath, checkout, demo], { cwd: folder });
    expect(JSON.parse(text('from-shell.json'))).toMatchObject({
      findings: { length: report.findings.length },
    });
  });

  it('a snapshot on standard output is nothing but the snapshot', () => {
    const checkout = path.resolve(import.meta.dirname, '../../../bin/plimsoll.js');
    const written = spawnSync(process.execPath, [checkout, 'snapshot', demo, '-o', '/dev/stdout']);
    expect(written.stdout.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(gunzipSync(written.stdout).length).toBeGreaterThan(100_000);
    expect(written.stderr.toString()).toContain('Wrote /dev/stdout');
  });

  it('JSON is what the published schema says', () => {
    const validator = Compile(reportJsonSchema());
    expect(validator.Check(JSON.parse(text('out.json')))).toBe(true);
    expect(validator.Check({ ...report, extra: 1 })).toBe(false);
    expect(report.run).toMatchObject({
      command: expect.stringContaining('plimsoll scan') as string,
      filters: [],
    });
    for (const digest of [report.run.flagsDigest, report.run.configDigest, report.run.catalogueDigest])
      expect(digest).toMatch(/^sha256:/);
  });

  it('every format has every failure', () => {
    const failures = report.findings.filter(({ verdict }) => verdict === 'fail');
    expect(failures.length).toBeGreaterThan(150);
    const lines = text('out.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; verdict?: string });
    expect(lines.filter(({ type, verdict }) => type === 'finding' && verdict === 'fail')).toHaveLength(
      failures.length,
    );
    for (const { objectId } of failures) expect(text('out.csv')).toContain(objectId);
    const sarif = JSON.parse(text('out.sarif')) as Sarif;
    const results = sarif.runs.flatMap((each) => each.results);
    // Accepted risks are there too, suppressed: https://docs.oasis-open.org/sarif/sarif/v2.1.0 section 3.27.23
    const accepted = report.findings.filter(({ verdict }) => verdict === 'excepted');
    expect(results.filter(({ suppressions = [] }) => suppressions.length > 0)).toHaveLength(accepted.length);
    const fingerprints = results
      .filter(({ suppressions = [] }) => suppressions.length === 0)
      .map(({ partialFingerprints }) => Object.values(partialFingerprints).join());
    expect(fingerprints).toHaveLength(failures.length);
    expect(new Set(fingerprints).size).toBe(failures.length);
  });

  it('SARIF names files of the checkout, and rules that exist', () => {
    const { version, runs } = JSON.parse(text('out.sarif')) as Sarif;
    expect(version).toBe('2.1.0');
    const [first] = runs;
    const rules = new Set(first?.tool.driver.rules.map(({ id }) => id));
    for (const { ruleId, locations } of first?.results ?? []) {
      expect(rules).toContain(ruleId);
      for (const { physicalLocation } of locations) {
        expect(physicalLocation.artifactLocation.uri).toMatch(/\.yaml$/);
        expect(physicalLocation.region.startLine).toBeGreaterThan(0);
      }
    }
  });

  it('the table fits 80 columns and has no colour where nobody looks', async () => {
    for (const by of ['cause', 'control', 'workload', 'owner', 'cluster']) {
      const { code, stdout } = await run(['scan', demo, '--complete', '--by', by]);
      expect(code, by).toBe(1);
      expect(stdout, by).not.toContain(ansi);
      // A command to copy is not broken over lines.
      const long = stdout
        .split('\n')
        .filter((line) => Array.from(line).length > 80 && !line.includes('plimsoll '));
      expect(long, by).toEqual([]);
      expect(stdout, by).toMatch(/COVERAGE .*\n[^]*GATE +failed, exit 1/);
    }
    const forced = await run(['policy', 'list'], { environment: { FORCE_COLOR: '1' } });
    expect(forced.stdout).toContain(ansi);
    for (const declined of [{ NO_COLOR: '1' }, { TERM: 'dumb' }] as Record<string, string>[])
      expect(
        (await run(['policy', 'list'], { environment: { FORCE_COLOR: '1', ...declined } })).stdout,
      ).not.toContain(ansi);
    expect(
      (await run(['policy', 'list', '--no-color'], { environment: { FORCE_COLOR: '1' } })).stdout,
    ).not.toContain(ansi);
  });

  it('the HTML report is one file that asks nobody for anything', () => {
    const html = text('out.html');
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).not.toMatch(/<(?:script|link|img|iframe)[^>]+(?:src|href)="https?:/);
  });

  it('a report tells its findings, its ticket and its differences', async () => {
    const grave = report.findings.find(({ fix, severity }) => fix !== undefined && severity === 'critical');
    const id = grave?.objectId ?? '';
    const story = await run(['explain', id.slice(0, 10), '--report', 'out.json']);
    expect(story.stdout).toContain(id);
    const ticket = await run(['explain', id, '--report', 'out.json', '-o', 'markdown']);
    expect(ticket.stdout.split('\n').length).toBeLessThan(40);
    for (const part of [id, 'plimsoll scan', '```diff']) expect(ticket.stdout).toContain(part);
    const same = await run(['diff', 'out.json', 'out.json', '-o', 'json']);
    expect(same.code).toBe(0);
    expect(JSON.parse(same.stdout)).toMatchObject({ opened: [], cured: [], becameUnknown: [] });
    writeFileSync(
      path.join(folder, 'less.json'),
      JSON.stringify({ ...report, findings: report.findings.filter(({ objectId }) => objectId !== id) }),
    );
    const opened = await run(['diff', 'less.json', 'out.json']);
    expect(opened.stdout).toMatch(/New: 1\n/);
    expect(opened.code).toBe(1);
  });
});

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly partialFingerprints: Record<string, string>;
      readonly suppressions?: readonly object[];
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

describe('the exit code', () => {
  beforeAll(() => {
    writeFileSync(path.join(folder, 'bad.yaml'), manifest(deployment('bad', 'shop', privileged)));
    writeFileSync(path.join(folder, 'fine.yaml'), manifest(deployment('fine', 'shop')));
    writeFileSync(path.join(folder, 'broken.yaml'), 'kind: [\n');
  });

  it.each([
    [['fine.yaml'], 0, { failed: false, incomplete: false, errors: false }],
    [['bad.yaml'], 1, { failed: true, incomplete: false, errors: false }],
    [['bad.yaml', '--fail-on', 'never'], 0, { failed: false, incomplete: false, errors: false }],
    [
      ['fine.yaml', '--min-coverage', '100', '--require', 'cloud'],
      1,
      { failed: true, incomplete: false, errors: false },
    ],
    [['bad.yaml', 'broken.yaml'], 3, { failed: true, incomplete: true, errors: false }],
    [
      ['bad.yaml', 'broken.yaml', '-n', 'nowhere', '--require', 'cloud'],
      2,
      { failed: true, incomplete: true, errors: true },
    ],
  ] as const)('scan %j is %i, and JSON states all that holds', async (args, code, gate) => {
    const result = await run(['scan', ...args, '-o', 'json']);
    const { gate: stated } = parseReport(result);
    expect(result.code).toBe(code);
    expect(stated).toMatchObject({ ...gate, exitCode: code });
    expect(stated.reasons.length).toBeGreaterThan(0);
  });
});

describe('--redact', () => {
  it('leaves no name of a cluster, namespace, object, person or file', async () => {
    const names = [
      'zq7cluster',
      'zq7namespace',
      'zq7deployment',
      'zq7container',
      'zq7account',
      'zq7folder',
      'zq7registry',
      'zq7team',
      'zq7node',
    ];
    const [
      cluster = '',
      space = '',
      name = '',
      container = '',
      account = '',
      file = '',
      registry = '',
      team = '',
    ] = names;
    const objects = [
      namespace(space, { team }),
      {
        ...deployment(
          name,
          space,
          { name: container, image: `${registry}.example.com/app:latest`, ...privileged },
          { serviceAccountName: account },
        ),
      },
    ];
    writeFileSync(path.join(folder, `${file}.yaml`), manifest(...objects));
    const formats = ['json', 'ndjson', 'sarif', 'junit', 'csv', 'markdown', 'html'].flatMap((format) => [
      '-o',
      `${format}=red.${format}`,
    ]);
    const shared = ['scan', `${file}.yaml`, '--cluster-name', cluster, '-n', space];
    const open = await run([...shared, '-o', 'table']);
    for (const each of [cluster, name, container]) expect(open.stdout).toContain(each);
    const redacted = await run([...shared, '--redact', '-o', 'table', ...formats]);
    expect(redacted.code).toBe(open.code);
    expect(names.filter((each) => redacted.stdout.includes(each))).toEqual([]);
    for (const format of ['json', 'ndjson', 'sarif', 'junit', 'csv', 'markdown', 'html'])
      expect(
        names.filter((each) => text(`red.${format}`).includes(each)),
        format,
      ).toEqual([]);
    expect(parseReport({ ...redacted, stdout: text('red.json') }).findings.length).toBeGreaterThan(3);
  });
});
