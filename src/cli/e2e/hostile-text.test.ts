import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from './run-plimsoll.ts';

/** A word of a manifest that takes over a screen, forges a line, commands a CI system, and turns text around. */
const evil =
  'x\u001b]0;owned\u0007\u001b[2J\u009b2J\r\n::error file=a::FORGED\nFORGED\u202e\u2028##vso[task.complete]=';
/** What a person types has no lines of others in it. */
const typed = evil.replaceAll(/[\r\n]+/g, ' ');
const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const forged = /^\s*(?:::|FORGED)|##vso\[/m;

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-hostile-'));
const manifests = path.join(folder, 'in\n::error::FORGED\u001b[2J');
const report = path.join(folder, 'report.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  mkdirSync(manifests);
  for (const [name, items] of Object.entries({ before: [], after: hostileObjects() }))
    writeFileSync(path.join(manifests, `${name}\n::error::FORGED\u202e.json`), listOf(items));
  writeFileSync(path.join(manifests, 'broken\u001b[2J.yaml'), `a: "${'\u0001'}\nFORGED: [`);
  mkdirSync(path.join(manifests, 'policies'));
  writeFileSync(path.join(folder, 'policy.json'), JSON.stringify(policy));
  writeFileSync(path.join(folder, 'assertions.json'), JSON.stringify(assertions));
  mkdirSync(path.join(folder, 'own'));
  const broken = { ...policy, spec: { ...policy.spec, validations: [{ expression: `'${evil}` }] } };
  writeFileSync(path.join(folder, 'own', 'broken.yaml'), JSON.stringify(broken));
  await plimsoll(['scan', manifests, '-q', '-o', `json=${report}`]);
});

describe('text that others wrote', () => {
  it.each<readonly string[]>([
    ['scan', manifests, '--cluster-name', evil],
    ['scan', manifests, '--by', 'control'],
    ['scan', manifests, '--by', 'workload'],
    ['scan', manifests, '--by', 'owner'],
    ['scan', manifests, '--explain-gate'],
    ...['markdown', 'csv', 'json', 'ndjson', 'sarif', 'junit'].map((format) => [
      'scan',
      manifests,
      '-o',
      format,
    ]),
    ['scan', manifests, '--show', 'all', '-o', 'ndjson'],
    ['scan', manifests, '-n', evil],
    ['scan', `${manifests}/${evil}`],
    ['scan', typed, '--nonsense'],
    [typed],
    ['diff', path.join(folder, 'policy.json'), manifests],
    ['diff', path.join(folder, 'policy.json'), manifests, '-o', 'markdown'],
    ['diff', manifests, report],
    ['fix', manifests, '--all', '--write', '--severity', 'critical'],
    ['snapshot', manifests, '--cluster-name', evil, '-o', path.join(folder, 'file')],
    ['pod-security', manifests, '--cluster-name', evil],
    ['pod-security', manifests, '-o', 'json'],
    ['identity', 'audit', '-f', manifests],
    ['identity', 'audit', '-f', manifests, '-o', 'json'],
    ['identity', 'who-can', 'get', 'secrets', '-f', manifests, '--cluster-name', evil],
    ['identity', 'who-can', 'get', 'secrets', '-f', manifests, '-o', 'csv'],
    ['identity', 'who-can', 'get', typed, '-f', manifests],
    ['identity', 'can-i', 'get', 'secrets', '--as', evil, '-f', manifests],
    ['identity', 'can-i', '--list', '--as', evil, '-f', manifests],
    ['identity', 'paths', '-f', manifests],
    ['identity', 'narrow', `user:${evil}`, '-f', manifests],
    ['network', 'gaps', manifests, '--cluster-name', evil],
    ['network', 'gaps', manifests, '-o', 'csv'],
    ['network', 'lint', manifests],
    ['network', 'lint', manifests, '-o', 'csv'],
    ['network', 'exposure', manifests],
    ['network', 'exposure', manifests, '-o', 'csv'],
    ['network', 'reach', manifests, '--by', 'pod'],
    ['network', 'reach', manifests, '--by', 'workload', '--external', '-o', 'csv'],
    ['network', 'reach', manifests, '-o', 'dot'],
    ['network', 'reach', manifests, '--to', typed],
    ['network', 'why', `shop/${typed}`, '8.8.8.8:443', '-f', manifests],
    ['network', 'assert', path.join(folder, 'assertions.json'), manifests, '--cluster-name', evil],
    ...['json', 'junit', 'markdown'].map((format) => [
      'network',
      'assert',
      path.join(folder, 'assertions.json'),
      manifests,
      '-o',
      format,
    ]),
    ['network', 'assert', typed, manifests],
    ['network', 'generate', manifests, '--cluster-name', evil],
    ['network', 'generate', manifests, '-o', 'csv'],
    ['policy', 'preview', path.join(folder, 'policy.json'), manifests],
    ['policy', 'preview', path.join(folder, 'policy.json'), manifests, '-o', 'junit'],
    ['policy', 'show', typed],
    ['policy', 'test', path.join(folder, 'own')],
    ['policy', 'list', '--policies', path.join(folder, 'own')],
    ['exceptions', 'init', manifests, '-o', path.join(folder, 'exceptions.yaml')],
    ['exceptions', 'list', manifests, '--exceptions', path.join(folder, 'exceptions.yaml')],
    ['exceptions', 'check', manifests, '--exceptions', path.join(folder, 'exceptions.yaml')],
    ['config', 'validate', typed],
    ['explain', typed],
    ['contexts', '--kubeconfig', typed],
    ['doctor', '--kubeconfig', typed],
  ])('is shown and not obeyed by %s %s', async (...args) => {
    const { stdout, stderr } = await plimsoll(args, { cwd: folder });
    const printed = `${stdout}\n${stderr}`;
    expect(printed.trim()).not.toBe('');
    expect(printed.replaceAll('\r\n', '\n').match(raw)?.[0]).toBeUndefined();
    const at = printed.search(new RegExp(forged.source, 'm'));
    expect(at < 0 ? undefined : printed.slice(Math.max(0, at - 80), at + 80)).toBeUndefined();
  });

  it('is shown and not obeyed in the story of every finding', async () => {
    const { findings } = JSON.parse(readFileSync(report, 'utf8')) as {
      findings: { objectId: string; fix?: object }[];
    };
    const curable = findings.filter(({ fix }) => fix !== undefined).slice(0, 4);
    expect(curable.length).toBeGreaterThan(0);
    for (const { objectId } of curable)
      for (const format of ['text', 'markdown']) {
        const { stdout } = await plimsoll(['explain', objectId, '--report', report, '-o', format]);
        expect(stdout).not.toMatch(raw);
        expect(stdout).not.toMatch(forged);
      }
  });

  it('is exact in a diff that is to be applied, but for names, which are quoted as git quotes them', async () => {
    const { stdout } = await plimsoll(['fix', manifests, '--all'], { cwd: folder });
    const heads = stdout.split('\n').filter((line) => /^(?:---|\+\+\+) /.test(line));
    expect(heads.length).toBeGreaterThan(0);
    for (const head of heads) expect(head).not.toMatch(raw);
    expect(readdirSync(manifests).length).toBeGreaterThan(0);
  });
});

