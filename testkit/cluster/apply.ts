import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';

/** An object as a manifest has it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface Resource {
  readonly path: string;
  readonly namespaced: boolean;
}

export interface ApplyOptions {
  readonly fieldManager?: string;
  /** Creates ServiceAccount `default` with each namespace: pods need it, and without a controller manager nobody else does. */
  readonly defaultServiceAccounts?: boolean;
  /** How long one object may take: nothing is immediate (a new CRD answers after two seconds). */
  readonly patienceMs?: number;
  /** Takes the error of one object and goes on with the others; without it the first error ends everything. */
  readonly onFailure?: (error: Error) => void;
}

/**
 * Server-side apply of all objects: namespaces and definitions first, then the rest, a few at a time.
 * Retries while a kind is not served yet, or while something an object needs is not there yet.
 * @throws Error naming the object and the server's message
 */
export async function applyObjects(
  client: ApiClient,
  objects: readonly object[],
  options: ApplyOptions = {},
): Promise<void> {
  const resources = createResourceFinder(client);
  const report = (error: unknown) => {
    if (options.onFailure === undefined || !(error instanceof Error)) throw error;
    options.onFailure(error);
  };
  for (const stage of stages(objects as readonly Manifest[], options.defaultServiceAccounts ?? false)) {
    const queue = [...stage];
    const worker = async () => {
      for (let object = queue.shift(); object; object = queue.shift()) {
        await applyOne(client, resources, object, options).catch(report);
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
  }
}

function stages(objects: readonly Manifest[], defaultServiceAccounts: boolean): Manifest[][] {
  const order = ['Namespace', 'CustomResourceDefinition', 'ServiceAccount'];
  const first = order.map((kind) => objects.filter((object) => object.kind === kind));
  const rest = objects.filter((object) => !order.includes(object.kind));
  if (defaultServiceAccounts) {
    for (const { metadata } of first[0] ?? []) {
      first[2]?.unshift({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: metadata.name },
      });
    }
  }
  return [...first, rest];
}

async function applyOne(
  client: ApiClient,
  find: ResourceFinder,
  object: Manifest,
  options: ApplyOptions,
): Promise<void> {
  const deadline = Date.now() + (options.patienceMs ?? 20_000);
  const manager = encodeURIComponent(options.fieldManager ?? 'testkit');
  for (;;) {
    const resource = await find(object);
    const namespace = resource?.namespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : '';
    const answer = resource
      ? await client.request(
          'PATCH',
          `${resource.path.replace('{namespace}', namespace)}/${encodeURIComponent(object.metadata.name)}?fieldManager=${manager}&force=true`,
          object,
          'application/apply-patch+yaml',
        )
      : { status: 404, body: { message: 'the server does not serve this kind' } };
    if (answer.status < 300) return;
    const message = messageOf(answer.body);
    const transient =
      [404, 409, 429, 500, 503].includes(answer.status) ||
      message.includes('error looking up service account');
    if (!transient || Date.now() > deadline) {
      const name = [object.metadata.namespace, object.metadata.name].filter(Boolean).join('/');
      throw new Error(`apply ${object.apiVersion} ${object.kind} ${name}: HTTP ${answer.status} ${message}`);
    }
    await pause(150);
  }
}

type ResourceFinder = (object: Manifest) => Promise<Resource | undefined>;

function createResourceFinder(client: ApiClient): ResourceFinder {
  const known = new Map<string, Resource>();
  return async ({ apiVersion, kind }) => {
    const key = `${apiVersion} ${kind}`;
    if (!known.has(key)) {
      const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const { status, body } = await client.request('GET', root);
      if (status !== 200) return undefined;
      for (const resource of (body as { resources: { name: string; kind: string; namespaced: boolean }[] })
        .resources) {
        if (resource.name.includes('/')) continue;
        known.set(`${apiVersion} ${resource.kind}`, {
          path: `${root}{namespace}/${resource.name}`,
          namespaced: resource.namespaced,
        });
      }
    }
    const resource = known.get(key);
    return (
      resource &&
      (resource.namespaced ? resource : { ...resource, path: resource.path.replace('{namespace}', '') })
    );
  };
}

function messageOf(body: unknown): string {
  if (typeof body === 'string') return body;
  const { message } = body as { message?: unknown };
  return typeof message === 'string' ? message : JSON.stringify(body);
}
