import { existsSync } from 'node:fs';
import { looksLikeSnapshot } from '../sources/snapshot/index.ts';
import { CliError } from './errors.ts';

/** What a command is to read, told apart from what it is to show. */
export interface Targets {
  /** Files, folders and globs of manifests; `-` is standard input. Together they are one cluster. */
  readonly manifests: readonly string[];
  /** Each snapshot is a cluster of its own. */
  readonly snapshots: readonly string[];
  /** Whether contexts of the kubeconfig are read: named by `--context`, or because nothing else is. */
  readonly live: boolean;
  /** Objects to report alone. Everything is still read, because a verdict can depend on the neighbours. */
  readonly objects: readonly ObjectTarget[];
}

/** `deploy/api`, `payments/deploy/api`: kubectl's way to name an object, with an optional namespace in front. */
export interface ObjectTarget {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/**
 * Sorts targets into files, snapshots and objects. A target that exists on disk is a file; otherwise `kind/name` with a
 * known kind is an object; anything else is an error, because a mistyped path must not become an empty, clean scan.
 */
export function resolveTargets(
  texts: readonly string[],
  options: { context?: readonly string[]; allContexts?: boolean },
): Targets {
  const manifests: string[] = [];
  const snapshots: string[] = [];
  const objects: ObjectTarget[] = [];
  for (const text of texts) {
    const object = existsSync(text) ? undefined : parseObjectTarget(text);
    if (object) objects.push(object);
    else if (text !== '-' && !isGlob(text) && !existsSync(text)) throw notFound(text);
    else if (looksLikeSnapshot(text)) snapshots.push(text);
    else manifests.push(text);
  }
  const named = (options.context?.length ?? 0) > 0 || options.allContexts === true;
  return { manifests, snapshots, objects, live: named || manifests.length + snapshots.length === 0 };
}

/** Kinds by the names that kubectl accepts. */
const kindNames: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['Pod', 'po', 'pod', 'pods'],
    ['Deployment', 'deploy', 'deployment', 'deployments'],
    ['StatefulSet', 'sts', 'statefulset', 'statefulsets'],
    ['DaemonSet', 'ds', 'daemonset', 'daemonsets'],
    ['ReplicaSet', 'rs', 'replicaset', 'replicasets'],
    ['ReplicationController', 'rc', 'replicationcontroller', 'replicationcontrollers'],
    ['Job', 'job', 'jobs'],
    ['CronJob', 'cj', 'cronjob', 'cronjobs'],
    ['Service', 'svc', 'service', 'services'],
    ['ServiceAccount', 'sa', 'serviceaccount', 'serviceaccounts'],
    ['ConfigMap', 'cm', 'configmap', 'configmaps'],
    ['Secret', 'secret', 'secrets'],
    ['Ingress', 'ing', 'ingress', 'ingresses'],
    ['NetworkPolicy', 'netpol', 'networkpolicy', 'networkpolicies'],
    ['Namespace', 'ns', 'namespace', 'namespaces'],
    ['Node', 'no', 'node', 'nodes'],
    ['Role', 'role', 'roles'],
    ['RoleBinding', 'rolebinding', 'rolebindings'],
    ['ClusterRole', 'clusterrole', 'clusterroles'],
    ['ClusterRoleBinding', 'clusterrolebinding', 'clusterrolebindings'],
    ['StorageClass', 'sc', 'storageclass', 'storageclasses'],
    ['PersistentVolumeClaim', 'pvc', 'persistentvolumeclaim', 'persistentvolumeclaims'],
    ['Gateway', 'gateway', 'gateways'],
    ['ValidatingWebhookConfiguration', 'validatingwebhookconfiguration', 'validatingwebhookconfigurations'],
    ['MutatingWebhookConfiguration', 'mutatingwebhookconfiguration', 'mutatingwebhookconfigurations'],
  ].flatMap(([kind = '', ...names]) => names.map((name) => [name, kind])),
);

/** Reads `kind/name` or `namespace/kind/name`; undefined when it is not of that shape or the kind is not known. */
export function parseObjectTarget(text: string): ObjectTarget | undefined {
  const parts = text.split('/');
  if (parts.some((part) => part === '')) return undefined;
  const [namespace, kindName, name] = parts.length === 2 ? [undefined, ...parts] : parts;
  if (parts.length < 2 || parts.length > 3 || kindName === undefined || name === undefined) return undefined;
  const kind = kindNames[kindName.toLowerCase()];
  if (kind === undefined) return undefined;
  return namespace === undefined ? { kind, name } : { kind, name, namespace };
}

function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

function notFound(text: string): CliError {
  const parts = text.split('/');
  const hint =
    parts.length === 2 || parts.length === 3
      ? "It is no file here, and no object: those are kind/name or namespace/kind/name, with kubectl's names for kinds (deploy/api, payments/deploy/api)."
      : 'Name a file, a folder, a glob in quotes, a snapshot, - for standard input, or nothing for the current context.';
  return new CliError('target-not-found', `There is no "${text}"`, hint);
}
