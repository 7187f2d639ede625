import { type Cluster, type ClusterObject, type KindKnowledge, providerOf } from '../cluster/index.ts';
import {
  type DefaultState,
  defaultPolicy,
  defaultStateOf,
  type Maker,
  makerOf,
} from './defaults/default-policy.ts';
import { evidenceAbout } from './evidence/cluster-evidence.ts';
import { outsideGrants, outsideRoles } from './evidence/outside-grants.ts';
import { can, type Grant, whoCan } from './rbac/access.ts';
import { type AccessRequest, isPathRequest } from './rbac/access-request.ts';
import type { IndexedBinding } from './rbac/binding.ts';
import { modelObject } from './rbac/index-of-objects.ts';
import { RbacIndex } from './rbac/rbac-index.ts';
import { rbacGroup } from './rbac/role.ts';
import { mastersGroup, type Principal, type Subject } from './subject.ts';

/** A kind of RBAC object that is not known whole, so that a grant may be hidden in it. */
export type UnreadKind = Extract<KindKnowledge, { complete: false }> & { readonly kind: string };

/** The answer to "may they?"; `no` is said only where everything that could allow it was read. */
export type AccessAnswer =
  | { readonly answer: 'yes'; readonly by: Grant | typeof mastersGroup }
  | { readonly answer: 'no' }
  | { readonly answer: 'unknown'; readonly unread: readonly UnreadKind[] };

/** The roles and bindings of one cluster, ready for questions, with what is not known of them. */
export interface ClusterAccess {
  readonly cluster: Cluster;
  readonly index: RbacIndex;
  may(principal: Principal, request: AccessRequest): AccessAnswer;
  /**
   * Who may do it, and what of the answer is not known. Without a namespace in the request, `anywhere` includes those who
   * may in some namespace.
   */
  whoMay(
    request: AccessRequest,
    anywhere: boolean,
  ): {
    readonly who: Iterable<{ subject: Subject; index: number; grant: Grant }>;
    readonly unread: readonly UnreadKind[];
  };
  /** Kinds of RBAC objects that could hide a grant in a namespace, in all with `'*'`, or cluster-wide without one. */
  unread(namespace?: string): readonly UnreadKind[];
  stateOfBinding(binding: IndexedBinding): DefaultState;
  /** How a role or binding stands to the defaults of its name. */
  stateOfObject(object: ClusterObject): DefaultState;
  /** Who makes an object of that name by itself, when its state is not `own`. */
  makerOf(object: ClusterObject): Maker;
}

const known = new WeakMap<Cluster, ClusterAccess>();

/**
 * Access in a cluster, computed once for each view of it. Manifests have no roles that Kubernetes makes by itself, and no
 * controller filled their aggregated roles: both are added here, as the version of the cluster has them.
 */
export function accessOf(cluster: Cluster): ClusterAccess {
  let access = known.get(cluster);
  if (access === undefined) known.set(cluster, (access = readAccess(cluster)));
  return access;
}

function readAccess(cluster: Cluster): ClusterAccess {
  const declared = isDeclared(cluster);
  const index = new RbacIndex({ aggregate: declared });
  if (declared) for (const object of defaultPolicy(cluster.version)) index.assume(object);
  for (const kind of ['ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding'])
    for (const object of cluster.ofKind(rbacGroup, kind)) index.apply(object);
  const evidence = evidenceAbout(cluster);
  if (evidence !== undefined) {
    for (const role of outsideRoles(evidence)) index.assume(modelObject(role));
    for (const binding of outsideGrants(evidence, cluster)) index.grant(binding);
  }
  const provider = evidence?.provider ?? providerOf(cluster);
  const states = new WeakMap<IndexedBinding, DefaultState>();
  const access: ClusterAccess = {
    cluster,
    index,
    may(principal, request) {
      const decision = can(index, principal, request);
      if (decision.allowed) return { answer: 'yes', by: decision.by };
      const unread = access.unread(isPathRequest(request) ? undefined : request.namespace);
      return unread.length === 0 ? { answer: 'no' } : { answer: 'unknown', unread };
    },
    whoMay(request, anywhere) {
      const namespace = isPathRequest(request)
        ? undefined
        : (request.namespace ?? (anywhere ? '*' : undefined));
      return { who: whoCan(index, request, anywhere), unread: access.unread(namespace) };
    },
    unread: (namespace) => unreadKinds(cluster, namespace),
    stateOfBinding(binding) {
      let state = states.get(binding);
      if (state === undefined) states.set(binding, (state = stateOf(binding, access)));
      return state;
    },
    stateOfObject: (object) => defaultStateOf(object, cluster.version, provider),
    makerOf: (object) => makerOf(object, provider),
  };
  return access;
}

/** A default binding to a role that somebody widened is no default any more. */
function stateOf(binding: IndexedBinding, access: ClusterAccess): DefaultState {
  const { index, stateOfObject } = access;
  const state = stateOfObject(binding.object);
  const role = index.slot(binding.role.key)?.role;
  if (state !== 'default' || role === undefined || role.assumed) return state;
  const roleState = stateOfObject(role.object);
  if (roleState === 'modified') return 'modified';
  // What is known as a whole only is of the platform with a role that is so too.
  return access.makerOf(binding.object).asWhole && roleState !== 'default' ? 'own' : state;
}

/** Whether nobody listed these objects from a server: they are what somebody wrote. */
export function isDeclared({ provenance, coverage }: Cluster): boolean {
  return (
    provenance.source === 'manifests' || (provenance.source === 'snapshot' && coverage.resources.length === 0)
  );
}

function unreadKinds(cluster: Cluster, namespace: string | undefined): UnreadKind[] {
  const of = (kind: string, inNamespace?: string): UnreadKind[] => {
    const knowledge = cluster.knowledgeOf(rbacGroup, kind, inNamespace);
    return knowledge.complete ? [] : [{ ...knowledge, kind }];
  };
  const clusterWide = [...of('ClusterRoleBinding'), ...of('ClusterRole')];
  if (namespace === undefined) return clusterWide;
  const where = namespace === '*' ? undefined : namespace;
  return [...clusterWide, ...of('RoleBinding', where), ...of('Role', where)];
}
