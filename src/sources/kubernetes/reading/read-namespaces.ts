import { isFields, type ResourceCoverage } from '../../../cluster/index.ts';
import { KubernetesSourceError } from '../errors.ts';
import type { Answer } from '../transport/client.ts';
import { NetworkError } from '../transport/failure.ts';
import type { ReadingContext } from './read-resource.ts';

type Context = Omit<ReadingContext, 'onObjects'>;

/** Who may not list namespaces may often get their own: its labels say which Pod Security level holds there. */
export async function readNamedNamespaces(
  context: Context,
  rows: readonly ResourceCoverage[],
): Promise<void> {
  if (rows.some(({ group, kind, state }) => group === '' && kind === 'Namespace' && state === 'read')) return;
  for (const name of context.namespaces) {
    const answer = await getNamespace(context, name);
    if (answer?.status !== 200) continue;
    const { object } = context.door.admit(answer.body);
    if (object) context.store.apply(object);
  }
}

/** What identifies a cluster, asked for alone because namespaces could not be listed; this may be denied as well. */
export async function readKubeSystemUid(context: Context): Promise<string | undefined> {
  const body = (await getNamespace(context, 'kube-system'))?.body;
  const uid = isFields(body) && isFields(body['metadata']) ? body['metadata']['uid'] : undefined;
  return typeof uid === 'string' && uid !== '' ? uid : undefined;
}

async function getNamespace(
  { client, watchdog, signal }: Context,
  name: string,
): Promise<Answer | undefined> {
  if (watchdog.gone() !== undefined || signal?.aborted) return undefined;
  try {
    return await client.get(`/api/v1/namespaces/${encodeURIComponent(name)}`, {
      attempts: 2,
      ...(signal && { signal }),
    });
  } catch (error) {
    if (error instanceof NetworkError || error instanceof KubernetesSourceError) return undefined;
    throw error;
  }
}
