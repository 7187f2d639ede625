import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { inClusterConnection } from '../in-cluster.ts';
import type { ExecConfig } from '../kubeconfig/kubeconfig.ts';
import { execPlugin } from './exec-plugin.ts';
import { tokenFile } from './token-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-authentication-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.useRealTimers());

const place = { file: '/config', field: 'users[0].user.exec' };
const v1 = 'client.authentication.k8s.io/v1';
const cluster = {
  place,
  server: 'https://10.0.0.1',
  insecureSkipTlsVerify: false,
  disableCompression: false,
  tlsServerName: 'api.example.com',
  certificateAuthorityBytes: 'Q0E=',
  execConfig: { audience: 'prod' },
};

/** A plugin written in shell; `$COUNT` is a file that grows by one line each time it runs. */
async function plugin(script: string, fields: Partial<ExecConfig> = {}): Promise<ExecConfig> {
  const command = join(folder, `plugin-${Math.random().toString(36).slice(2)}`);
  await writeFile(command, `#!/bin/sh\necho run >> "${command}.count"\n${script}\n`);
  await chmod(command, 0o755);
  return {
    place,
    apiVersion: v1,
    command,
    args: [],
    env: [],
    provideClusterInfo: false,
    interactiveMode: 'IfAvailable',
    ...fields,
  };
}

const answer = (status: object, apiVersion = v1) =>
  `cat <<'END'\n${JSON.stringify({ apiVersion, kind: 'ExecCredential', status })}\nEND`;
const runs = async (exec: ExecConfig) =>
  (await import('node:fs')).readFileSync(`${exec.command}.count`, 'utf8').split('\n').length - 1;

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins */
describe('an exec plugin', () => {
  it('is run once for credentials that do not end, also when many ask at once', async () => {
    const exec = await plugin(answer({ token: 't1' }));
    const source = execPlugin(exec, cluster);
    const all = await Promise.all(Array.from({ length: 5 }, () => source.current()));
    expect(all.every(({ token }) => token === 't1')).toBe(true);
    expect(await source.current()).toMatchObject({ token: 't1' });
    expect(await runs(exec)).toBe(1);
  });

  it('is run again when its credentials are about to end', async () => {
    const soon = new Date(Date.now() + 10_000).toISOString();
    const late = new Date(Date.now() + 600_000).toISOString();
    const ending = await plugin(answer({ token: 't', expirationTimestamp: soon }));
    const lasting = await plugin(answer({ token: 't', expirationTimestamp: late }));
    for (const exec of [ending, lasting]) {
      const source = execPlugin(exec, cluster);
      await source.current();
      await source.current();
    }
    expect(await runs(ending)).toBe(2);
    expect(await runs(lasting)).toBe(1);
  });

  it('is run once more when the server refuses its credentials, and not for ever', async () => {
    const exec = await plugin(answer({ token: 't' }));
    const source = execPlugin(exec, cluster);
    await source.current();
    expect(source.renew()).toBe(true);
    await source.current();
    expect(source.renew()).toBe(false);
    expect(await runs(exec)).toBe(2);
  });

  it('gets its environment and arguments, and the cluster when it asks for it', async () => {
    const script = `printf '{"apiVersion":"${v1}","kind":"ExecCredential","status":{"token":"%s|%s|%s"}}' "$1" "$PROFILE" "$(printf %s "$KUBERNETES_EXEC_INFO" | base64 | tr -d '\\n')"`;
    const fields = { args: ['get-token'], env: [{ name: 'PROFILE', value: 'dev' }] };
    const told = async (provideClusterInfo: boolean) => {
      const { token = '' } = await execPlugin(
        await plugin(script, { ...fields, provideClusterInfo }),
        cluster,
      ).current();
      const [argument, profile, info = ''] = token.split('|');
      expect([argument, profile]).toEqual(['get-token', 'dev']);
      return JSON.parse(Buffer.from(info, 'base64').toString('utf8')) as unknown;
    };
    expect(await told(false)).toEqual({
      apiVersion: v1,
      kind: 'ExecCredential',
      spec: { interactive: false },
    });
    expect(await told(true)).toEqual({
      apiVersion: v1,
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: {
          server: 'https://10.0.0.1',
          'tls-server-name': 'api.example.com',
          'certificate-authority-data': 'Q0E=',
          config: { audience: 'prod' },
        },
      },
    });
  });

  it('may give a client certificate instead of a token', async () => {
    const exec = await plugin(answer({ clientCertificateData: 'CERT', clientKeyData: 'KEY' }));
    expect(await execPlugin(exec, cluster).current()).toMatchObject({
      clientCertificate: { certificate: 'CERT', key: 'KEY' },
    });
  });

  it('that is not installed says how to install it', async () => {
    const exec = {
      ...(await plugin('')),
      command: 'no-such-program-here',
      installHint: 'Install it from example.com.',
    };
    await expect(execPlugin(exec, cluster).current()).rejects.toMatchObject({
      code: 'exec-plugin-missing',
      hint: 'Install it from example.com.',
      field: 'users[0].user.exec',
    });
  });

  it.each([
    ['fails', 'exit 3', 'exec-plugin-failed'],
    ['says nothing', 'true', 'exec-plugin-answer'],
    ['says no JSON', 'echo secret-token', 'exec-plugin-answer'],
    [
      'speaks another version',
      answer({ token: 't' }, 'client.authentication.k8s.io/v1beta1'),
      'exec-plugin-answer',
    ],
    ['gives nothing', answer({}), 'exec-plugin-answer'],
    ['gives a certificate without key', answer({ clientCertificateData: 'CERT' }), 'exec-plugin-answer'],
    [
      'gives no time of expiry',
      answer({ token: 'secret-token', expirationTimestamp: 'soon' }),
      'exec-plugin-answer',
    ],
  ])('that %s is an error that holds no credential', async (_, script, code) => {
    const failure: unknown = await execPlugin(await plugin(script), cluster)
      .current()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(String(failure)).not.toContain('secret-token');
  });

  it('that must ask something is not run without a terminal', async () => {
    const exec = await plugin(answer({ token: 't' }), { interactiveMode: 'Always' });
    await expect(execPlugin(exec, cluster, { terminal: false }).current()).rejects.toMatchObject({
      code: 'exec-plugin-interactive',
    });
  });

  it('that hangs is ended', async () => {
    const exec = await plugin('exec sleep 60');
    await expect(execPlugin(exec, cluster, { timeoutMs: 200 }).current()).rejects.toMatchObject({
      code: 'exec-plugin-failed',
    });
  });
});

