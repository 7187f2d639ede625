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
      .filter(({ role }) => (eachNode || isAboutSystem(role)) && isPlayed(role, containers, template))
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

/** A sign of nothing but the nodes that a pod may run on holds for every kind of workload. */
function isAboutSystem({ signs }: NodeRole): boolean {
  return signs.every((sign) => sign.nodeSelector !== undefined);
}

function isPlayed({ signs }: NodeRole, containers: readonly ContainerMake[], template: PodTemplate): boolean {
  return signs.every((sign) => isSeen(sign, containers, template));
}

function isSeen(sign: RoleSign, containers: readonly ContainerMake[], { spec }: PodTemplate): boolean {
  const { nodeSelector, unprivileged } = sign;
  const selected = (spec['nodeSelector'] ?? {}) as Readonly<Record<string, unknown>>;
  if (Object.entries(nodeSelector ?? {}).some(([label, value]) => selected[label] !== value)) return false;
  if (
    unprivileged === true &&
    containers.some((each) => each.privileged || each.mayBeRoot || each.capabilities.length > 0)
  )
    return false;
  const { mounts, writes, capabilities, arguments: words } = sign;
  if (mounts === undefined && writes === undefined && capabilities === undefined && words === undefined)
    return true;
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
  if (isAboutSystem(role)) return true;
  if (subject.container === undefined)
    return containers.every((each) => !each.ownProgram || each.mounts.length === 0);
  const container = containers.find(({ name }) => name === subject.container);
  return (
    container !== undefined &&
    !container.ownProgram &&
    container.mounts.some(({ path }) => mayUse(played, path))
  );
}

function mayUse({ needs, reads }: CompiledRole, path: string): boolean {
  return needs(path) || reads(path);
}

function needsEvidence(played: PlayedRole, { path, value }: Evidence): boolean {
  const text = value === undefined ? '' : (JSON.parse(value) as unknown);
  if (path.endsWith('hostPath.path')) return typeof text === 'string' && needsPath(played, text);
  if (!path.includes('capabilities.add')) return true;
  const names = Array.isArray(text) ? text : [text];
  return names.every((name) => played.role.capabilities?.includes(String(name)) === true);
}

function needsPath({ needs, reads, containers }: PlayedRole, written: string): boolean {
  const path = normalPath(written);
  if (needs(path)) return true;
  const mounts = containers.flatMap((each) => each.mounts).filter((mount) => mount.path === path);
  return reads(path) && mounts.every(({ readOnly }) => readOnly);
}
