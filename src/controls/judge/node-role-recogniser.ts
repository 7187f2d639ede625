import type { PodTemplate, Workload } from '../../cluster/index.ts';
import { namePatterns } from '../name-pattern.ts';
import type { NodeRole, RoleSign } from '../node-role.ts';
import type { Provider } from '../provider.ts';
import type { Evidence } from '../result.ts';
import { agentMake, type ContainerMake, normalPath } from './agent-make.ts';

/** What a role is asked about a failure. */
export interface RoleFailure {
  readonly control: string;
  readonly subject: { readonly container?: string };
  readonly evidence: readonly Evidence[];
}

interface CompiledRole {
  readonly role: NodeRole;
  readonly reason: string;
  readonly controls: ReadonlySet<string>;
  readonly needs: (path: string | undefined) => boolean;
  readonly reads: (path: string | undefined) => boolean;
}

interface PlayedRole extends CompiledRole {
  readonly containers: readonly ContainerMake[];
}

/**
 * Recognises agents of nodes by what their DaemonSet is made of. A Deployment runs on some node, not for each, and is
 * judged like any other program. A container that starts a shell with a program of its own does not play a role: what it
 * runs is written in the manifest, not in an image.
 */
export function roleRecogniser(
  providers: readonly Provider[],
): (workload: Workload) => ((failure: RoleFailure) => string | undefined) | undefined {
  const roles = providers.flatMap((provider) =>
    (provider.roles ?? []).map((role) => compile(provider, role)),
  );
  return (workload) => {
    const [template] = workload.templates;
    if (template === undefined || workload.templates.length > 1) return undefined;
    const containers = agentMake(template);
    const eachNode = workload.reference.group === 'apps' && workload.reference.kind === 'DaemonSet';
    const played = roles
      .filter(({ role }) => (eachNode || isAboutPod(role)) && isPlayed(role, containers, template))
      .map((role) => ({ ...role, containers }));
    return played.length === 0
      ? undefined
      : (failure) => played.find((role) => excepts(role, failure))?.reason;
  };
}

function compile(provider: Provider, role: NodeRole): CompiledRole {
  return {
    role,
    reason: `${role.reason} (${provider.id} ${role.id} ${provider.version})`,
    controls: new Set(role.controls),
    needs: namePatterns(role.paths),
    reads: namePatterns(role.readPaths ?? []),
  };
}

/** Signs of the pod alone, and not of what its containers do, hold for every kind of workload. */
function isAboutPod({ signs }: NodeRole): boolean {
  return signs.every((sign) => !asksContainers(sign));
}

function asksContainers(sign: RoleSign): boolean {
  return sign.unprivileged !== undefined || asksOneContainer(sign);
}

function asksOneContainer({ mounts, writes, capabilities, arguments: words }: RoleSign): boolean {
  return [mounts, writes, capabilities, words].some((asked) => asked !== undefined);
}

function isPlayed({ signs }: NodeRole, containers: readonly ContainerMake[], template: PodTemplate): boolean {
  return signs.every((sign) => isSeen(sign, containers, template));
}

function isSeen(sign: RoleSign, containers: readonly ContainerMake[], { spec }: PodTemplate): boolean {
  const { nodeSelector, priorityClasses, beforeNetwork, unprivileged } = sign;
  const selected = (spec['nodeSelector'] ?? {}) as Readonly<Record<string, unknown>>;
  if (Object.entries(nodeSelector ?? {}).some(([label, value]) => selected[label] !== value)) return false;
  if (priorityClasses?.includes(String(spec['priorityClassName'])) === false) return false;
  if (beforeNetwork === true && !toleratesNoNetwork(spec)) return false;
  if (
    unprivileged === true &&
    containers.some((each) => each.privileged || each.mayBeRoot || each.capabilities.length > 0)
  )
    return false;
  const { mounts, writes, capabilities, arguments: words } = sign;
  if (!asksOneContainer(sign)) return true;
  const mounted = namePatterns(mounts);
  const written = namePatterns(writes);
  const word = namePatterns(words);
  return containers.some(
    (each) =>
      !each.ownProgram &&
      (mounts === undefined || each.mounts.some(({ path }) => mounted(path))) &&
      (writes === undefined || each.mounts.some(({ path, readOnly }) => !readOnly && written(path))) &&
      (words === undefined || each.words.some(word)) &&
      (capabilities === undefined ||
        each.privileged ||
        each.capabilities.some((name) => capabilities.includes(name))),
  );
}

function excepts(played: PlayedRole, { control, subject, evidence }: RoleFailure): boolean {
  const { role, controls, containers } = played;
  if (!controls.has(control)) return false;
  if (!evidence.every((each) => needsEvidence(played, each))) return false;
  if (isAboutPod(role)) return true;
  if (subject.container === undefined) return !containers.some((each) => usesItToo(each, evidence));
  const container = containers.find(({ name }) => name === subject.container);
  return (
    container !== undefined &&
    !container.ownProgram &&
    container.mounts.some(({ path }) => mayUse(played, path))
  );
}

/** A program of the manifest that has what the pod was given for the agent: the path, or the namespaces beside it. */
function usesItToo({ ownProgram, ends, mounts }: ContainerMake, evidence: readonly Evidence[]): boolean {
  const paths = evidence.flatMap((each) => pathOf(each) ?? []);
  if (!ownProgram) return false;
  if (paths.length === 0) return !ends && mounts.length > 0;
  return mounts.some(({ path }) => paths.includes(path));
}

/** The tolerations that the node's conditions ask for: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions */
function toleratesNoNetwork(spec: PodTemplate['spec']): boolean {
  const tolerations: unknown = spec['tolerations'];
  return (
    Array.isArray(tolerations) &&
    tolerations.some(
      ({ key, operator, effect }: Readonly<Record<string, unknown>>) =>
        (key === 'node.kubernetes.io/network-unavailable' || (key === undefined && operator === 'Exists')) &&
        (effect === undefined || effect === 'NoSchedule'),
    )
  );
}

function mayUse({ needs, reads }: CompiledRole, path: string): boolean {
  return needs(path) || reads(path);
}

function needsEvidence(played: PlayedRole, evidence: Evidence): boolean {
  const { path, value } = evidence;
  if (path.endsWith('hostPath.path')) {
    const mounted = pathOf(evidence);
    return mounted !== undefined && needsPath(played, mounted);
  }
  if (!path.includes('capabilities.add')) return true;
  const text = value === undefined ? '' : (JSON.parse(value) as unknown);
  const names = Array.isArray(text) ? text : [text];
  return names.every((name) => played.role.capabilities?.includes(String(name)) === true);
}

function pathOf({ path, value }: Evidence): string | undefined {
  if (!path.endsWith('hostPath.path') || value === undefined) return undefined;
  const written: unknown = JSON.parse(value);
  return typeof written === 'string' ? normalPath(written) : undefined;
}

function needsPath({ needs, reads, containers }: PlayedRole, path: string): boolean {
  if (needs(path)) return true;
  const mounts = containers.flatMap((each) => each.mounts).filter((mount) => mount.path === path);
  return reads(path) && mounts.every(({ readOnly }) => readOnly);
}
