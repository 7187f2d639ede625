import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KubernetesSourceError } from '../errors.ts';
import { listContexts, resolveConnection } from '../index.ts';
import { loadKubeconfig, mergeKubeconfigs } from './load-kubeconfig.ts';
import { parseKubeconfig } from './parse-kubeconfig.ts';
import { selectContext } from './select-context.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-kubeconfig-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

const config = (name: string, user: object = { token: `token-${name}` }, cluster: object = {}) =>
  JSON.stringify({
    'current-context': name,
    clusters: [{ name, cluster: { server: `https://${name}.example.com`, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: `ns-${name}` } }],
  });

/** https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files */
describe('merging kubeconfig files', () => {
  it('lets the first file win, whole entries, and never mixes fields of two', async () => {
    const first = await file('merge/a', `users: [{name: red, user: {token: a}}]\ncurrent-context: one`);
    const second = await file(
      'merge/b',
      `users: [{name: red, user: {client-key-data: eA==}}, {name: blue, user: {}}]\ncurrent-context: two`,
    );
    const merged = await loadKubeconfig({ environment: { KUBECONFIG: [first, second].join(delimiter) } });
    expect(merged?.currentContext).toBe('one');
    expect(merged?.users.get('red')).toMatchObject({ token: 'a' });
    expect(merged?.users.get('red')?.clientKeyData).toBeUndefined();
    expect([...(merged?.users.keys() ?? [])].sort()).toEqual(['blue', 'red']);
  });

  it('leaves out files of KUBECONFIG that do not exist, but not the one of --kubeconfig', async () => {
    const real = await file('partly/real', config('real'));
    const environment = { KUBECONFIG: [join(folder, 'partly/none'), '', real].join(delimiter) };
    expect((await loadKubeconfig({ environment }))?.currentContext).toBe('real');
    await expect(loadKubeconfig({ file: join(folder, 'partly/none') })).rejects.toMatchObject({
      code: 'kubeconfig-unreadable',
    });
  });

  it('reads ~/.kube/config when KUBECONFIG is not set, and is undefined without any file', async () => {
    await file('home/.kube/config', config('home'));
    expect((await loadKubeconfig({ environment: { HOME: join(folder, 'home') } }))?.currentContext).toBe(
      'home',
    );
    expect(await loadKubeconfig({ environment: { HOME: join(folder, 'nobody') } })).toBeUndefined();
  });

  it('is associative, and merging a file with itself changes nothing (property)', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
    const parsed = fc
      .tuple(names, fc.nat(9), fc.option(fc.constantFrom('a', 'b')))
      .map(([list, tag, current]) =>
        parseKubeconfig(
          JSON.stringify({
            ...(current !== null && { 'current-context': current }),
            users: list.map((name) => ({ name, user: { token: `${name}${tag}` } })),
          }),
          '/f',
        ),
      );
    const facts = ({ currentContext, users }: ReturnType<typeof mergeKubeconfigs>) => ({
      currentContext,
      users: [...users].map(([name, { token }]) => `${name} ${token}`).sort(),
    });
    fc.assert(
      fc.property(parsed, parsed, parsed, (a, b, c) => {
        const left = mergeKubeconfigs([mergeKubeconfigs([a, b]), c]);
        expect(facts(mergeKubeconfigs([a, mergeKubeconfigs([b, c])]))).toEqual(facts(left));
        expect(facts(mergeKubeconfigs([a, a]))).toEqual(facts(mergeKubeconfigs([a])));
      }),
    );
  });
});

describe('paths in a kubeconfig', () => {
  it('are relative to its folder; a command without separator is looked up on PATH', () => {
    const parsed = parseKubeconfig(
      `
clusters: [{name: c, cluster: {server: https://x, certificate-authority: pki/ca.crt}}]
users:
- name: files
  user: {client-certificate: a.crt, client-key: /abs/a.key, tokenFile: ../token}
- name: relative
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/login, interactiveMode: Never}}
- name: path
  user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws}}
`,
      '/home/jane/.kube/config',
    );
    expect(parsed.clusters.get('c')?.certificateAuthority).toBe('/home/jane/.kube/pki/ca.crt');
    expect(parsed.users.get('files')).toMatchObject({
      clientCertificate: '/home/jane/.kube/a.crt',
      clientKey: '/abs/a.key',
      tokenFile: '/home/jane/token',
    });
    expect(parsed.users.get('relative')?.exec).toMatchObject({
      command: '/home/jane/.kube/bin/login',
      interactiveMode: 'Never',
    });
    expect(parsed.users.get('path')?.exec).toMatchObject({ command: 'aws', interactiveMode: 'IfAvailable' });
  });
});

