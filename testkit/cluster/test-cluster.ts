import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { accessObjects } from './access.ts';
import { type ApiAnswer, type ApiClient, createApiClient } from './api-client.ts';
import { type ApplyOptions, applyObjects } from './apply.ts';
import { kubeboxBinary } from './binary.ts';
import {
  apiServerFlags,
  controllerManagerFlags,
  etcdFlags,
  kwokFlags,
  schedulerFlags,
} from './component-flags.ts';
import { type Credentials, type TestUser, type TestUserName, writeCredentials } from './credentials.ts';
import { writeKubeconfig } from './kubeconfig-file.ts';
import { kwokStages } from './kwok-stages.ts';
import { type Component, startComponent } from './process-group.ts';
import type { TestClusterOptions } from './test-cluster-options.ts';

/** One line of the audit log. https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event */
export interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly stage: string;
  readonly user: { readonly username: string };
  readonly responseStatus?: { readonly code?: number };
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
  };
}

/** A real Kubernetes API server on loopback, with its own etcd. */
export interface TestCluster {
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  /** Holds certificates (`ca.crt`, `NAME.crt`, `NAME.key`), logs and data; removed by `stop`. */
  readonly directory: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly users: Readonly<Record<TestUserName, TestUser>>;
  /** Writes a kubeconfig with the one context `test` for a user, by token or by client certificate. */
  kubeconfig(user?: TestUserName, by?: 'token' | 'certificate'): Promise<string>;
  request(
    method: Parameters<ApiClient['request']>[0],
    path: string,
    body?: unknown,
    user?: TestUserName,
  ): Promise<ApiAnswer>;
  /** Server-side apply as admin, namespaces and CRDs first. */
  apply(objects: readonly object[], options?: ApplyOptions): Promise<void>;
  auditEvents(): Promise<AuditEvent[]>;
  /** SIGKILLs the API server and leaves the rest: what a client sees when a server dies. */
  killApiServer(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts etcd (on unix sockets) and kube-apiserver on one free loopback port; takes about four seconds.
 * Everything it starts dies with this process.
 * @throws Error when the binary cannot be built or the server does not become ready; the message has the log's end
 */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const binary = await kubeboxBinary(
    options.serverVersion === undefined ? {} : { serverVersion: options.serverVersion },
  );
  if (binary === undefined)
    throw new Error('No test API server: Go is missing. Ask kubeboxBinary() first and skip.');
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-cluster-'));
  const components: Component[] = [];
  const stopAll = async () => {
    await Promise.all(components.map((component) => component.kill()));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const credentials = await writeCredentials(binary, directory);
    components.push(startComponent(binary, directory, 'etcd', etcdFlags()));
    if (options.audit) await writeFile(join(directory, 'audit-policy.json'), JSON.stringify(auditPolicy));
    const { apiServer, server } = await startApiServer(binary, directory, options, credentials);
    components.push(apiServer);
    const clients = createClients(server, credentials);
    await grantAccess(clients('admin'), options);
    components.push(
      ...(await startControllers(binary, directory, server, options, credentials, clients('admin'))),
    );
    return testCluster(directory, server, credentials, clients, apiServer, stopAll, options);
  } catch (error) {
    const logs = await Promise.all(
      components.map(async ({ name, log }) => `${name}: ${(await log()).slice(-1500)}`),
    );
    await stopAll();
    throw new Error(`The test cluster did not start: ${String(error)}\n${logs.join('\n')}`, { cause: error });
  }
}

const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
};

