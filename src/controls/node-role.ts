/**
 * Recognises an agent of nodes by what its workload is made of, whoever wrote it: a DaemonSet that registers a CSI driver
 * with the kubelet is a CSI driver. The name and the images of the workload do not count.
 */
export interface NodeRole {
  readonly id: string;
  readonly reason: string;
  /** Every one of these must be in the pod template. */
  readonly signs: readonly RoleSign[];
  /** Paths of the node that the work needs. `*` matches any run of characters. A container that mounts one does the work. */
  readonly paths: readonly string[];
  /** Paths of the node that the work only reads: excepted where every mount of them is read-only. */
  readonly readPaths?: readonly string[];
  /** Capabilities that the work needs; those of `added-capabilities` and the like that are not among them stand. */
  readonly capabilities?: readonly string[];
  /** The controls that the work cannot pass: of pods, of the containers that do the work, and of the paths above. */
  readonly controls: readonly string[];
}

/** All that is given must be seen; one of the texts of a list is enough. */
export interface RoleSign {
  /** Some container mounts one of these paths of the node. */
  readonly mounts?: readonly string[];
  /** Some container mounts one of these paths of the node, and may write there. */
  readonly writes?: readonly string[];
  /** Some container has such a word in its command or arguments. */
  readonly arguments?: readonly string[];
  /** Some container that mounts what the sign asks for is privileged or has one of these capabilities. */
  readonly capabilities?: readonly string[];
  /** No container is privileged, may be root or adds a capability. */
  readonly unprivileged?: boolean;
  /** The pod has one of these priority classes. */
  readonly priorityClasses?: readonly string[];
  /** The pod tolerates nodes whose network is not there yet. */
  readonly beforeNetwork?: boolean;
  /** The pod is only scheduled to nodes with these labels. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}
