import { existsSync } from 'node:fs';
import { builtInKinds } from '../sources/manifests/index.ts';
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
  /** `Deployment`; of a custom kind its name in lower case. */
  readonly kind: string;
  /** Of a custom kind: `argoproj.io`. */
  readonly group?: string;
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

/** What kubectl calls kinds for short. https://kubernetes.io/docs/reference/kubectl/#resource-types */
const shortNames: Readonly<Record<string, string>> = {
  cj: 'CronJob',
  cm: 'ConfigMap',
  deploy: 'Deployment',
  ds: 'DaemonSet',
  hpa: 'HorizontalPodAutoscaler',
  ing: 'Ingress',
  netpol: 'NetworkPolicy',
  no: 'Node',
  ns: 'Namespace',
  pc: 'PriorityClass',
  pdb: 'PodDisruptionBudget',
  po: 'Pod',
  pv: 'PersistentVolume',
  pvc: 'PersistentVolumeClaim',
  quota: 'ResourceQuota',
  rc: 'ReplicationController',
  rs: 'ReplicaSet',
  sa: 'ServiceAccount',
  sc: 'StorageClass',
  sts: 'StatefulSet',
  svc: 'Service',
};

const shortOfKind = new Map(Object.entries(shortNames).map(([short, kind]) => [kind, short]));

/** `deploy` of `Deployment`: what kubectl calls a kind for short, else its name in lower case. */
export function shortKind(kind: string): string {
  return shortOfKind.get(kind) ?? kind.toLowerCase();
}

/** Kinds that a Plimsoll control judges and that Kubernetes does not serve by itself. */
const wellKnown: readonly string[] = ['Gateway', 'CustomResourceDefinition'];

/** Kinds by the names that kubectl accepts. */
const kindNames: Readonly<Record<string, string>> = Object.fromEntries([
  ...[...builtInKinds(), ...wellKnown].flatMap((kind) =>
    [kind, plural(kind)].map((name) => [name.toLowerCase(), kind]),
  ),
  ...Object.entries(shortNames),
]);

/** As Kubernetes makes the name of a resource from its kind (`UnsafeGuessKindToResource`). */
function plural(kind: string): string {
  if (kind.endsWith('s')) return kind.endsWith('Endpoints') ? kind : `${kind}es`;
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

/**
 * Reads `kind/name` or `namespace/kind/name`; undefined when it is not of that shape or the kind is not known. A custom
 * kind is written with its group, as kubectl takes it: `rollout.argoproj.io/api`.
 */
export function parseObjectTarget(text: string): ObjectTarget | undefined {
  const parts = text.split('/');
  if (parts.some((part) => part === '')) return undefined;
  const [namespace, kindName, name] = parts.length === 2 ? [undefined, ...parts] : parts;
  if (parts.length < 2 || parts.length > 3 || kindName === undefined || name === undefined) return undefined;
  const kind = kindNames[kindName.toLowerCase()];
  const target = kind === undefined ? customKind(kindName) : { kind };
  if (target === undefined) return undefined;
  return { ...target, name, ...(namespace !== undefined && { namespace }) };
}

function customKind(text: string): Pick<ObjectTarget, 'kind' | 'group'> | undefined {
  const [, kind, group] = /^([a-z][a-z0-9]*)\.([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/.exec(text.toLowerCase()) ?? [];
  return kind === undefined || group === undefined ? undefined : { kind, group };
}

/** Whether a target asks for objects of a kind. */
export function isOfKind({ kind, group }: ObjectTarget, object: { kind: string; group: string }): boolean {
  if (group === undefined) return object.kind === kind;
  const name = object.kind;
  return object.group === group && [name, plural(name)].some((each) => each.toLowerCase() === kind);
}

/** Whether a target names an object. */
export function isNamed(
  target: ObjectTarget,
  object: { group: string; kind: string; name: string; namespace: string },
): boolean {
  return (
    isOfKind(target, object) &&
    object.name === target.name &&
    (target.namespace === undefined || object.namespace === target.namespace)
  );
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
