import type { Problem } from '../../cluster/index.ts';
import type { Catalogue } from '../../controls/index.ts';
import {
  assessPodSecurity,
  type ClusterAssessment,
  isPodSecurityLevel,
  newestMinor,
  oldestMinor,
  parsePolicyVersion,
  podSecurityDocument,
  podSecurityGate,
  type StrictLevel,
  type UnreadCluster,
} from '../../posture/pod-security/index.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { ReadFlags } from '../flags.ts';
import { configuredParameters, loadControls } from '../judge/catalogue.ts';
import { writeStandardOutput } from '../output.ts';
import { paletteFor } from '../palette.ts';
import { createProgress } from '../progress.ts';
import { readFleet, readingContext } from '../read/fleet.ts';
import { type FleetMember, isRead } from '../read/member.ts';
import { resolveTargets } from '../target.ts';
import { toolVersion } from '../version.ts';
import { podSecurityTable } from './pod-security/table.ts';

interface PodSecurityFlags extends ReadFlags {
  readonly level?: string;
  readonly policyVersion?: string;
  readonly output: 'table' | 'json';
}

/** What no reading of the API can tell, said once. */
const notes = [
  "Exemptions (users, runtime classes, namespaces) and defaults of the API server's AdmissionConfiguration cannot be read from the API: what is exempt there is never refused.",
];

/** `plimsoll pod-security`: read, judge each namespace, write; the exit code is as that of scan. */
export async function runPodSecurity(texts: readonly string[], flags: PodSecurityFlags): Promise<number> {
  const level = levelOf(flags.level);
  const minor = minorOf(flags.policyVersion);
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  const [object] = targets.objects;
  if (object !== undefined)
    throw new CliError(
      'usage',
      `Pod Security is set by namespace, and ${object.kind}/${object.name} is an object`,
      'Name its namespace: plimsoll pod-security -n NAMESPACE',
    );
  const config = loadConfig(flags.config);
  const { catalogue } = loadControls(config, {});
  const systemNamespaces = systemNamespacesOf(config, catalogue);
  const progress = createProgress(flags.quiet === true);
  try {
    const members = await readFleet(targets, await readingContext(flags, config, progress));
    progress.update('Judging');
    const clusters = members.map((member) =>
      isRead(member)
        ? assessPodSecurity(member.cluster, catalogue, {
            systemNamespaces,
            ...(level && { level }),
            ...(minor !== undefined && { minor }),
            ...(flags.namespace && { namespaces: flags.namespace }),
          })
        : unread(member),
    );
    progress.done();
    mustFind(flags.namespace ?? [], clusters);
    return await write(
      clusters,
      members.filter(isRead).flatMap(({ problems }) => problems),
      level,
      flags,
    );
  } finally {
    progress.done();
  }
}

async function write(
  clusters: readonly (ClusterAssessment | UnreadCluster)[],
  problems: readonly Problem[],
  level: StrictLevel | undefined,
  flags: PodSecurityFlags,
): Promise<number> {
  const gate = podSecurityGate({
    clusters: clusters.filter((cluster) => 'namespaces' in cluster),
    unreachable: clusters.flatMap((cluster) => ('error' in cluster ? cluster.name : [])),
    problems,
    ...(level && { level }),
  });
  const input = { clusters, gate, notes, ...(level && { level }) };
  const text =
    flags.output === 'json'
      ? `${JSON.stringify(podSecurityDocument(input), null, 2)}\n`
      : podSecurityTable(
          { ...input, problems, toolVersion: toolVersion(), every: (flags.namespace ?? []).length > 0 },
          {
            palette: paletteFor(flags),
            width: process.stdout.isTTY ? Math.min(process.stdout.columns, 100) : 80,
          },
        );
  await writeStandardOutput([text]);
  return gate.exitCode;
}

function levelOf(text: string | undefined): StrictLevel | undefined {
  if (text === undefined || !isPodSecurityLevel(text) || text === 'privileged') return undefined;
  return text;
}

function minorOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const version = parsePolicyVersion(/^\d/.test(text) ? `v${text}` : text);
  const minor = version === 'latest' ? newestMinor : version;
  if (minor === undefined || minor < oldestMinor || minor > newestMinor)
    throw new CliError(
      'usage',
      `--version ${text}: no version of the Pod Security Standards that is known`,
      `Write v1.${oldestMinor} to v1.${newestMinor}, or latest.`,
    );
  return minor;
}

/** The namespaces that the control over the labels themselves leaves alone, as configured. */
function systemNamespacesOf(config: LoadedConfig, catalogue: Catalogue): string[] {
  const id = 'pod-security-not-enforced';
  const parameter = catalogue.control(id)?.parameters.find(({ name }) => name === 'systemNamespaces');
  const text = configuredParameters(config, catalogue)[id]?.['systemNamespaces'] ?? parameter?.default ?? '';
  return text.split('\n').filter((name) => name !== '');
}

function unread({ identity, provenance, error }: Exclude<FleetMember, { cluster: unknown }>): UnreadCluster {
  return { id: identity.id, name: identity.name, source: provenance.source, error };
}

/** A mistyped namespace must not read as one in which nothing is wrong. */
function mustFind(asked: readonly string[], clusters: readonly (ClusterAssessment | UnreadCluster)[]): void {
  const found = new Set(
    clusters.flatMap((cluster) =>
      'namespaces' in cluster ? cluster.namespaces.map(({ name }) => name) : [],
    ),
  );
  const missing = asked.filter((name) => !found.has(name));
  if (missing.length > 0 && clusters.every((cluster) => 'namespaces' in cluster))
    throw new CliError(
      'target-not-found',
      `There is no namespace ${missing.join(', ')} in what was read`,
      'plimsoll pod-security without -n names them all.',
    );
}
