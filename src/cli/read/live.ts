import { visibleText } from '../../cluster/index.ts';
import type { UnreachableCluster } from '../../report/index.ts';
import {
  type ConnectionFacts,
  connectionFacts,
  createKubernetesClient,
  type KubernetesClient,
  KubernetesSourceError,
  listContexts,
  readCluster,
  resolveConnection,
} from '../../sources/kubernetes/index.ts';
import type { TargetFlags } from '../flags.ts';
import { timeoutOf } from '../options.ts';
import type { Progress } from '../progress.ts';
import { type FleetMember, isRead, type ReadingContext, type ReadMember } from './member.ts';

/** Contexts read at the same time; each reads several resource types at once itself. */
const contextsAtOnce = 3;

/**
 * Reads the contexts that the flags name, else the current one. A failure of the only target ends the command, because
 * there is nothing to report; beside others each failure is a row.
 *
 * @param beside whether snapshots or manifests were read as well
 */
export async function readLiveTargets(context: ReadingContext, beside = false): Promise<FleetMember[]> {
  const names = await contextNames(context.flags);
  if (names.length === 1 && !beside) return [await readContext(names[0], context)];
  const members: FleetMember[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < names.length) {
      const index = next++;
      members[index] = await readOrExplain(names[index], context);
    }
  };
  await Promise.all(Array.from({ length: contextsAtOnce }, worker));
  return context.flags.allContexts === true ? oncePerCluster(members, context.progress) : members;
}

/**
 * Kubeconfigs often name one cluster in several contexts, one for each user. With `--all-contexts` the reading that saw
 * the most stands for it, and the others are said to be left out.
 */
function oncePerCluster(members: readonly FleetMember[], progress: Progress): FleetMember[] {
  const best = new Map<string, ReadMember>();
  const read = members.filter(isRead);
  for (const member of read) {
    const { id } = member.cluster.identity;
    if (member.cluster.size > (best.get(id)?.cluster.size ?? -1)) best.set(id, member);
  }
  for (const member of read) {
    const { id, context, name } = member.cluster.identity;
    const other = best.get(id)?.cluster.identity;
    if (other === undefined || other === member.cluster.identity) continue;
    progress.note(
      visibleText(
        `${context ?? name} is the same cluster as ${other.context ?? other.name}, which saw more of it.`,
      ),
    );
  }
  const kept = new Set<FleetMember>(best.values());
  return members.filter((member) => !isRead(member) || kept.has(member));
}

/** A client for a context, as the flags say: impersonation, kubeconfig, timeout. */
export async function clientFor(
  name: string | undefined,
  flags: TargetFlags & { timeout?: string },
): Promise<KubernetesClient> {
  const impersonated = flags.as !== undefined || (flags.asGroup?.length ?? 0) > 0;
  const connection = await resolveConnection({
    ...(name !== undefined && { context: name }),
    ...(flags.kubeconfig !== undefined && { file: flags.kubeconfig }),
    ...(impersonated && {
      impersonate: { ...(flags.as !== undefined && { user: flags.as }), groups: flags.asGroup ?? [] },
    }),
  });
  return createKubernetesClient(
    connection,
    flags.timeout === undefined ? {} : { requestTimeoutMs: timeoutOf(flags.timeout) },
  );
}

/** The contexts to read; `undefined` stands for the current one. */
export async function contextNames(flags: TargetFlags): Promise<(string | undefined)[]> {
  if (flags.allContexts !== true) return flags.context?.length ? [...new Set(flags.context)] : [undefined];
  const contexts = await listContexts(flags.kubeconfig === undefined ? {} : { file: flags.kubeconfig });
  return contexts.length === 0 ? [undefined] : contexts.map(({ name }) => name);
}

async function readOrExplain(name: string | undefined, context: ReadingContext): Promise<FleetMember> {
  const startedAt = new Date().toISOString();
  try {
    return await readContext(name, context);
  } catch (error) {
    if (!(error instanceof KubernetesSourceError) || error.code === 'interrupted') throw error;
    return unreachable(name ?? 'current context', error, startedAt);
  }
}

function unreachable(name: string, error: KubernetesSourceError, startedAt: string): UnreachableCluster {
  const hint = error.hint === undefined ? '' : ` ${error.hint}`;
  return {
    identity: { id: name, name, context: name },
    provenance: { source: 'live', startedAt, endedAt: new Date().toISOString() },
    error: `${error.message} (${error.code}).${hint}`,
  };
}

async function readContext(name: string | undefined, context: ReadingContext): Promise<FleetMember> {
  const { flags, config, key, progress, signal } = context;
  const client = await clientFor(name, flags);
  try {
    const facts = await connectionFacts(client, { signal });
    progress.note(banner(facts, flags.secrets));
    const label = visibleText(facts.context ?? facts.server);
    const reading = await readCluster(
      {
        client,
        redactionKey: key,
        secrets: flags.secrets ? 'read' : 'skip',
        facts,
        signal,
        ...(flags.clusterName !== undefined && { clusterName: flags.clusterName }),
        ...(flags.namespace?.length && { namespaces: flags.namespace }),
        ...(config.config.teams && { teamLabels: config.config.teams.labels }),
      },
      ({ phase, done, total, objects }) =>
        progress.update(
          phase === 'discovery'
            ? `${label}: asking what the server has`
            : `${label}: ${done} of ${total} resource types, ${objects} objects`,
        ),
    );
    return {
      cluster: reading.store.snapshot(),
      problems: reading.problems,
      redactionKeyId: reading.redactionKeyId,
    };
  } finally {
    await client.close();
  }
}

/** Said before the first object is read, so that nobody wonders afterwards. */
function banner(facts: ConnectionFacts, secrets: boolean): string {
  const user = facts.user === undefined ? 'unknown to the server' : facts.user.name;
  return [
    `Context   ${visibleText(facts.context ?? 'in-cluster')}`,
    `Server    ${visibleText(facts.server)}`,
    `You are   ${visibleText(user)}`,
    secrets
      ? 'Read-only. Secrets are read where this user may; their values become keyed hashes at once.'
      : 'Read-only. Secrets are not read.',
    'Talks only to this server. No telemetry.',
  ].join('\n');
}