/** A port is chosen, closed and given to the server; somebody else may take it in between, so try again then. */
async function startApiServer(
  binary: string,
  directory: string,
  options: TestClusterOptions,
  credentials: Credentials,
): Promise<{ apiServer: Component; server: string }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const apiServer = startComponent(binary, directory, 'kube-apiserver', apiServerFlags(port, options));
    const server = `https://127.0.0.1:${port}`;
    try {
      await untilReady(server, apiServer, credentials);
      return { apiServer, server };
    } catch (error) {
      await apiServer.kill();
      const portTaken = (await apiServer.log()).includes('address already in use');
      if (!portTaken || attempt === 5) {
        throw new Error(`${String(error)}\n${(await apiServer.log()).slice(-3000)}`, { cause: error });
      }
    }
  }
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function untilReady(server: string, apiServer: Component, credentials: Credentials): Promise<void> {
  const client = createApiClient(server, credentials.certificateAuthority, credentials.users.admin.token);
  const deadline = Date.now() + 90_000;
  try {
    for (;;) {
      const status = await client.request('GET', '/readyz').then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) return;
      if (apiServer.ended()) throw new Error('kube-apiserver ended before it was ready');
      if (Date.now() > deadline) throw new Error('kube-apiserver was not ready after 90 s');
      await pause(50);
    }
  } finally {
    await client.close();
  }
}

function createClients(server: string, credentials: Credentials): (user: TestUserName) => ApiClient {
  const clients = new Map<TestUserName, ApiClient>();
  return (user) => {
    const known =
      clients.get(user) ??
      createApiClient(server, credentials.certificateAuthority, credentials.users[user].token);
    clients.set(user, known);
    return known;
  };
}

async function grantAccess(admin: ApiClient, options: TestClusterOptions): Promise<void> {
  const { body } = await admin.request('GET', '/apis');
  const groups = (body as { groups: { name: string }[] }).groups.map(({ name }) => name);
  await applyObjects(admin, accessObjects(groups));
  if (!options.controllerManager) {
    await applyObjects(admin, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }], {
      defaultServiceAccounts: true,
    });
  }
}

async function startControllers(
  binary: string,
  directory: string,
  server: string,
  options: TestClusterOptions,
  credentials: Credentials,
  admin: ApiClient,
): Promise<Component[]> {
  await writeKubeconfig(directory, server, credentials.users.admin);
  const started: Component[] = [];
  if (options.controllerManager) {
    started.push(
      startComponent(binary, directory, 'kube-controller-manager', controllerManagerFlags(await freePort())),
    );
    await untilServed(admin, '/api/v1/namespaces/default/serviceaccounts/default');
  }
  if (options.scheduler)
    started.push(startComponent(binary, directory, 'kube-scheduler', schedulerFlags(await freePort())));
  if (options.kwok) {
    await writeFile(join(directory, 'kwok-stages.yaml'), kwokStages());
    started.push(startComponent(binary, directory, 'kwok', kwokFlags(await freePort())));
  }
  return started;
}

/** `/readyz` does not mean that the controllers work: their first product does. */
async function untilServed(admin: ApiClient, path: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while ((await admin.request('GET', path)).status !== 200) {
    if (Date.now() > deadline) throw new Error(`${path} did not appear in 60 s`);
    await pause(50);
  }
}

function testCluster(
  directory: string,
  server: string,
  credentials: Credentials,
  clients: (user: TestUserName) => ApiClient,
  apiServer: Component,
  stop: () => Promise<void>,
  options: TestClusterOptions,
): TestCluster {
  return {
    server,
    directory,
    certificateAuthority: credentials.certificateAuthority,
    users: credentials.users,
    kubeconfig: (user = 'admin', by = 'token') =>
      writeKubeconfig(directory, server, credentials.users[user], by === 'certificate'),
    request: (method, path, body, user = 'admin') => clients(user).request(method, path, body),
    apply: (objects, applyOptions = {}) =>
      applyObjects(clients('admin'), objects, {
        defaultServiceAccounts: !options.controllerManager,
        ...applyOptions,
      }),
    async auditEvents() {
      const lines = (await readFile(join(directory, 'audit.log'), 'utf8')).split('\n').filter(Boolean);
      return lines.map((line) => JSON.parse(line) as AuditEvent);
    },
    killApiServer: () => apiServer.kill(),
    stop,
  };
}
