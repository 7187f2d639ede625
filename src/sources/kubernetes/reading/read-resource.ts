import {
  type ClusterStore,
  type Door,
  isFields,
  type ObjectKey,
  objectKey,
  type Problem,
  type ResourceCoverage,
} from '../../../cluster/index.ts';
import { admitOwn } from '../../admit-own.ts';
import type { UnknownTemplates } from '../../unknown-templates.ts';
import type { KubernetesClient } from '../transport/client.ts';
import { leftOutRow, row } from './coverage-row.ts';
import { type ListOutcome, listPages, type PageReceiver } from './list-pages.ts';
import { firstPageSize } from './page-size.ts';
import { listPath, type ServedResource } from './served-resource.ts';
import type { ServerWatchdog } from './server-watchdog.ts';
import { unreadReason } from './unread-kinds.ts';

/** What all reads of one cluster share. */
export interface ReadingContext {
  readonly client: KubernetesClient;
  readonly door: Door;
  readonly store: ClusterStore;
  readonly problems: Problem[];
  readonly templates: UnknownTemplates;
  readonly watchdog: ServerWatchdog;
  readonly secrets: 'read' | 'skip';
  /** Where to look when the whole cluster may not be listed. */
  readonly namespaces: readonly string[];
  readonly signal?: AbortSignal;
  readonly onObjects: (count: number) => void;
}

/**
 * Reads all objects of one resource type into the store. Where the whole cluster is denied and namespaces are known,
 * these are read one by one.
 */
export async function readResource(
  context: ReadingContext,
  resource: ServedResource,
): Promise<ResourceCoverage[]> {
  const leftOut = leftOutReason(context, resource);
  if (leftOut !== undefined) return [leftOutRow(resource, leftOut)];
  const whole = await readList(context, resource);
  if (whole.state !== 'denied' || !resource.namespaced) return [whole];
  const rows = [whole];
  for (const namespace of context.namespaces) rows.push(await readList(context, resource, namespace));
  return rows;
}

function leftOutReason({ secrets }: ReadingContext, resource: ServedResource): string | undefined {
  if (secrets === 'skip' && resource.group === '' && resource.resource === 'secrets')
    return 'this run does not read Secrets';
  return unreadReason(resource);
}

async function readList(
  context: ReadingContext,
  resource: ServedResource,
  namespace?: string,
): Promise<ResourceCoverage> {
  const gone = context.watchdog.gone();
  if (gone !== undefined) return row(resource, { state: 'broken', reason: gone }, 0, namespace);
  const receiver = objectReceiver(context, resource);
  const path = listPath(resource, namespace);
  const outcome = await listPages(context.client, path, receiver, {
    limit: firstPageSize(resource.resource),
    ...(context.signal && { signal: context.signal }),
  });
  if (outcome.network) context.watchdog.failed(outcome.network);
  else context.watchdog.answered();
  return row(
    resource,
    receiver.invalid === 0 ? outcome : withInvalid(outcome, receiver.invalid),
    receiver.keys.length,
    namespace,
  );
}

interface ObjectReceiver extends PageReceiver {
  readonly keys: ObjectKey[];
  invalid: number;
}

/** Objects pass the door at once: no unredacted page is kept. Items of built-in lists do not say what they are. */
function objectReceiver(context: ReadingContext, resource: ServedResource): ObjectReceiver {
  const { group, version, kind } = resource;
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const receiver: ObjectReceiver = {
    keys: [],
    invalid: 0,
    page(items) {
      for (const item of items) {
        const { object, problem } = admitOwn(
          context.door,
          isFields(item) ? { apiVersion, kind, ...item } : item,
        );
        if (problem) {
          receiver.invalid++;
          context.problems.push({ ...problem, message: `${kind} ${nameOf(item)}: ${problem.message}` });
          continue;
        }
        context.store.apply(object);
        context.templates.learn(object);
        const { name, namespace = '' } = object.metadata;
        receiver.keys.push(objectKey({ group, kind, namespace, name }));
      }
      context.onObjects(items.length);
    },
    restart() {
      for (const key of receiver.keys) context.store.delete(key);
      receiver.keys.length = 0;
      receiver.invalid = 0;
    },
  };
  return receiver;
}

function nameOf(item: unknown): string {
  const metadata = isFields(item) && isFields(item['metadata']) ? item['metadata'] : {};
  return (
    [metadata['namespace'], metadata['name']].filter((part) => typeof part === 'string').join('/') ||
    '(no name)'
  );
}

function withInvalid(outcome: ListOutcome, invalid: number): ListOutcome {
  const reason = `${invalid} of them could not be understood`;
  return {
    ...outcome,
    state: outcome.state === 'read' ? 'partial' : outcome.state,
    reason: outcome.reason ?? reason,
  };
}
