import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import type { Manifest } from './apply.ts';
import { startTestCluster } from './test-cluster.ts';

interface Owned {
  readonly ownerReferences?: readonly { readonly controller?: boolean }[];
}

/**
 * Starts a cluster with controllers, applies every YAML and JSON file under a folder, prints how to use it and
 * waits until Ctrl-C. Objects that a controller owns are left out: the controllers make them anew.
 */
export async function runClusterForPeople(folder?: string): Promise<void> {
  say('Starting a real Kubernetes API server on this machine…');
  const cluster = await startTestCluster({
    controllerManager: true,
    scheduler: true,
    kwok: true,
    // Nobody answers the webhooks that the manifests may configure: they are stored, and not called.
    apiServerFlags: ['--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook'],
  });
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  try {
    if (folder !== undefined) {
      const objects = (await manifests(folder)).filter((object) => !isOwned(object)).map(withoutServerFields);
      const failures: string[] = [];
      await cluster.apply(objects, { patienceMs: 6_000, onFailure: ({ message }) => failures.push(message) });
      say(`Applied ${objects.length - failures.length} of ${objects.length} objects of ${folder}.`);
      for (const failure of failures) say(`  not applied: ${failure.slice(0, 200)}`);
    }
    say(`Server      ${cluster.server}`);
    say(`Kubeconfig  ${await cluster.kubeconfig('admin')}   (admin)`);
    say(`Kubeconfig  ${await cluster.kubeconfig('reader')}   (may read everything)`);
    say(`Kubeconfig  ${await cluster.kubeconfig('limited-reader')}   (no Secrets, no RBAC)`);
    say('It runs until Ctrl-C.');
    const alive = setInterval(() => {}, 60_000);
    await interrupted;
    clearInterval(alive);
  } finally {
    await cluster.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function manifests(folder: string): Promise<Manifest[]> {
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => /\.(ya?ml|json)$/.test(file))
    .sort();
  const documents: unknown[] = [];
  for (const file of files)
    documents.push(...loadAll(await readFile(join(folder, file), 'utf8'), { schema: CORE_SCHEMA }));
  return documents.flatMap(asObjects);
}

function asObjects(document: unknown): Manifest[] {
  if (typeof document !== 'object' || document === null || !('kind' in document)) return [];
  const { kind, items } = document as { kind: unknown; items?: unknown };
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items))
    return items.flatMap(asObjects);
  return [document as Manifest];
}

function isOwned({ metadata }: Manifest): boolean {
  return (metadata as Owned).ownerReferences?.some(({ controller }) => controller) === true;
}

/** Fields that the server writes; server-side apply refuses the first two. */
const serverFields = new Set([
  'managedFields',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'ownerReferences',
]);

function withoutServerFields(object: Manifest): Manifest {
  const metadata = Object.fromEntries(
    Object.entries(object.metadata).filter(([field]) => !serverFields.has(field)),
  );
  const rest = Object.fromEntries(Object.entries(object).filter(([field]) => field !== 'status'));
  return { ...rest, metadata } as unknown as Manifest;
}
