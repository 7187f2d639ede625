import { isFields, type ResourceCoverage } from '../../../cluster/index.ts';
import { connectionFacts, orUnreachable } from '../reading/connection-facts.ts';
import { leftOutRow, row } from '../reading/coverage-row.ts';
import { discoverApi } from '../reading/discover.ts';
import { mapConcurrently } from '../reading/map-concurrently.ts';
import type { ServedResource } from '../reading/served-resource.ts';
import { unreadReason } from '../reading/unread-kinds.ts';
import type { KubernetesClient, RequestOptions } from '../transport/client.ts';
import { statusMessage } from '../transport/status.ts';
import { type AccessAssessment, assessRows } from './assess-access.ts';

export interface CheckAccessOptions extends RequestOptions {
  readonly concurrency?: number;
}

/**
 * Asks the server, for every resource type it serves, whether we may list it, without reading one object
 * (SelfSubjectAccessReview). Row states: `read` when we may, `denied` when not.
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 * @throws KubernetesSourceError when the server cannot be talked to
 */
export async function checkAccess(
  client: KubernetesClient,
  options: CheckAccessOptions = {},
): Promise<AccessAssessment> {
  const { concurrency = 8, ...request } = options;
  const facts = await connectionFacts(client, request);
  const api = await orUnreachable(client, () => discoverApi(client, request));
  const listable = api.resources.filter(({ verbs }) => verbs.includes('list'));
  const rows = await orUnreachable(client, () =>
    mapConcurrently(listable, concurrency, async (resource) => {
      const leftOut = unreadReason(resource);
      return leftOut === undefined ? reviewed(client, resource, request) : leftOutRow(resource, leftOut);
    }),
  );
  return assessRows(rows, facts.user?.name);
}

async function reviewed(
  client: KubernetesClient,
  resource: ServedResource,
  request: RequestOptions,
): Promise<ResourceCoverage> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: {
      resourceAttributes: {
        verb: 'list',
        group: resource.group,
        version: resource.version,
        resource: resource.resource,
      },
    },
  };
  const answer = await client.review(
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    review,
    request,
  );
  if (answer.status !== 200 && answer.status !== 201) {
    return row(resource, { state: 'broken', reason: statusMessage(answer) }, 0);
  }
  const status = isFields(answer.body) && isFields(answer.body['status']) ? answer.body['status'] : {};
  if (status['allowed'] === true) return row(resource, { state: 'read' }, 0);
  const { reason } = status;
  const said = typeof reason === 'string' && reason !== '' ? reason : 'no rule allows it';
  return row(resource, { state: 'denied', reason: said, status: 403 }, 0);
}
