import type { Cluster } from '../../../cluster/index.ts';
import {
  type DetectedProfile,
  detectProfile,
  encryptionOf,
  encryptionText,
  NetworkEngine,
  unreadKinds,
  wantedProfile,
} from '../../../network/index.ts';
import { counted } from '../../../report/index.ts';
import { loadConfig } from '../../config/load.ts';
import type { ReadFlags } from '../../flags.ts';
import { sayText } from '../../output.ts';
import { isRead } from '../../read/member.ts';
import { type NamespaceUse, readClusters } from '../../read/read-clusters.ts';
import { sayProblems } from '../../read/say-problems.ts';
import { linesText } from '../../shown-text.ts';
import { type ProfileFlags, wantedProfiles } from './profile-flags.ts';

/** Policies, pods and Services are read; no Secret says who connects to whom, so that none is. */
export interface NetworkFlags extends Omit<ReadFlags, 'secrets'>, ProfileFlags {}

/** A cluster that was read, with what can reach what in it. */
export interface ReadNetwork {
  readonly name: string;
  readonly cluster: Cluster;
  readonly engine: NetworkEngine;
  readonly detected: DetectedProfile;
  /** Kinds that were not read, so that an answer may be wrong. */
  readonly unread: readonly string[];
}

export interface ReadNetworks {
  readonly networks: readonly ReadNetwork[];
  /** Clusters of which nothing could be read. */
  readonly failed: readonly { readonly name: string; readonly error: string }[];
  /** Whether a cluster, a kind or a policy could not be read. */
  readonly isIncomplete: boolean;
}

/**
 * Reads clusters and their policies; says what is wrong with these on standard error.
 *
 * @param document whether what is printed says {@link ReadNetwork.unread}: where it has no room, standard error does
 */
export async function readNetworks(
  flags: NetworkFlags,
  texts: readonly string[],
  document: { readonly saysUnread: boolean; readonly namespaceUse?: NamespaceUse },
): Promise<ReadNetworks> {
  const wanted = wantedProfiles(flags, loadConfig(flags.config));
  const members = await readClusters({ ...flags, secrets: false }, texts, document.namespaceUse);
  const failed = members.flatMap((member) =>
    isRead(member) ? [] : { name: member.identity.name, error: member.error },
  );
  for (const { name, error } of failed) sayText(linesText([`${name}: not read: ${error}`]));
  let isIncomplete = failed.length > 0;
  const networks = members.flatMap((member): ReadNetwork[] => {
    if (!isRead(member)) return [];
    const { cluster } = member;
    const detected = wantedProfile(detectProfile(cluster), wanted);
    const engine = new NetworkEngine(cluster, detected.profile);
    const problems = [...member.problems, ...engine.problems];
    sayProblems(problems);
    isIncomplete ||= problems.some(({ severity }) => severity === 'error');
    const unread = unreadKinds(cluster).map(({ kind, reason }) => `${kind}: ${reason}`);
    isIncomplete ||= unread.length > 0;
    const { name } = cluster.identity;
    if (!document.saysUnread) sayText(linesText(unread.map((each) => `${name}: not read: ${each}`)));
    return [{ name, cluster, engine, detected, unread }];
  });
  return { networks, failed, isIncomplete };
}

/** The first lines of every answer: which reading of the policies it is, and what it does not know. */
export function profileLines(network: ReadNetwork): string[] {
  const [profile, ...facts] = profileFacts(network);
  return [
    `Network of ${network.name}: ${profile}`,
    ...facts,
    ...network.unread.map((each) => `Not read: ${each}.`),
  ];
}

/** Which reading of the policies it is, by what evidence, and what it leaves open, as sentences. */
function profileFacts({ detected, engine, cluster }: ReadNetwork): string[] {
  const { profile, evidence, certain } = detected;
  const whole = cluster.knowledgeOf('', 'Pod');
  return [
    `profile ${profile.id}${certain ? '' : ' (assumed)'}: ${evidence.join('; ')}.`,
    `${counted(engine.pods.length, 'pod or workload', 'pods or workloads')}, ${counted(engine.policies.length, 'policy', 'policies')}${profile.enforces ? '' : ', and nobody enforces them'}.`,
    ...profile.caveats,
    encryptionText(encryptionOf(cluster, profile)),
    ...(whole.complete || whole.state !== 'not-connected' ? [] : [`Not the whole cluster: ${whole.reason}.`]),
  ];
}

/** What JSON says of each cluster before its answers. */
export function jsonHead({ name, detected, unread }: ReadNetwork) {
  return { cluster: name, profile: detected.profile.id, unread };
}

/** What a document says of each cluster before its answers. */
export interface ClusterHead {
  readonly name: string;
  readonly profile: string;
  readonly enforces: boolean;
  readonly facts: string[];
  readonly unread: string[];
}

export function headOf(network: ReadNetwork): ClusterHead {
  const { id, enforces } = network.detected.profile;
  return {
    name: network.name,
    profile: id,
    enforces,
    facts: profileFacts(network),
    unread: [...network.unread],
  };
}

/** Of a cluster of which nothing could be read. */
export function headOfFailed({
  name,
  error,
}: ReadNetworks['failed'][number]): ClusterHead & { error: string } {
  return { name, error, profile: 'unknown', enforces: false, facts: [], unread: [] };
}
