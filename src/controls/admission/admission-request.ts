import type { ClusterObject, KubernetesObject } from '../../cluster/index.ts';
import type { Operation } from '../judge/match-resources.ts';
import { type ResourceKind, resourceOf } from '../judge/resource-name.ts';
import { withoutNulls } from '../judge/without-nulls.ts';
import { completeObject } from './defaults/index.ts';
import { UnknownValue, withUnreadableFields } from './unknown-value.ts';

/** Who sends the request, as `--as` says it. */
export interface Requester {
  readonly username: string;
  readonly groups: readonly string[];
}

/** One object as a request to the API server, as far as policies see it. */
export interface AdmissionRequest {
  readonly judged: ClusterObject;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  /** Of the request: a Namespace is in the namespace of its own name. */
  readonly namespace: string;
  /** Empty when the server chooses it. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly isNamespace: boolean;
  /** The variable `object`: with what the server adds; secret values and what only the server decides are unreadable. */
  readonly object: Readonly<Record<string, unknown>>;
  readonly requester: Requester | undefined;
}

/** @param completedFor the minor version whose defaults are filled in, for an object that no server has completed */
export function admissionRequest(
  judged: ClusterObject,
  resources: ReadonlyMap<string, ResourceKind>,
  requester: Requester | undefined,
  completedFor: number | undefined,
): AdmissionRequest {
  const { group, version, kind, body } = judged;
  const isNamespace = group === '' && kind === 'Namespace';
  const { generateName } = body.metadata;
  const name = generateName !== undefined && judged.name.startsWith(`${generateName}*`) ? '' : judged.name;
  const admitted = withoutNulls(admittedBody(judged, isNamespace));
  const object =
    completedFor === undefined ? admitted : completeObject(admitted, [group, version, kind], completedFor);
  return {
    judged,
    group,
    version,
    kind,
    resource: resourceOf(resources, group, kind),
    namespace: isNamespace ? name : judged.namespace,
    name,
    labels: (object['metadata'] as KubernetesObject['metadata']).labels ?? {},
    isNamespace,
    object: withUnreadableFields(object),
    requester,
  };
}

/** Set by the server on every Namespace. https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

function admittedBody({ body, name, namespace }: ClusterObject, isNamespace: boolean): KubernetesObject {
  const labels = { ...body.metadata.labels, ...(isNamespace && { [namespaceNameLabel]: name }) };
  const metadata = {
    ...body.metadata,
    ...(namespace !== '' && { namespace }),
    ...(Object.keys(labels).length > 0 && { labels }),
  };
  return { ...body, metadata };
}

/** The kind and resource that a policy sees: another version than that of the request where the rules ask for one. */
export interface SeenAs {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
}

/**
 * The variable `request`. Empty fields are absent, as in the JSON of an AdmissionRequest.
 * https://github.com/kubernetes/api/blob/master/admission/v1/types.go
 */
export function requestVariable(request: AdmissionRequest, operation: Operation, seen: SeenAs): object {
  const { group, version, kind, resource, name, namespace, requester } = request;
  const variable = {
    uid: '',
    kind: { group: seen.group, version: seen.version, kind: seen.kind },
    resource: { group: seen.group, version: seen.version, resource: seen.resource },
    requestKind: { group, version, kind },
    requestResource: { group, version, resource },
    ...(name !== '' && { name }),
    ...(namespace !== '' && { namespace }),
    operation,
    dryRun: false,
    options: {
      apiVersion: 'meta.k8s.io/v1',
      kind: operation === 'CREATE' ? 'CreateOptions' : 'UpdateOptions',
    },
  };
  const userInfo = requester && { username: requester.username, groups: requester.groups };
  return Object.defineProperty(variable, 'userInfo', {
    enumerable: true,
    get: () => {
      if (userInfo !== undefined) return userInfo;
      throw new UnknownValue({
        state: 'not-connected',
        message: 'The policy asks who sends the request: say it with --as USER and --as-group GROUP.',
      });
    },
  });
}
