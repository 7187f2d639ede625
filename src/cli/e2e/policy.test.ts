import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { plimsoll } from './run-plimsoll.ts';

const examples = path.join(import.meta.dirname, '../../../docs/examples/admission');
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const whole = path.join(folder, name);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

const deployment = (name: string, team: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop, labels: {team: ${team}}}
spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: a}]}}}
`;

const policy = (expression: string) => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: p}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
  validations:
    - expression: ${expression}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: p}
spec: {policyName: p, validationActions: [Deny]}
`;

describe.concurrent('policy test', () => {
  it('of the example in docs/policy.md passes', async () => {
    const { code, stdout } = await plimsoll(['policy', 'test', examples]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '5 passed, 0 failed, 1 policy\n' });
  });

  it('says what is not as expected, and ends with 1; JUnit has the same', async () => {
    file('wrong/p.yaml', policy('object.metadata.name == "a"'));
    const tests = `- {name: other, object: {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}, expect: pass}\n`;
    file('wrong/p.test.yaml', tests);
    const { code, stdout } = await plimsoll(['policy', 'test', 'wrong'], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL  p: other (wrong/p.test.yaml:1:');
    expect(stdout).toContain('expected pass, got fail');
    const junit = await plimsoll(['policy', 'test', 'wrong', '-o', 'junit'], { cwd: folder });
    expect(junit.stdout).toContain('tests="1" failures="1"');
  });
});

describe.concurrent('policy list and show', () => {
  it("warn of a field that no kind has in a control of one's own, at its place", async () => {
    const control = `id: own-control
title: Own control
severity: low
area: posture
refs: []
why: It shows where a mistake is said.
references: [https://example.com/]
remediation: {summary: Do nothing.}
policy:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
  validations:
    - expression: object.spec.replicaz > 1
`;
    const cases = `- {name: a, kind: good, object: &d {apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: a}, spec: {replicaz: 2}}, expect: pass}
- {name: b, kind: bad, object: {<<: *d, spec: {replicaz: 1}}, expect: fail}
- {name: c, kind: trap, why: It is there., object: {<<: *d, spec: {replicaz: 0}}, expect: fail}
`;
    file('controls/own-control.yaml', control);
    file('controls/own-control.cases.yaml', cases);
    for (const command of [['list'], ['show', 'own-control']]) {
      const { code, stdout, stderr } = await plimsoll(['policy', ...command, '--policies', 'controls'], {
        cwd: folder,
      });
      expect(code).toBe(0);
      expect(stdout).toContain('own-control');
      expect(stderr).toContain(
        "controls/own-control.yaml:13:31: warning: undefined field 'replicaz', for Deployment",
      );
      expect(stderr).toContain(
        '    |     - expression: object.spec.replicaz > 1\n    |                               ^^^^^^^^',
      );
    }
  });
});

describe.concurrent('policy preview', () => {
  it('ends with 1 and names policy, place and object when something would be denied', async () => {
    file('denied/p.yaml', policy("object.metadata.labels.team == 'red'"));
    file('k8s/d.yaml', deployment('api', 'blue'));
    const { code, stdout } = await plimsoll(['policy', 'preview', 'denied', 'k8s'], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toContain('denied/p.yaml:9:19');
    expect(stdout).toMatch(/denied {3}Deployment shop\/api .* k8s\/d\.yaml:\d+:\d+/);
    expect(stdout).toContain('1 denied, 0 warned, 0 audited');
  });

  it('ends with 2 and a caret when a policy is broken', async () => {
    file('broken/p.yaml', policy("object.metadata.name = 'x'"));
    file('k8s2/d.yaml', deployment('api', 'blue'));
    const { code, stdout } = await plimsoll(['policy', 'preview', 'broken', 'k8s2'], { cwd: folder });
    expect(code).toBe(2);
    expect(stdout).toContain('[policy-cel]');
    expect(stdout).toMatch(/\^\n/);
    expect(stdout).toContain('The API server refuses to store this policy');
  });

  it('ends with 0 when nothing would be denied; JSON and JUnit hold the rows', async () => {
    file('k8s3/d.yaml', deployment('api', 'nobody'));
    const json = await plimsoll(['policy', 'preview', examples, 'k8s3', '-o', 'json'], { cwd: folder });
    expect(json.code).toBe(0);
    const { clusters } = JSON.parse(json.stdout) as {
      clusters: { rows: { outcome: string; message: string }[] }[];
    };
    expect(clusters[0]?.rows).toMatchObject([{ outcome: 'warned', message: 'there is no team nobody' }]);
    const junit = await plimsoll(['policy', 'preview', examples, 'k8s3', '-o', 'junit'], { cwd: folder });
    expect(junit.stdout).toContain('<skipped message="warned: there is no team nobody"');
  });

  it('names a folder that is not there', async () => {
    const { code, stderr } = await plimsoll(['policy', 'preview', 'nowhere'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('target-not-found');
  });
});

describe.concurrent('scan --policies', () => {
  it('judges by plain admission policies beside the catalogue', async () => {
    file('scanned/p.yaml', policy("object.metadata.labels.team == 'red'"));
    file('k8s4/d.yaml', deployment('api', 'blue'));
    const args = ['scan', 'k8s4', '--policies', 'scanned', '--control', 'p', '-o', 'json'];
    const { code, stdout } = await plimsoll(args, { cwd: folder });
    expect(code).toBe(1);
    const { findings } = JSON.parse(stdout) as { findings: { control: string; severity: string }[] };
    expect(findings).toMatchObject([{ control: 'p', severity: 'high' }]);
  });
});

describe.concurrent('policy export', () => {
  it('writes a folder for GitOps and says what is left out', async () => {
    const args = ['policy', 'export', '--kubernetes-version', '1.30', '-o', 'out/'];
    const { code, stderr } = await plimsoll(args, { cwd: folder });
    expect(code).toBe(0);
    expect(stderr).toContain('nothing is denied');
    expect(stderr).toContain('Not judged: namespaces');
  });

  it('knows no policies before 1.30, and only one mode at a time', async () => {
    const old = await plimsoll(['policy', 'export', '--kubernetes-version', '1.29']);
    expect(old).toMatchObject({ code: 2, stderr: expect.stringContaining('export-version') });
    const both = await plimsoll(['policy', 'export', '--enforce', '--warn']);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('exclude each other') });
  });
});
