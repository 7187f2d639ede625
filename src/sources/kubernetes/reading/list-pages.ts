import { isFields, type ReadState } from '../../../cluster/index.ts';
import { KubernetesSourceError } from '../errors.ts';
import type { Answer, KubernetesClient, RequestOptions } from '../transport/client.ts';
import { NetworkError } from '../transport/failure.ts';
import { statusMessage } from '../transport/status.ts';
import { nextPageSize, smallerPageSize } from './page-size.ts';

/** How a list ended. */
export interface ListOutcome {
  readonly state: ReadState;
  readonly reason?: string;
  /** Set when no answer came at all: the server may be gone. */
  readonly network?: NetworkError;
  /** The HTTP status that ended the list, when there was one. */
  readonly status?: number;
}

export interface ListOptions extends RequestOptions {
  /** How many objects to ask for at first. */
  readonly limit: number;
}

/** Takes the items of a list as they come. */
export interface PageReceiver {
  page(items: readonly unknown[]): void;
  /** The list starts again from its beginning: what came so far does not count. */
  restart(): void;
}

const maximumRestarts = 2;

/**
 * Reads a list page by page; pages become smaller where objects are large or the server is slow. A continue token that expired (410) is exchanged for the one the server offers, which
 * goes on at the next key in a newer state; without an offer the list starts again, twice at most.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 *
 * Never throws for what the server or network does; pages that were received count even if later ones fail.
 */
export async function listPages(
  client: KubernetesClient,
  path: string,
  receiver: PageReceiver,
  options: ListOptions,
): Promise<ListOutcome> {
  let { limit } = options;
  let ceiling = Number.POSITIVE_INFINITY;
  let token = '';
  let received = 0;
  let restarts = 0;
  let note: string | undefined;
  for (;;) {
    const answer = await answerOrFailure(client, pagePath(path, limit, token), options);
    const smaller = tookTooLong(answer) ? smallerPageSize(limit) : undefined;
    if (smaller !== undefined) {
      limit = smaller;
      ceiling = smaller;
      continue;
    }
    if (!('body' in answer)) return ended(answer, received);
    if (answer.status === 410 && token !== '') {
      const offered = continueToken(answer.body);
      if (offered === undefined && ++restarts > maximumRestarts) return ended(outcomeOf(answer), received);
      if (offered === undefined) {
        receiver.restart();
        received = 0;
      } else note = 'changed while it was read: the last pages are newer than the first';
      token = offered ?? '';
      continue;
    }
    const items = answer.status === 200 ? itemsOf(answer.body) : undefined;
    if (items === undefined) return ended(outcomeOf(answer), received);
    receiver.page(items);
    received += items.length;
    const next = continueToken(answer.body);
    if (next === undefined) return { state: 'read', ...(note !== undefined && { reason: note }) };
    if (next === token)
      return ended({ state: 'broken', reason: 'the server repeats the same page' }, received);
    token = next;
    limit = Math.min(ceiling, nextPageSize(limit, answer.bytes));
  }
}

/** The server's time limit or ours, but not the end of the whole reading. */
function tookTooLong(answer: Answer | ListOutcome): boolean {
  return 'body' in answer ? answer.status === 504 : answer.network?.failure === 'timeout';
}

function pagePath(path: string, limit: number, token: string): string {
  return `${path}?limit=${limit}${token === '' ? '' : `&continue=${encodeURIComponent(token)}`}`;
}

async function answerOrFailure(
  client: KubernetesClient,
  path: string,
  options: RequestOptions,
): Promise<Answer | ListOutcome> {
  try {
    return await client.get(path, options);
  } catch (error) {
    if (error instanceof NetworkError && error.failure === 'interrupted') {
      return { state: 'timed-out', reason: 'the time for the whole reading was over' };
    }
    if (error instanceof NetworkError) {
      return {
        state: error.failure === 'timeout' ? 'timed-out' : 'broken',
        reason: error.message,
        network: error,
      };
    }
    if (error instanceof KubernetesSourceError) return { state: 'broken', reason: error.message };
    throw error;
  }
}

/** A failure after the first page leaves a part of the list. */
function ended(outcome: ListOutcome, received: number): ListOutcome {
  if (received === 0) return outcome;
  return {
    ...outcome,
    state: 'partial',
    reason: `${received} were read, then: ${outcome.reason ?? outcome.state}`,
  };
}

function outcomeOf(answer: Answer): ListOutcome {
  const reason = statusMessage(answer);
  const { status } = answer;
  const state = stateOf(status);
  if (status === 200) return { state, reason: 'the server answered with something that is no list', status };
  if (status === 401)
    return { state, reason: `the credentials were refused, they may have expired (${reason})`, status };
  return { state, reason, status };
}

function stateOf(status: number): ReadState {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404 || status === 405) return 'not-served';
  return status === 408 || status === 504 ? 'timed-out' : 'broken';
}

function itemsOf(body: unknown): readonly unknown[] | undefined {
  if (!isFields(body) || typeof body['kind'] !== 'string' || !body['kind'].endsWith('List')) return undefined;
  const items = body['items'] ?? [];
  return Array.isArray(items) ? items : undefined;
}

function continueToken(body: unknown): string | undefined {
  const token = isFields(body) && isFields(body['metadata']) ? body['metadata']['continue'] : undefined;
  return typeof token === 'string' && token !== '' ? token : undefined;
}
