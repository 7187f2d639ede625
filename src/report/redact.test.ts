import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { buildReport } from './build.ts';
import { generateReport } from './fixtures/generate-report.ts';
import { smallReportInput } from './fixtures/small-report.ts';
import { redactReport } from './redact.ts';
import { redactText } from './redact-text.ts';
import { ReportSchema } from './schema.ts';

const key = 'kept by whoever redacts';
const validator = Compile(ReportSchema);

describe('a redacted report', () => {
  const report = generateReport({
    findings: 800,
    clusters: 3,
    unreachable: 1,
    unknownShare: 0.2,
    longNames: true,
  });
  const redacted = redactReport(report, key);
  const text = JSON.stringify({ ...redacted, controls: [] });

  it('holds no name of a cluster, server, reader, namespace, object, image or team', () => {
    const names = new Set<string>();
    for (const { name, server, reader, id } of report.clusters)
      for (const each of [name, server, reader, id]) if (each) names.add(each);
    for (const { reference, images, team } of report.workloads) {
      names.add(reference.namespace).add(reference.name);
      for (const { image } of images) names.add(image);
      if (team) names.add(team);
    }
    for (const { subject } of report.findings) if (subject.namespace !== '') names.add(subject.namespace);
    const whole = (name: string) =>
      new RegExp(`(?<![\\w-])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
    const told = [...names].filter((name) => name !== 'default' && whole(name).test(text));
    expect(told).toEqual([]);
  });

  it('holds nothing that an exception says of people and places', () => {
    const id = 'shop/Deployment/hidden-api/run-as-root';
    const said = {
      owner: 'hidden-team',
      reason: 'hidden reason',
      ticket: 'HIDDEN-1',
      approver: 'hidden-approver',
      covers: 'namespaces hidden-*',
      file: 'hidden/accepted.yaml',
    };
    const input = smallReportInput();
    const exceptions = [
      { id, expires: '2027-01-31', state: 'in-force' as const, source: 'file' as const, line: 3, ...said },
    ];
    const report = redactReport(buildReport({ ...input, exceptions }), key);
    expect(JSON.stringify(report)).not.toMatch(/hidden/i);
    expect(report.run.redacted).toBe(true);
  });

  it('holds no address, account or mail address', () => {
    const told = text.match(/example\.com|https?:|\b\d{12}\b|ghcr\.io|istio/g);
    expect(new Set(told)).toEqual(new Set());
  });

  it('is still a report, with the same verdicts and counts', () => {
    expect([...validator.Errors(redacted)].slice(0, 3)).toEqual([]);
    const facts = ({ findings }: typeof report) =>
      findings.map(({ verdict, severity, control, cause }) => [verdict, severity, control, cause]);
    expect(facts(redacted)).toEqual(facts(report));
    expect(redacted.score).toEqual(report.score);
    expect(redacted.controls).toEqual(report.controls);
  });

  it('gives the same name the same pseudonym, in every report of the same key and in none of another', () => {
    expect(
      redactReport(
        generateReport({ findings: 800, clusters: 3, unreachable: 1, unknownShare: 0.2, longNames: true }),
        key,
      ),
    ).toEqual(redacted);
    const cluster = (secret: string) => redactReport(report, secret).clusters[1]?.name;
    expect(cluster('another key, as long')).not.toBe(cluster(key));
    const ids = new Set(redacted.clusters.map(({ id }) => id));
    expect(ids.size).toBe(report.clusters.length);
    for (const { cluster: id } of redacted.findings) expect(ids).toContain(id);
  });

  it('keeps findings and workloads joined by their names', () => {
    const workloads = new Set(
      redacted.workloads.map(({ reference }) => `${reference.kind}/${reference.namespace}/${reference.name}`),
    );
    const subjects = redacted.findings.filter(({ subject }) => subject.kind === 'Deployment');
    for (const { subject } of subjects)
      expect(workloads).toContain(`${subject.kind}/${subject.namespace}/${subject.name}`);
  });

  it('leaves out what people wrote and what stood in fields', () => {
    const small = redactReport(buildReport(smallReportInput()), key);
    expect(JSON.stringify(small)).not.toContain('SEC-1');
    expect(small.findings.find(({ verdict }) => verdict === 'excepted')?.reason).toBe('(redacted)');
    expect(small.findings[0]?.evidence[0]?.value).toBe('true');
  });

  it('refuses a key that can be guessed', () => {
    expect(() => redactReport(report, 'short')).toThrow(RangeError);
  });
});

describe('text', () => {
  const names = new Map([
    ['shop', 'ns-1'],
    ['api', 'deployment-1'],
    ['ghcr.io/x/api:1', 'image-1'],
  ]);

  it('loses known names as words, in paths, in DNS names and in names made from them', () => {
    expect(redactText('Deployment shop/api runs ghcr.io/x/api:1.', names)).toBe(
      'Deployment ns-1/deployment-1 runs image-1.',
    );
    expect(redactText('api.shop.svc and api-7d9f8-x2x4k', names)).toBe(
      'deployment-1.ns-1.svc and deployment-1-(redacted)',
    );
  });

  it('keeps words that only contain a name', () => {
    expect(redactText('workshop apiVersion', names)).toBe('workshop apiVersion');
  });

  it('loses addresses that nobody listed', () => {
    expect(
      redactText(
        'dial tcp 10.0.0.1:443, see https://intra.corp/x, mail a@b.org, list pods.metrics.k8s.io',
        names,
      ),
    ).toBe('dial tcp (address), see (address), mail (address), list pods.metrics.k8s.io');
  });
});
