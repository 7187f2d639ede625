import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { deployment, manifest, namespace, privileged } from './fixtures.ts';
import { parseReport } from './parse-report.ts';
import { plimsoll, type Run } from './run-plimsoll.ts';

const binary = await kubeboxBinary();
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Values that no output may hold, each in the shape that its place has in the wild. Made here, of random letters: none
 * opens anything.
 */
const planted = {
  data: 'Zq7-data-wJ2mXr9LkPv3',
  stringData: 'Zq7-stringdata-Hn4tYc8BsEu6',
  lastApplied: 'Zq7-lastapplied-Gd5fQk2VxMo1',
  configMap: 'Zq7configmapRt6yUi9OpAs3',
  environment: 'Zq7environmentDf8gHj2KlZx5',
  argument: 'Zq7argumentCv4bNm7QwEr1',
  nextArgument: 'Zq7nextargumentJk5lMn8PoQr2',
  clientOption: 'Zq7clientoptionWs3xEd6CrFv9',
  hook: 'Zq7hookTg4bYh7NuJm1',
  sql: 'Zq7sqlIk2oLp9AqWs6',
  netrc: 'Zq7netrcEd5rFt8GyHu3',
  query: 'Zq7queryVb7nMk4JhGf2',
  annotation: 'Zq7annotationTy3uIo6PaSd9',
  url: 'Zq7urlFg5hJk8LzXc2',
  aws: `${'AKIA'}ZQ7PLANTEDKEY234`,
  github: `${'ghp_'}Zq7plantedBnM3QwErTy6UiOpAsDf9Gh2JkLz`,
  imageUser: 'LEAKimg35',
  webhookQuery: 'LEAKhook35',
  shortName: 'LEAKpw35',
  userAndPassword: 'LEAKcreds35',
  userPass: 'LEAKuserpass35',
  sslPassword: 'LEAKssl35',
  standardInput: 'LEAKstdin35',
  tls: 'Zq7PRIVATEKEYlineXcVb4Nm7Qw',
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'database',
    namespace: 'shop',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'database', namespace: 'shop' },
        stringData: { password: planted.lastApplied },
      }),
    },
  },
  data: { password: base64(planted.data) },
  stringData: { token: planted.stringData },
};

const objects = [
  namespace('shop'),
  secret,
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'settings',
      namespace: 'shop',
      annotations: { 'example.com/password': planted.annotation },
    },
    data: {
      DB_PASSWORD: planted.configMap,
      'config.yaml': `aws_access_key_id: ${planted.aws}\ngithub: ${planted.github}\n`,
      'init.sql': `CREATE USER app IDENTIFIED BY '${planted.sql}';\n`,
      '.netrc': `machine git.example.com login bot password ${planted.netrc}\n`,
      'hook.txt': `https://ci.example.com/hook?token=${planted.query}\n`,
      'tls.key': `-----BEGIN RSA PRIVATE KEY-----\n${planted.tls}\n-----END RSA PRIVATE KEY-----\n`,
    },
  },
  deployment('api', 'shop', {
    ...privileged,
    image: `bob:${planted.imageUser}@registry.example.com/shop/api:1`,
    command: [
      'sh',
      '-c',
      `echo ${planted.standardInput} | docker login -u bot --password-stdin registry.example.com; exec api "$@"`,
    ],
    env: [
      { name: 'API_TOKEN', value: planted.environment },
      {
        name: 'DATABASE_URL',
        value: `postgres://app:${planted.url}@db.example.com:5432/shop?sslmode=require&sslpassword=${planted.sslPassword}`,
      },
      { name: 'PW', value: planted.shortName },
      { name: 'CREDS', value: `admin:${planted.userAndPassword}` },
      { name: 'USERPASS', value: `admin:${planted.userPass}` },
    ],
    args: [`--password=${planted.argument}`, '--verbose', '--token', planted.nextArgument],
    livenessProbe: { exec: { command: ['redis-cli', '-a', planted.clientOption, 'ping'] } },
    lifecycle: {
      preStop: { exec: { command: ['curl', '-u', `admin:${planted.hook}`, 'http://localhost'] } },
    },
  }),
];

/** Only in manifests: a server refuses a query here, after the value has been written down. */
const webhook = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'shop' },
  webhooks: [
    {
      name: 'shop.example.com',
      clientConfig: { url: `https://hooks.example.com/check?token=${planted.webhookQuery}` },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      failurePolicy: 'Ignore',
    },
  ],
};

