import { compareMinor, type KubernetesVersion } from '../../cluster/index.ts';
import { allowsEverything } from '../abilities/role-powers.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { allowsVerb, type CompiledRule, coveringResources } from '../rbac/compiled-rule.ts';
import type { RbacIndex, RoleSlot } from '../rbac/rbac-index.ts';
import { rbacGroup } from '../rbac/role.ts';
import { isClusterOnly } from '../resource-names.ts';

/** One request that a step of a path needs: any of the verbs on one resource. */
export interface Power {
  readonly verbs: readonly string[];
  readonly apiGroup: string;
  /** `pods`, `pods/exec`. */
  readonly resource: string;
  /** Verbs that were enough before Kubernetes 1.35 (see version-rules.ts). */
  readonly before135?: readonly string[];
}

const certificates = 'certificates.k8s.io';
const admission = 'admissionregistration.k8s.io';
const change = ['update', 'patch'];
const create = ['create'];
const put = ['create', 'update', 'patch'];

const core = (resource: string, verbs: readonly string[]): Power => ({ verbs, apiGroup: '', resource });
const inGroup = (apiGroup: string, resource: string, verbs: readonly string[]): Power => ({
  verbs,
  apiGroup,
  resource,
});

/** Everything that a step can need, each a request that the API server decides on its own. */
export const powers = {
  impersonateUsers: core('users', ['impersonate']),
  impersonateGroups: core('groups', ['impersonate']),
  impersonateAccounts: core('serviceaccounts', ['impersonate']),
  mintToken: core('serviceaccounts/token', create),
  createSecret: core('secrets', create),
  listSecrets: core('secrets', ['list', 'watch']),
  getSecrets: core('secrets', ['get']),
  createRequest: inGroup(certificates, 'certificatesigningrequests', create),
  approveRequest: inGroup(certificates, 'certificatesigningrequests/approval', change),
  approveSigner: inGroup(certificates, 'signers', ['approve']),
  bindClusterRoles: inGroup(rbacGroup, 'clusterroles', ['bind']),
  bindRoles: inGroup(rbacGroup, 'roles', ['bind']),
  createRoleBinding: inGroup(rbacGroup, 'rolebindings', create),
  changeRoleBinding: inGroup(rbacGroup, 'rolebindings', change),
  createClusterRoleBinding: inGroup(rbacGroup, 'clusterrolebindings', create),
  changeClusterRoleBinding: inGroup(rbacGroup, 'clusterrolebindings', change),
  escalateClusterRoles: inGroup(rbacGroup, 'clusterroles', ['escalate']),
  changeClusterRoles: inGroup(rbacGroup, 'clusterroles', change),
  escalateRoles: inGroup(rbacGroup, 'roles', ['escalate']),
  changeRoles: inGroup(rbacGroup, 'roles', change),
  createPod: core('pods', create),
  createDeployment: inGroup('apps', 'deployments', create),
  createDaemonSet: inGroup('apps', 'daemonsets', create),
  createStatefulSet: inGroup('apps', 'statefulsets', create),
  createReplicaSet: inGroup('apps', 'replicasets', create),
  createReplicationController: core('replicationcontrollers', create),
  createJob: inGroup('batch', 'jobs', create),
  createCronJob: inGroup('batch', 'cronjobs', create),
  changeDeployment: inGroup('apps', 'deployments', change),
  changeDaemonSet: inGroup('apps', 'daemonsets', change),
  changeStatefulSet: inGroup('apps', 'statefulsets', change),
  changeReplicaSet: inGroup('apps', 'replicasets', change),
  changeReplicationController: core('replicationcontrollers', change),
  changeCronJob: inGroup('batch', 'cronjobs', change),
  changePod: core('pods', change),
  exec: { ...core('pods/exec', create), before135: ['get'] },
  attach: { ...core('pods/attach', create), before135: ['get'] },
  debug: core('pods/ephemeralcontainers', change),
  kubelet: core('nodes/proxy', ['get', 'create']),
  changeNamespace: core('namespaces', change),
  createVolume: core('persistentvolumes', create),
  createClaim: core('persistentvolumeclaims', create),
  createMutatingWebhook: inGroup(admission, 'mutatingwebhookconfigurations', create),
  changeMutatingWebhook: inGroup(admission, 'mutatingwebhookconfigurations', change),
  createValidatingWebhook: inGroup(admission, 'validatingwebhookconfigurations', create),
  changeValidatingWebhook: inGroup(admission, 'validatingwebhookconfigurations', change),
  createApiService: inGroup('apiregistration.k8s.io', 'apiservices', create),
  changeResourceDefinition: inGroup('apiextensions.k8s.io', 'customresourcedefinitions', change),
  changeConfigMap: core('configmaps', change),
  createWorkflow: inGroup('argoproj.io', 'workflows', create),
  createRollout: inGroup('argoproj.io', 'rollouts', create),
  putApplication: inGroup('argoproj.io', 'applications', put),
  createTaskRun: inGroup('tekton.dev', 'taskruns', create),
  putKustomization: inGroup('kustomize.toolkit.fluxcd.io', 'kustomizations', put),
  putHelmRelease: inGroup('helm.toolkit.fluxcd.io', 'helmreleases', put),
  putApplicationSet: inGroup('argoproj.io', 'applicationsets', put),
  putClusterPolicy: inGroup('kyverno.io', 'clusterpolicies', put),
  putServiceVersion: inGroup('operators.coreos.com', 'clusterserviceversions', put),
  putProviderObject: inGroup('kubernetes.crossplane.io', 'objects', put),
  putProviderRelease: inGroup('helm.crossplane.io', 'releases', put),
  putExternalSecret: inGroup('external-secrets.io', 'externalsecrets', put),
  evictPod: core('pods/eviction', create),
  deletePod: core('pods', ['delete', 'deletecollection']),
  changePodStatus: core('pods/status', change),
  changeNode: core('nodes', change),
  deleteNode: core('nodes', ['delete', 'deletecollection']),
  changeNodeStatus: core('nodes/status', change),
  createRayCluster: inGroup('ray.io', 'rayclusters', create),
} as const satisfies Readonly<Record<string, Power>>;

