import {
  cleanPath,
  credentialPaths,
  executedPaths,
  harmlessPaths,
  isWithin,
  runtimeSockets,
  touches,
} from './container-escape-paths.ts';
import type { FieldPath } from './object.ts';
import { asList, asMap, asText, asTexts } from './unstructured.ts';
import type { Container, PodTemplate } from './workload.ts';

/** How code in a container gets to its node. */
export type EscapeWay =
  | 'privileged'
  | 'host-process'
  | 'load-modules'
  | 'system-administration'
  | 'trace-host-processes'
  | 'open-by-handle'
  | 'runtime-socket'
  | 'write-host-path'
  | 'read-host-path';

/** One way out of a pod, with the field that opens it. */
export interface ContainerEscape {
  readonly way: EscapeWay;
  readonly container: string;
  /** From the root of the object. */
  readonly path: FieldPath;
  /** The setting as a person says it: `privileged: true`, `capability SYS_ADMIN`, `/var/run/docker.sock`. */
  readonly setting: string;
}

/**
 * Ways from a pod template to its node. What needs several settings is told only where all are there: a capability works
 * for root in the node's user namespace alone, a file of root's is written by root alone, and a volume counts only where a
 * container mounts it. The network of the node and `hostPID` by themselves are no way out.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function containerEscapesOf(template: PodTemplate): readonly ContainerEscape[] {
  const { spec, containers } = template;
  const windows = asMap(spec['os'])['name'] === 'windows';
  const volumes = hostPathsOf(spec);
  if (volumes.size === 0 && !containers.some((container) => asks(container, spec))) return none;
  return containers.flatMap((container) => [
    ...(windows ? [] : settingEscapes(container, template)),
    ...windowsEscapes(container, template),
    ...mountEscapes(container, template, volumes),
  ]);
}

const none: readonly ContainerEscape[] = [];

/** A quick no for containers that ask for nothing. */
function asks({ spec }: Container, pod: PodTemplate['spec']): boolean {
  return (
    spec['securityContext'] !== undefined || asMap(pod['securityContext'])['windowsOptions'] !== undefined
  );
}

function* settingEscapes(container: Container, { spec }: PodTemplate): Iterable<ContainerEscape> {
  // In a user namespace of its own, root and capabilities of a container are nobody's on the node.
  if (spec['hostUsers'] === false) return;
  const context = asMap(container.spec['securityContext']);
  const at = (field: string): FieldPath => [...container.path, 'securityContext', field];
  const { name } = container;
  if (context['privileged'] === true) {
    yield { way: 'privileged', container: name, path: at('privileged'), setting: 'privileged: true' };
    return;
  }
  if (!mayBeRoot(container, spec)) return;
  const added = new Set(
    asTexts(asMap(context['capabilities'])['add']).map((each) => each.toUpperCase().replace(/^CAP_/, '')),
  );
  const has = (capability: string) => added.has(capability) || added.has('ALL');
  const found = (way: EscapeWay, setting: string): ContainerEscape => ({
    way,
    container: name,
    path: [...at('capabilities'), 'add'],
    setting,
  });
  if (has('SYS_MODULE')) yield found('load-modules', 'capability SYS_MODULE');
  if (has('SYS_ADMIN')) yield found('system-administration', 'capability SYS_ADMIN');
  if (has('SYS_PTRACE') && spec['hostPID'] === true)
    yield found('trace-host-processes', 'hostPID with capability SYS_PTRACE');
  if (has('DAC_READ_SEARCH')) yield found('open-by-handle', 'capability DAC_READ_SEARCH');
}

/** https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/ */
function* windowsEscapes(container: Container, { spec, specPath }: PodTemplate): Iterable<ContainerEscape> {
  const own = asMap(asMap(container.spec['securityContext'])['windowsOptions'])['hostProcess'];
  const pod = asMap(asMap(spec['securityContext'])['windowsOptions'])['hostProcess'];
  if ((own ?? pod) !== true) return;
  const base = own === undefined ? specPath : container.path;
  yield {
    way: 'host-process',
    container: container.name,
    path: [...base, 'securityContext', 'windowsOptions', 'hostProcess'],
    setting: 'hostProcess: true',
  };
}

interface HostPath {
  readonly path: string;
  readonly index: number;
}

function hostPathsOf(spec: PodTemplate['spec']): ReadonlyMap<string, HostPath> {
  const found = new Map<string, HostPath>();
  for (const [index, volume] of asList(spec['volumes']).map(asMap).entries()) {
    const path = asText(asMap(volume['hostPath'])['path']);
    if (path !== '') found.set(asText(volume['name']), { path, index });
  }
  return found;
}

function* mountEscapes(
  container: Container,
  { spec, specPath }: PodTemplate,
  volumes: ReadonlyMap<string, HostPath>,
): Iterable<ContainerEscape> {
  for (const mount of asList(container.spec['volumeMounts']).map(asMap)) {
    const volume = volumes.get(asText(mount['name']));
    if (volume === undefined) continue;
    const path = cleanPath(`${volume.path}/${asText(mount['subPath'])}`);
    const way = wayOf(path, mount['readOnly'] === true, mayBeRoot(container, spec));
    if (way === undefined) continue;
    yield {
      way,
      container: container.name,
      path: [...specPath, 'volumes', volume.index, 'hostPath', 'path'],
      setting: `hostPath ${path}${mount['readOnly'] === true ? ', read-only' : ''}`,
    };
  }
}

function wayOf(path: string, readOnly: boolean, root: boolean): EscapeWay | undefined {
  // A socket is written through, not to, so that a read-only mount changes nothing.
  if (root && runtimeSockets.some((socket) => isWithin(socket, path))) return 'runtime-socket';
  if (!root || harmlessPaths.some((harmless) => isWithin(path, harmless))) return undefined;
  if (!readOnly && touches(path, executedPaths)) return 'write-host-path';
  return touches(path, credentialPaths) ? 'read-host-path' : undefined;
}

/** Unless the pod says otherwise the image decides, and most images are root. */
function mayBeRoot({ spec }: Container, pod: PodTemplate['spec']): boolean {
  const own = asMap(spec['securityContext']);
  const shared = asMap(pod['securityContext']);
  const user = own['runAsUser'] ?? shared['runAsUser'];
  if (typeof user === 'number') return user === 0;
  return (own['runAsNonRoot'] ?? shared['runAsNonRoot']) !== true;
}
