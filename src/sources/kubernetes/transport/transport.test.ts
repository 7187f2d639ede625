import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  kubeboxBinary,
  startHttpProxy,
  startSocksProxy,
  startTestCluster,
  type TestCluster,
} from '../../../../testkit/index.ts';
import { redactionKey } from '../../redaction-key.ts';
import { connectionFacts, createKubernetesClient, readCluster, resolveConnection } from '../index.ts';
import { proxyFromEnvironment } from './proxy-from-environment.ts';
import { defaultRetryPolicy, retryDelay } from './retry.ts';

const binary = await kubeboxBinary();

describe.skipIf(binary === undefined)('connecting to a real API server', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  }, 900_000);
  afterAll(() => cluster?.stop());

  /** A kubeconfig beside the certificates of the cluster. */
  async function kubeconfig(clusterFields: object, user: object): Promise<string> {
    const file = join(cluster.directory, `hand-${Math.random().toString(36).slice(2)}.kubeconfig`);
    const config = {
      'current-context': 'x',
      clusters: [{ name: 'x', cluster: { server: cluster.server, ...clusterFields } }],
      users: [{ name: 'x', user }],
      contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
    };
    await writeFile(file, JSON.stringify(config));
    return file;
  }

  async function whoAmI(clusterFields: object, user: object = { token: cluster.users.reader.token }) {
    const client = createKubernetesClient(
      await resolveConnection({ file: await kubeconfig(clusterFields, user) }),
      {
        retry: { firstDelayMs: 5 },
      },
    );
    return (await connectionFacts(client).finally(() => void client.close())).user?.name;
  }

  const trusted = { 'certificate-authority': 'ca.crt' };

  it('trusts a CA from a file beside the kubeconfig, and tls-server-name names the certificate', async () => {
    expect(await whoAmI(trusted)).toBe('reader');
    expect(await whoAmI({ ...trusted, 'tls-server-name': 'test-cluster.example' })).toBe('reader');
  });

  it.each([
    ['a certificate of an unknown authority', {}, /not trusted/],
    [
      'a certificate for another name',
      { 'certificate-authority': 'ca.crt', 'tls-server-name': 'other.example' },
      /another name/,
    ],
  ])('refuses %s', async (_, fields, message) => {
    await expect(whoAmI(fields)).rejects.toMatchObject({
      code: 'server-certificate',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('trusts anything when told to', async () => {
    expect(await whoAmI({ 'insecure-skip-tls-verify': true })).toBe('reader');
  });

  it('goes through an http proxy, and still checks the certificate behind it', async () => {
    const proxy = await startHttpProxy();
    try {
      expect(await whoAmI({ ...trusted, 'proxy-url': proxy.url })).toBe('reader');
      expect(proxy.tunnels).toEqual([new URL(cluster.server).host]);
      await expect(whoAmI({ 'proxy-url': proxy.url })).rejects.toMatchObject({ code: 'server-certificate' });
    } finally {
      await proxy.stop();
    }
    await expect(whoAmI({ ...trusted, 'proxy-url': proxy.url })).rejects.toMatchObject({
      code: 'server-unreachable',
    });
  });

  it('goes through a SOCKS5 proxy, and still checks the certificate behind it', async () => {
    const proxy = await startSocksProxy();
    try {
      expect(await whoAmI({ ...trusted, 'proxy-url': proxy.url })).toBe('reader');
      expect(proxy.tunnels).toEqual([new URL(cluster.server).host]);
      await expect(whoAmI({ 'proxy-url': proxy.url })).rejects.toMatchObject({ code: 'server-certificate' });
    } finally {
      await proxy.stop();
    }
  });

  it('authenticates by certificate files, token file and exec plugin', async () => {
    expect(await whoAmI(trusted, { 'client-certificate': 'admin.crt', 'client-key': 'admin.key' })).toBe(
      'admin',
    );
    await writeFile(join(cluster.directory, 'token'), cluster.users.stranger.token);
    expect(await whoAmI(trusted, { tokenFile: 'token' })).toBe('stranger');
    expect(
      await whoAmI(trusted, { exec: await plugin('by-token', { token: cluster.users.reader.token }) }),
    ).toBe('reader');
    const certificate = {
      clientCertificateData: await readFile(join(cluster.directory, 'admin.crt'), 'utf8'),
      clientKeyData: await readFile(join(cluster.directory, 'admin.key'), 'utf8'),
    };
    expect(await whoAmI(trusted, { exec: await plugin('by-certificate', certificate) })).toBe('admin');
  });

  it.each([
    ['an unknown token', { token: 'wrong' }],
    [
      'a client certificate that has expired',
      { 'client-certificate': 'expired.crt', 'client-key': 'expired.key' },
    ],
  ])('is refused with %s', async (_, user) => {
    await expect(whoAmI(trusted, user)).rejects.toMatchObject({ code: 'not-authenticated' });
  });

  it('asks the plugin again when its credentials are refused', async () => {
    const exec = await plugin('renewed', { token: 'stale' });
    const good = await plugin('good', { token: cluster.users.reader.token });
    await writeFile(
      exec.command,
      `#!/bin/sh\ntest -e "$0.ran" && exec ${good.command}\ntouch "$0.ran"\n${await readFile(exec.command, 'utf8')}`,
    );
    expect(await whoAmI(trusted, { exec })).toBe('reader');
  });

  it('says what is missing when a token stops working half-way', async () => {
    const tokens = join(cluster.directory, 'half-way');
    await writeFile(tokens, cluster.users.reader.token);
    const file = await kubeconfig(trusted, { tokenFile: 'half-way' });
    const connection = await resolveConnection({ file });
    const { credentials } = connection;
    let revoked = false;
    const client = createKubernetesClient({
      ...connection,
      credentials: {
        ...credentials,
        current: async () => (revoked ? { token: 'revoked' } : credentials.current()),
      },
    });
    const reading = await readCluster(
      { client, redactionKey: redactionKey(Buffer.alloc(32)), concurrency: 2 },
      ({ done }) => {
        revoked = done >= 15;
      },
    );
    await client.close();
    const rows = reading.store.snapshot().coverage.resources;
    const denied = rows.filter(({ state }) => state === 'denied');
    expect(rows.filter(({ state }) => state === 'read').length).toBeGreaterThan(5);
    expect(denied.length).toBeGreaterThan(20);
    expect(
      denied.every(
        ({ reason, permission }) => reason?.includes('may have expired') && permission === undefined,
      ),
    ).toBe(true);
  }, 30_000);

  async function plugin(name: string, status: object) {
    const command = join(cluster.directory, name);
    const answer = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status };
    await writeFile(command, `#!/bin/sh\ncat <<'END'\n${JSON.stringify(answer)}\nEND\n`);
    await chmod(command, 0o755);
    return { apiVersion: answer.apiVersion, command, interactiveMode: 'Never' };
  }
});

/** https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config */
describe('the proxy of the environment', () => {
  const proxy = (server: string, noProxy = '') =>
    proxyFromEnvironment(server, { HTTPS_PROXY: 'proxy.example:3128', NO_PROXY: noProxy });

  it.each([
    ['https://api.example.com', '', true],
    ['https://127.0.0.1:6443', '', false],
    ['https://localhost:6443', '', false],
    ['https://[::1]:6443', '', false],
    ['https://api.example.com', '*', false],
    ['https://api.example.com', 'example.com', false],
    ['https://example.com', 'example.com', false],
    ['https://notexample.com', 'example.com', true],
    ['https://example.com', '.example.com', true],
    ['https://api.example.com', ' .example.com ,other', false],
    ['https://api.example.com:6443', 'api.example.com:443', true],
    ['https://api.example.com:6443', 'api.example.com:6443', false],
    ['https://10.1.2.3:6443', '10.0.0.0/8', false],
    ['https://11.1.2.3:6443', '10.0.0.0/8', true],
    ['https://10.1.2.3', '10.1.2.3', false],
    ['https://[fd00::5]:6443', 'fd00::/8', false],
    ['https://10.1.2.3', '3', true],
  ])('%s with NO_PROXY=%s', (server, noProxy, proxied) => {
    expect(proxy(server, noProxy)).toBe(proxied ? 'http://proxy.example:3128' : undefined);
  });

  it('does not send https through HTTP_PROXY', () => {
    expect(proxyFromEnvironment('https://api.example.com', { HTTP_PROXY: 'http://p' })).toBeUndefined();
  });
});

describe('the pause before another try', () => {
  it('is what the server asks for, in seconds or as a date, up to a limit (RFC 9110, 10.2.3)', () => {
    expect(retryDelay(defaultRetryPolicy, 1, '7')).toBe(7000);
    const now = Date.parse('2026-11-25T08:00:00Z');
    expect(retryDelay(defaultRetryPolicy, 1, 'Wed, 25 Nov 2026 08:00:05 GMT', now)).toBe(5000);
    expect(retryDelay(defaultRetryPolicy, 1, '100000')).toBe(defaultRetryPolicy.maximumRetryAfterMs);
  });

  it('else grows, is never longer than the limit, and is never nothing (property)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.option(fc.string(), { nil: undefined }),
        (attempt, header) => {
          const delay = retryDelay(defaultRetryPolicy, attempt, header);
          expect(delay).toBeLessThanOrEqual(defaultRetryPolicy.maximumRetryAfterMs);
          expect(delay).toBeGreaterThanOrEqual(0);
          if (header !== undefined) return;
          const ceiling = Math.min(200 * 2 ** (attempt - 1), defaultRetryPolicy.maximumDelayMs);
          expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
          expect(delay).toBeLessThanOrEqual(ceiling);
        },
      ),
    );
  });
});
