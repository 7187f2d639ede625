import type { ExceptionScope } from '../../exceptions/exception.ts';
import { globSource } from '../../name-pattern.ts';

/** How a controller's objects are known: whose they are, who writes them, and what their names may be. */
interface Ownership {
  /** Kind and API group of the workload that is excepted. */
  readonly workload: string;
  readonly group: string;
  /** Kind of the object that is let in. */
  readonly kind: string;
  readonly owner: { readonly kind: string; readonly apiVersion: string };
  /** What the owner's name has behind the name of the workload, where the owner is not the workload itself. */
  readonly suffix?: string;
  /** The account of the controller that creates it. */
  readonly account: string;
}

const apps = 'apps/v1';
const batch = 'batch/v1';

/** The pod template hash: https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go (alphanums) */
const templateHash = '-[bcdfghjklmnpqrstvwxz2456789]{1,10}';
/** The scheduled time in minutes: https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/cronjob/utils.go (getJobName) */
const scheduledTime = '-[0-9]{1,11}';

/** What the controllers of Kubernetes create from a pod template, and by which account. */
const ownerships: readonly Ownership[] = [
  {
    workload: 'Deployment',
    group: 'apps',
    kind: 'ReplicaSet',
    owner: { kind: 'Deployment', apiVersion: apps },
    account: 'deployment-controller',
  },
  {
    workload: 'Deployment',
    group: 'apps',
    kind: 'Pod',
    owner: { kind: 'ReplicaSet', apiVersion: apps },
    suffix: templateHash,
    account: 'replicaset-controller',
  },
  {
    workload: 'ReplicaSet',
    group: 'apps',
    kind: 'Pod',
    owner: { kind: 'ReplicaSet', apiVersion: apps },
    account: 'replicaset-controller',
  },
  {
    workload: 'ReplicationController',
    group: '',
    kind: 'Pod',
    owner: { kind: 'ReplicationController', apiVersion: 'v1' },
    account: 'replication-controller',
  },
  {
    workload: 'StatefulSet',
    group: 'apps',
    kind: 'Pod',
    owner: { kind: 'StatefulSet', apiVersion: apps },
    account: 'statefulset-controller',
  },
  {
    workload: 'DaemonSet',
    group: 'apps',
    kind: 'Pod',
    owner: { kind: 'DaemonSet', apiVersion: apps },
    account: 'daemon-set-controller',
  },
  {
    workload: 'Job',
    group: 'batch',
    kind: 'Pod',
    owner: { kind: 'Job', apiVersion: batch },
    account: 'job-controller',
  },
  {
    workload: 'CronJob',
    group: 'batch',
    kind: 'Job',
    owner: { kind: 'CronJob', apiVersion: batch },
    account: 'cronjob-controller',
  },
  {
    workload: 'CronJob',
    group: 'batch',
    kind: 'Pod',
    owner: { kind: 'Job', apiVersion: batch },
    suffix: scheduledTime,
    account: 'job-controller',
  },
];

/**
 * CEL that is true for the objects that a scope names and for what they own. Owner references are only what an object says
 * about itself, so an owned object must also be written by its controller: with `--use-service-account-credentials`, as
 * every known distribution sets it, each has an account in kube-system, otherwise all share the controller manager's.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles
 */
export function exceptedObject({ namespaces, kinds, names }: ExceptionScope): string {
  const here = inNamespaces(namespaces);
  const itself = all([kindTest(kinds), nameTest('object.metadata.name', names)]);
  const owned = ownerships.filter(
    ({ workload, group }) =>
      kinds?.some((kind) => matches(kind, workload) || matches(kind, `${workload}.${group}`)) ?? true,
  );
  const ways = [
    ...(itself === undefined ? [] : [itself]),
    ...owned.map((ownership) => ownedTest(ownership, names)),
  ];
  const what = itself === undefined ? undefined : `(${ways.join(' || ')})`;
  return all(['object != null', here, what]) ?? 'false';
}

function ownedTest(
  { kind, owner, suffix, account }: Ownership,
  names: readonly string[] | undefined,
): string {
  const writers = [
    `system:serviceaccount:kube-system:${account}`,
    'system:serviceaccount:kube-system:generic-garbage-collector',
    'system:kube-controller-manager',
  ];
  const owns = all([
    'o.?controller.orValue(false)',
    `o.kind == ${text(owner.kind)}`,
    `o.apiVersion == ${text(owner.apiVersion)}`,
    nameTest('o.name', names, suffix),
    `object.metadata.name.startsWith(o.name.size() < ${namePart} ? o.name + '-' : o.name.substring(0, ${namePart}))`,
  ]);
  return [
    `object.kind == ${text(kind)}`,
    `request.?userInfo.?username.orValue('') in ${list(writers)}`,
    `object.metadata.?ownerReferences.orValue([]).exists(o, ${owns})`,
  ].join(' && ');
}

/**
 * Controllers shorten a long name before they append to it, to no less than this.
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/storage/names/generate.go
 */
const namePart = 50;

/** The API server gives a Namespace its own name as namespace. */
function inNamespaces(namespaces: readonly string[] | undefined): string | undefined {
  return nameTest("request.?namespace.orValue('')", namespaces);
}

/** A kind that says its API group is that kind of that group alone. */
function kindTest(kinds: readonly string[] | undefined): string | undefined {
  const plain = nameTest('object.kind', kinds);
  if (plain === undefined || !kinds?.some((kind) => kind.includes('.'))) return plain;
  const group = "(object.apiVersion.contains('/') ? object.apiVersion.split('/')[0] : '')";
  return `(${plain} || ${nameTest(`(object.kind + '.' + ${group})`, kinds)})`;
}

/** Whether a name is one of some patterns, with something behind it where that is said; undefined where every name is. */
function nameTest(
  name: string,
  patterns: readonly string[] | undefined,
  suffix?: string,
): string | undefined {
  if (patterns === undefined && suffix === undefined) return undefined;
  const sources = (patterns ?? ['*']).map((pattern) => globSource(pattern));
  if (suffix !== undefined || patterns?.some((pattern) => pattern.includes('*')))
    return `${name}.matches(${text(`(?s)^(?:${sources.join('|')})${suffix ?? ''}$`)})`;
  return `${name} in ${list(patterns ?? [])}`;
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(`^${globSource(pattern)}$`).test(name);
}

function all(terms: readonly (string | undefined)[]): string | undefined {
  const given = terms.filter((term) => term !== undefined);
  return given.length === 0 ? undefined : given.join(' && ');
}

function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** A CEL string literal whatever is in it: JSON's escapes are CEL's. */
function text(value: string): string {
  return JSON.stringify(value);
}