describe('a token file', () => {
  it('is read again after a minute, for mounted tokens rotate', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const path = join(folder, 'rotating');
    await writeFile(path, 'one\n');
    const source = tokenFile(path);
    expect(await source.current()).toEqual({ token: 'one' });
    await writeFile(path, 'two\n');
    expect(await source.current()).toEqual({ token: 'one' });
    vi.advanceTimersByTime(60_000);
    expect(await source.current()).toEqual({ token: 'two' });
  });

  it('is read at once when the server refuses its token, once for each token', async () => {
    const path = join(folder, 'refused');
    await writeFile(path, 'one');
    const source = tokenFile(path);
    await source.current();
    await writeFile(path, 'two');
    expect(source.renew()).toBe(true);
    expect(await source.current()).toEqual({ token: 'two' });
    expect(source.renew()).toBe(true);
    await source.current();
    expect(source.renew()).toBe(false);
  });

  it('that cannot be read leaves the token that was there, or is an error', async () => {
    expect(await tokenFile(join(folder, 'none'), 'fallback').current()).toEqual({ token: 'fallback' });
    await expect(tokenFile(join(folder, 'none')).current()).rejects.toMatchObject({
      code: 'credential-file',
    });
  });
});

describe('inside a cluster', () => {
  const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

  it('the mounted service account is used', async () => {
    for (const [name, text] of [
      ['ca.crt', 'CA'],
      ['namespace', 'tools'],
      ['token', 'mounted'],
    ] as const) {
      await writeFile(join(folder, name), text);
    }
    const connection = await inClusterConnection({ environment }, folder);
    expect(connection).toMatchObject({
      server: 'https://[fd00::1]:443',
      namespace: 'tools',
      certificateAuthority: 'CA',
    });
    expect(await connection?.credentials.current()).toEqual({ token: 'mounted' });
  });

  it('without a mounted service account that is said; outside there is nothing', async () => {
    await expect(inClusterConnection({ environment }, join(folder, 'none'))).rejects.toMatchObject({
      code: 'not-in-cluster',
    });
    expect(await inClusterConnection({ environment: {} })).toBeUndefined();
  });
});