describe('a wrong kubeconfig says which file and field', () => {
  it.each([
    ['users: [{name: a, user: {token: 5}}]', 'kubeconfig-field', 'users[0].user.token'],
    ['users: {a: b}', 'kubeconfig-field', 'users'],
    ['users: [{user: {}}]', 'kubeconfig-field', 'users[0].name'],
    ['users: [{name: a}, {name: a}]', 'kubeconfig-duplicate', 'users[1]'],
    [
      'clusters: [{name: a, cluster: {insecure-skip-tls-verify: "yes"}}]',
      'kubeconfig-field',
      'clusters[0].cluster.insecure-skip-tls-verify',
    ],
    ['contexts: [{name: a, context: [x]}]', 'kubeconfig-field', 'contexts[0].context'],
    ['users: [{name: a, user: {exec: {command: aws}}}]', 'kubeconfig-field', 'users[0].user.exec.apiVersion'],
    [
      'users: [{name: a, user: {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: aws}}}]',
      'credential-unsupported',
      'users[0].user.exec.apiVersion',
    ],
    [
      'users: [{name: a, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Maybe}}}]',
      'kubeconfig-field',
      'users[0].user.exec.interactiveMode',
    ],
    ['just text', 'kubeconfig-field', ''],
  ])('%s', (text, code, field) => {
    const failure = failureOf(() => parseKubeconfig(text, '/f'));
    expect(failure).toMatchObject({ code, file: '/f', field });
  });

  it('names the line of a syntax error and quotes nothing, for it could be a token', () => {
    const failure = failureOf(() => parseKubeconfig('users:\n- name: a\n  user: {token: "s3cr3t\n', '/f'));
    expect(failure).toMatchObject({ code: 'kubeconfig-syntax' });
    expect(failure?.message).toMatch(/line \d/);
    expect(failure?.message).not.toContain('s3cr3t');
  });

  it('takes no input for more than an error of its own (property)', () => {
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom('users', 'clusters', 'name', 'user', 'exec', 'token', 'contexts') }),
        (value) => {
          const failure = failureOf(() => parseKubeconfig(JSON.stringify(value), '/f'));
          expect(failure === undefined || failure instanceof KubernetesSourceError).toBe(true);
        },
      ),
    );
  });
});

describe('choosing a context', () => {
  it('lists contexts by name, with server, namespace and which is current', async () => {
    const path = await file('contexts', config('prod'));
    expect(await listContexts({ file: path })).toEqual([
      { name: 'prod', current: true, server: 'https://prod.example.com', namespace: 'ns-prod' },
    ]);
  });

  it('names the contexts there are when the one asked for is not', () => {
    const parsed = parseKubeconfig(config('prod'), '/f');
    expect(failureOf(() => selectContext(parsed, 'prd'))).toMatchObject({
      code: 'context-missing',
      message: expect.stringContaining('contexts: prod') as unknown,
    });
    const none = parseKubeconfig('contexts: []', '/f');
    expect(failureOf(() => selectContext(none))).toMatchObject({ code: 'context-missing' });
  });

  it('refuses a context whose cluster or user is not defined', () => {
    const text = 'contexts: [{name: a, context: {cluster: c, user: u}}]';
    expect(failureOf(() => selectContext(parseKubeconfig(text, '/f'), 'a'))).toMatchObject({
      code: 'context-incomplete',
      field: 'contexts[0].context',
    });
  });
});

describe('connecting', () => {
  const connect = async (user: object, cluster: object = {}) =>
    resolveConnection({ file: await file('connect', config('x', user, cluster)), environment: {} });

  it.each([
    [
      'basic authentication',
      { username: 'jane', password: 'p' },
      {},
      'credential-unsupported',
      'users[0].user.username',
    ],
    [
      'auth-provider',
      { 'auth-provider': { name: 'gcp' } },
      {},
      'credential-unsupported',
      'users[0].user.auth-provider',
    ],
    [
      'a certificate without key',
      { 'client-certificate-data': pemData() },
      {},
      'kubeconfig-field',
      'users[0].user',
    ],
    [
      'data that is no PEM',
      { 'client-certificate-data': 'eA==' },
      {},
      'kubeconfig-field',
      'users[0].user.client-certificate-data',
    ],
    [
      'a CA file that is not there',
      {},
      { 'certificate-authority': 'nowhere.crt' },
      'credential-file',
      'clusters[0].cluster.certificate-authority',
    ],
    [
      'insecure and a CA',
      {},
      { 'insecure-skip-tls-verify': true, 'certificate-authority-data': pemData() },
      'kubeconfig-field',
      'clusters[0].cluster.insecure-skip-tls-verify',
    ],
    [
      'a proxy of an unknown kind',
      {},
      { 'proxy-url': 'socks4://localhost:1080' },
      'proxy-unsupported',
      'clusters[0].cluster.proxy-url',
    ],
    [
      'a server that is no URL',
      {},
      { server: 'localhost:8080' },
      'kubeconfig-field',
      'clusters[0].cluster.server',
    ],
    [
      'credentials in the server URL',
      {},
      { server: 'https://a:b@x' },
      'kubeconfig-field',
      'clusters[0].cluster.server',
    ],
  ])('%s is refused', async (_, user, cluster, code, field) => {
    await expect(connect(user, cluster)).rejects.toMatchObject({ code, field });
  });

  it('says how to replace a provider that was built into kubectl once', async () => {
    await expect(connect({ 'auth-provider': { name: 'azure' } })).rejects.toMatchObject({
      hint: expect.stringContaining('kubelogin') as unknown,
    });
  });

  it('takes --as over the kubeconfig, and refuses --as-group alone', async () => {
    const path = await file('as', config('x', { token: 't', as: 'from-file', 'as-groups': ['g'] }));
    expect((await resolveConnection({ file: path })).impersonate).toEqual({
      user: 'from-file',
      groups: ['g'],
    });
    const impersonate = { user: 'jane', groups: [] };
    expect((await resolveConnection({ file: path, impersonate })).impersonate).toEqual(impersonate);
    await expect(resolveConnection({ file: path, impersonate: { groups: ['g'] } })).rejects.toMatchObject({
      code: 'impersonation-denied',
    });
  });

  it('says that there is no kubeconfig outside a cluster', async () => {
    const environment = { HOME: join(folder, 'nobody') };
    await expect(resolveConnection({ environment })).rejects.toMatchObject({ code: 'kubeconfig-missing' });
  });
});

function pemData(): string {
  return Buffer.from('-----BEGIN CERTIFICATE-----\n').toString('base64');
}

function failureOf(run: () => unknown): KubernetesSourceError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error as KubernetesSourceError;
  }
}