export type PowerName = keyof typeof powers;

/** What somebody holds: a power over all objects, or over the named ones. */
export interface Held {
  get(power: PowerName): 'all' | ReadonlySet<string> | undefined;
  /** A rule that reads, creates and changes every resource. */
  readonly everything: boolean;
  /** Roles that whoever holds this is bound to in the same place, where that is known with the binding. */
  readonly bound?: readonly BoundRole[];
}

export interface BoundRole {
  readonly kind: string;
  readonly name: string;
  readonly binding?: IndexedBinding;
}

/** The verbs of a power in a version of Kubernetes. */
export function verbsOf(name: PowerName, version: KubernetesVersion): readonly string[] {
  const power: Power = powers[name];
  const old = power.before135 !== undefined && compareMinor(version, { major: 1, minor: 35 }) < 0;
  return old ? [...power.verbs, ...(power.before135 ?? [])] : power.verbs;
}

/** Powers of every role that has any, by asking the index for each power once. */
export function powersOfAllRoles(index: RbacIndex, version: KubernetesVersion): ReadonlyMap<RoleSlot, Held> {
  const found = new Map<RoleSlot, RolePowers>();
  const of = (role: RoleSlot) => {
    let held = found.get(role);
    if (held === undefined) found.set(role, (held = new RolePowers()));
    return held;
  };
  for (const name of Object.keys(powers) as PowerName[]) {
    const { resource, apiGroup } = powers[name];
    const verbs = verbsOf(name, version);
    for (const text of coveringTexts(resource))
      for (const [role, rules] of index.rulesFor(text))
        for (const rule of rules)
          if (allowsAny(rule, apiGroup, verbs) && carriesName(rule, name)) of(role).add(name, rule.names);
  }
  for (const [role, rules] of index.rulesFor('*'))
    if (rules.some(allowsEverything)) of(role).everything = true;
  return found;
}

/** The rule of a role that grants a power, over one name where one is given. */
export function ruleGranting(
  role: RoleSlot,
  name: PowerName,
  version: KubernetesVersion,
  object?: string,
): CompiledRule | undefined {
  const { resource, apiGroup } = powers[name];
  const texts = coveringTexts(resource);
  const verbs = verbsOf(name, version);
  const grants = (rule: CompiledRule) =>
    allowsAny(rule, apiGroup, verbs) &&
    carriesName(rule, name) &&
    texts.some((text) => rule.rule.resources.includes(text));
  const unlimited = role.rules.find((rule) => rule.names === undefined && grants(rule));
  if (unlimited !== undefined) return unlimited;
  return role.rules.find((rule) => grants(rule) && (object === undefined || rule.names?.has(object)));
}

/** Whether a RoleBinding cannot make a power real. */
export function isClusterPower(name: PowerName): boolean {
  const { apiGroup, resource } = powers[name];
  return name !== 'changeNamespace' && name !== 'bindClusterRoles' && isClusterOnly(apiGroup, resource);
}

/** What is left of a role in a RoleBinding. */
export function inNamespace(held: Held): Held {
  return {
    ...held,
    get: (power) => (isClusterPower(power) ? undefined : held.get(power)),
  };
}

class RolePowers implements Held {
  readonly #powers = new Map<PowerName, 'all' | Set<string>>();
  everything = false;

  get(power: PowerName): 'all' | ReadonlySet<string> | undefined {
    return this.#powers.get(power);
  }

  add(power: PowerName, names: ReadonlySet<string> | undefined): void {
    const known = this.#powers.get(power);
    if (names === undefined) this.#powers.set(power, 'all');
    else if (known === undefined) this.#powers.set(power, new Set(names));
    else if (known !== 'all') for (const name of names) known.add(name);
  }
}

/** Names never let a request through that names nothing: create of the object itself, list, watch. */
function carriesName(rule: CompiledRule, name: PowerName): boolean {
  if (rule.names === undefined) return true;
  const { resource, verbs }: Power = powers[name];
  if (resource.includes('/')) return true;
  return verbs.some((verb) => !nameless.has(verb) && allowsVerb(rule, verb));
}

const nameless = new Set(['create', 'list', 'watch']);

function allowsAny(rule: CompiledRule, apiGroup: string, verbs: readonly string[]): boolean {
  return (
    (rule.anyGroup || rule.rule.apiGroups.includes(apiGroup)) && verbs.some((verb) => allowsVerb(rule, verb))
  );
}

const texts = new Map<string, readonly string[]>();

function coveringTexts(text: string): readonly string[] {
  let covering = texts.get(text);
  if (covering === undefined) {
    const [resource = '', subresource] = text.split('/');
    covering = coveringResources({ verb: '', apiGroup: '', resource, ...(subresource && { subresource }) });
    texts.set(text, covering);
  }
  return covering;
}