function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2);
}

/** Objects that no API server would take, and some that are read: of those everything but what is checked at the door is hostile. */
function hostileObjects(): object[] {
  const container = {
    name: evil,
    image: evil,
    command: [evil],
    env: [{ name: evil, value: evil }],
    securityContext: { privileged: true, runAsUser: 0, capabilities: { add: [evil] } },
  };
  const template = {
    metadata: { labels: { app: evil } },
    spec: {
      hostNetwork: true,
      serviceAccountName: evil,
      containers: [container],
      volumes: [{ name: evil, hostPath: { path: evil } }],
    },
  };
  const rules = [{ apiGroups: [evil, '*'], resources: [evil, '*'], verbs: [evil, '*'] }];
  const authorization = 'rbac.authorization.k8s.io';
  const subjects = [
    { kind: 'User', apiGroup: authorization, name: evil },
    { kind: 'Group', apiGroup: authorization, name: evil },
    { kind: 'ServiceAccount', name: evil, namespace: evil },
  ];
  const object = (apiVersion: string, kind: string, rest: object, name = 'shop', namespace = 'shop') => ({
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      labels: { [evil]: evil, team: evil, 'pod-security.kubernetes.io/enforce': evil },
      annotations: {
        [evil]: evil,
        'meta.helm.sh/release-name': evil,
        'meta.helm.sh/release-namespace': evil,
      },
    },
    ...rest,
  });
  const deployment = { spec: { selector: { matchLabels: { app: evil } }, template } };
  return [
    object('v1', 'Namespace', {}),
    object('apps/v1', 'Deployment', deployment),
    object('v1', 'Service', { spec: { type: 'LoadBalancer', selector: { app: evil } } }),
    ...['edit', evil].flatMap((name) => [
      object(`${authorization}/v1`, 'ClusterRole', { rules }, name),
      object(
        `${authorization}/v1`,
        'ClusterRoleBinding',
        { subjects, roleRef: { apiGroup: authorization, kind: 'ClusterRole', name: 'edit' } },
        name,
      ),
      object(
        `${authorization}/v1`,
        'RoleBinding',
        { subjects, roleRef: { apiGroup: authorization, kind: 'ClusterRole', name: evil } },
        name,
      ),
    ]),
    object('apps/v1', 'Deployment', deployment, evil),
    object('apps/v1', 'Deployment', deployment, 'shop', evil),
    object('v1', evil, {}),
    object(evil, 'Deployment', {}),
    object('v1', 'Pod', { spec: evil }),
  ];
}

const assertions = {
  schema: 'plimsoll.network-assertions/v1',
  assertions: [
    { id: evil, reason: evil, deny: { from: 'anything', to: { labels: { [evil]: evil, app: evil } } } },
    { id: 'other', only: { from: `shop/${evil}`, to: 'anything' } },
  ],
};

const policy = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'named' },
  spec: {
    matchConstraints: {
      resourceRules: [
        { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] },
      ],
    },
    validations: [{ expression: 'false', messageExpression: 'object.spec.template.spec.containers[0].name' }],
  },
};
