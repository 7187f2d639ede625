import type {
  ClusterStore,
  ClusterStoreOptions,
  Door,
  KubernetesVersion,
  Problem,
} from '../../cluster/index.ts';

export interface ManifestOptions {
  /** Files, folders, globs, or `-` for standard input. */
  readonly inputs: readonly string[];
  /** What every object must pass to enter the model: validation, and redaction of secret values. */
  readonly door: Door;
  /** What relative inputs stand in; the current folder of the process unless given. */
  readonly folder?: string;
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  /** For objects that name no namespace; `default` unless given, as kubectl without a context. */
  readonly namespace?: string;
  /** Name and id of the cluster that the manifests stand for. */
  readonly clusterName?: string;
  /** The version to judge for; the newest known unless given. */
  readonly version?: KubernetesVersion;
  /** The manifests are everything that the cluster holds, so an absence means something. */
  readonly complete?: boolean;
  readonly store?: ClusterStoreOptions;
  readonly helm?: HelmOptions;
  /** Charts and kustomizations may fetch from the network and run plug-ins. */
  readonly allowRemote?: boolean;
  /** Where `helm`, `kustomize` and `kubectl` are looked for; `PATH` of the process unless given. */
  readonly toolPath?: string;
  /** Milliseconds that one run of such a tool may take; two minutes unless given. */
  readonly renderTimeLimit?: number;
  /** Bytes of a YAML file; JSON lists may be larger because they are read piece by piece. */
  readonly maxFileSize?: number;
  readonly now?: () => Date;
}

export interface HelmOptions {
  /** Files for `--values`, relative to `folder`. */
  readonly values?: readonly string[];
  /** Assignments for `--set`. */
  readonly set?: readonly string[];
}

/** Reason of what a `.gitignore` names. */
export const ignoredByGit = 'named in .gitignore';

export interface SkippedFile {
  readonly file: string;
  readonly line?: number;
  /** Why nothing was judged, for a person: `not a Kubernetes manifest`. */
  readonly reason: string;
  /** Only this part of the file was passed over: other documents of it hold objects. */
  readonly othersJudged?: boolean;
}

export interface ManifestReading {
  /** Filled and described. */
  readonly store: ClusterStore;
  readonly problems: readonly Problem[];
  readonly files: {
    /** Files, `stdin`, and folders that were rendered. */
    readonly read: readonly string[];
    readonly skipped: readonly SkippedFile[];
  };
  /** Documents that hold at least one Kubernetes object. */
  readonly documents: number;
  readonly objects: number;
}