/** What must not be found: each value as it is and in base64, whose three alignments differ. */
const forbidden = Object.entries(planted).flatMap(([place, value]) => [
  { place, text: value },
  ...[0, 1, 2].map((shift) => ({
    place: `${place} in base64`,
    text: base64(value.slice(shift)).replace(/=+$/, '').slice(0, -1),
  })),
]);

function leaks(text: string): string[] {
  return [...new Set(forbidden.filter(({ text: value }) => text.includes(value)).map(({ place }) => place))];
}

function expectNoLeak({ stdout, stderr }: Run, what: string): void {
  expect(leaks(stdout), what).toEqual([]);
  expect(leaks(stderr), what).toEqual([]);
}

function run(...args: string[]): Promise<Run> {
  return plimsoll(args, { cwd: folder });
}

describe('values of secrets', () => {
  beforeAll(() => {
    mkdirSync(path.join(folder, 'k8s'));
    writeFileSync(path.join(folder, 'k8s/shop.yaml'), manifest(...objects, webhook));
  });

  it('are in no report of any format', async () => {
    const files = ['json', 'ndjson', 'sarif', 'junit', 'csv', 'markdown', 'html'].map(
      (format) => `out.${format}`,
    );
    const all = await run(
      'scan',
      'k8s',
      '--complete',
      '-o',
      'table',
      ...files.flatMap((file) => ['-o', `${file.slice(4)}=${file}`]),
    );
    // An image with user information is no reference, so that verdicts about it are left open.
    expect(all.code).toBe(3);
    expectNoLeak(all, 'table');
    for (const file of files) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      expect(text.length, file).toBeGreaterThan(1000);
      expect(leaks(text), file).toEqual([]);
      for (const packed of text.match(/[A-Za-z0-9+/]{2000,}={0,2}/g) ?? [])
        expect(leaks(inflated(packed)), `${file}, packed`).toEqual([]);
    }
    const { findings } = parseReport(await run('scan', 'k8s', '--complete', '-o', 'json'));
    const found = new Set(findings.map(({ control }) => control));
    for (const control of ['credential-in-config-map', 'credential-in-workload', 'credential-in-annotation'])
      expect([...found]).toContain(control);
  });

  it('are in no view of the table, no stream and no story', async () => {
    const report = parseReport(await run('scan', 'k8s', '-o', 'json'));
    for (const by of ['control', 'workload', 'owner', 'cluster'])
      expectNoLeak(await run('scan', 'k8s', '--by', by), `--by ${by}`);
    const everything = await run('scan', 'k8s', '--complete', '--show', 'all');
    expect(everything.stdout).toContain('"verdict":"pass"');
    expectNoLeak(everything, '--show all');
    writeFileSync(path.join(folder, 'report.json'), JSON.stringify(report));
    const credentials = report.findings.filter(
      ({ control }) => control.startsWith('credential') || control.includes('secret'),
    );
    expect(credentials.length).toBeGreaterThan(1);
    for (const { objectId } of credentials.slice(0, 2)) {
      for (const format of ['text', 'markdown'])
        expectNoLeak(
          await run('explain', objectId, '--report', 'report.json', '-o', format),
          `explain -o ${format}`,
        );
    }
  });

  it('are in no snapshot', async () => {
    expectNoLeak(await run('snapshot', 'k8s', '--complete', '-o', 'shop.plimsoll'), 'snapshot');
    const content = gunzipSync(readFileSync(path.join(folder, 'shop.plimsoll'))).toString('utf8');
    expect(content).toContain('"database"');
    expect(leaks(content)).toEqual([]);
    expectNoLeak(await run('scan', 'shop.plimsoll', '-o', 'json'), 'scan of a snapshot');
  });

  it('are in no error about a file that is broken around them', async () => {
    const broken = {
      'quote-that-never-ends': `stringData:\n  password: "${planted.stringData}\n`,
      'tab-as-indentation': `stringData:\n\tpassword: ${planted.stringData}\n`,
      'key-twice': `stringData:\n  password: ${planted.stringData}\n  password: ${planted.data}\n`,
      'unknown-alias': `stringData: {password: *${planted.configMap}}\n`,
      'unknown-tag': `stringData: {password: !${planted.configMap} x}\n`,
      'unknown-tag-handle': `stringData: {password: !${planted.configMap}!x y}\n`,
      'wrong-type': `stringData: ${planted.stringData}\ndata: [${planted.data}]\n`,
      'no-base64': `data: {password: "${planted.data}"}\n`,
      'number-as-value': 'stringData: {password: 7}\n',
      'value-without-key': `stringData:\n  ${planted.stringData}\n`,
      'colon-in-value': `stringData:\n  password: ${planted.stringData}: x\n`,
      'unknown-escape': `stringData:\n  password: "\\q${planted.stringData}"\n`,
      'not-yaml-at-all': `%${planted.configMap}\n--- ${planted.environment}\n`,
    };
    mkdirSync(path.join(folder, 'broken'));
    for (const [name, text] of Object.entries(broken)) {
      writeFileSync(
        path.join(folder, `broken/${name}.yaml`),
        `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: shop}\n${text}`,
      );
    }
    writeFileSync(
      path.join(folder, 'broken/no-kind.yaml'),
      `apiVersion: v1\nmetadata: {name: x}\nstringData: {password: ${planted.stringData}}\n`,
    );
    writeFileSync(
      path.join(folder, 'broken/truncated.json'),
      `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"stringData":{"password":"${planted.stringData}"`,
    );
    writeFileSync(
      path.join(folder, 'broken/environment.yaml'),
      `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: a, image: b, env: "PASSWORD=${planted.environment}"}]}\n`,
    );
    const report = await run(
      'scan',
      'broken',
      '-o',
      'json',
      '-o',
      'sarif=broken.sarif',
      '-o',
      'html=broken.html',
    );
    expect(parseReport(report).problems.length).toBeGreaterThan(10);
    expectNoLeak(report, 'json');
    for (const file of ['broken.sarif', 'broken.html'])
      expect(leaks(readFileSync(path.join(folder, file), 'utf8')), file).toEqual([]);
    expectNoLeak(await run('scan', 'broken'), 'table');
    for (const name of ['quote-that-never-ends', 'unknown-alias'])
      expectNoLeak(await run('scan', `broken/${name}.yaml`), name);
  });

  it('are in no error about a control, a configuration or a kubeconfig', async () => {
    writeFileSync(
      path.join(folder, 'plimsoll-broken.yaml'),
      `gate: {failOn: "${planted.configMap}"}\ntoken: ${planted.environment}\n`,
    );
    writeFileSync(
      path.join(folder, 'kubeconfig'),
      `apiVersion: v1\nkind: Config\nusers: [{name: a, user: {token: "${planted.environment}}]\n`,
    );
    const kubeconfig = await run('scan', '--kubeconfig', 'kubeconfig');
    expect(kubeconfig).toMatchObject({ code: 2 });
    expectNoLeak(kubeconfig, 'kubeconfig');
    const config = await run('scan', 'k8s', '--config', 'plimsoll-broken.yaml');
    expect(config).toMatchObject({ code: 2 });
  });

  it('reach no file beside those that were asked for', () => {
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => !/^(k8s|out\.|broken|report\.json|shop\.plimsoll|plimsoll-broken|kubeconfig)/.test(file),
    );
    expect(left).toEqual([]);
  });
});

describe.skipIf(binary === undefined)('values of secrets on a server', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    await cluster.apply(objects);
  }, 900_000);
  afterAll(() => cluster?.stop());

  it('leave it in no output', async () => {
    const kubeconfig = await cluster.kubeconfig('reader');
    const report = await run('scan', '--kubeconfig', kubeconfig, '-o', 'json');
    expect(
      parseReport(report).clusters[0]?.coverage.find(({ resource }) => resource === 'secrets'),
    ).toMatchObject({ state: 'read', objects: 1 });
    expectNoLeak(report, 'json');
    expectNoLeak(await run('scan', '--kubeconfig', kubeconfig, '--show', 'all'), '--show all');
    expectNoLeak(await run('snapshot', '--kubeconfig', kubeconfig, '-o', 'shop-live.plimsoll'), 'snapshot');
    expect(leaks(gunzipSync(readFileSync(path.join(folder, 'shop-live.plimsoll'))).toString('utf8'))).toEqual(
      [],
    );
    expect(leaks(report.stdout + report.stderr + cluster.users.reader.token)).toEqual([]);
    expect(report.stdout + report.stderr).not.toContain(cluster.users.reader.token);
  });
});

/** Compressed data inside a page, or nothing. */
function inflated(base64Text: string): string {
  try {
    return gunzipSync(Buffer.from(base64Text, 'base64')).toString('utf8');
  } catch {
    return '';
  }
}
