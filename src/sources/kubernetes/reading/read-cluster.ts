import {
  type ClusterIdentity,
  type ClusterStore,
  type Coverage,
  createClusterStore,
  createDoor,
  detectProvider,
  isFields,
  type KubernetesVersion,
  liveCoverage,
  newestKnownVersion,
  nodeFacts,
  type Problem,
  parseKubernetesVersion,
  type RedactionKey,
  type ResourceCoverage,
} from '../../../cluster/index.ts';
import { UnknownTemplates } from '../../unknown-templates.ts';
import { versionProblem } from '../../version-problem.ts';
import { KubernetesSourceError } from '../errors.ts';
import type { KubernetesClient } from '../transport/client.ts';
import { NetworkError, unreachableError } from '../transport/failure.ts';
import { type ConnectionFacts, connectionFacts, orUnreachable } from './connection-facts.ts';
import { row } from './coverage-row.ts';
import { discoverApi } from './discover.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { readKubeSystemUid, readNamedNamespaces } from './read-namespaces.ts';
import { type ReadingContext, readResource } from './read-resource.ts';
import type { DiscoveredApi } from './served-resource.ts';
import { createServerWatchdog } from './server-watchdog.ts';

export interface ReadClusterOptions {
  readonly client: KubernetesClient;
  readonly redactionKey: RedactionKey;
  /** `skip` never asks for Secrets; controls over them are then unknown. */
  readonly secrets?: 'read' | 'skip';
  /** `--cluster-name`. */
  readonly clusterName?: string;
  /** Read one by one where the whole cluster may not be listed; the context's own namespace when absent. */
  readonly namespaces?: readonly string[];
  /** What {@link connectionFacts} said, so that the server is not asked twice. */
  readonly facts?: ConnectionFacts;
  /** Resource types read at once. */
  readonly concurrency?: number;
  /** The whole reading; what is missing then becomes `timed-out` rows. */
  readonly timeoutMs?: number;
  /** Ctrl-C: the reading ends with the error `interrupted`. */
  readonly signal?: AbortSignal;
  /** Labels that name a team; see `createClusterStore`. */
  readonly teamLabels?: readonly string[];
}

export interface ReadingProgress {
  readonly phase: 'discovery' | 'objects';
  /** Resource types done, and in all. */
  readonly done: number;
  readonly total: number;
  readonly objects: number;
}

/** What was read. The store is described: its snapshot is the cluster. */
export interface ClusterReading {
  readonly store: ClusterStore;
  readonly problems: readonly Problem[];
  readonly facts: ConnectionFacts;
  readonly redactionKeyId: string;
}

/**
 * Reads everything that the reader may read: discovery, then all objects of all resource types, a few types at once,
 * page by page, each object redacted as it comes. Only GET requests and reviews about oneself are sent.
 *
 * What could not be read is a coverage row and no error, also when the server goes away half-way. An error means that
 * there is nothing to judge.
 * @throws KubernetesSourceError
 */
export async function readCluster(
  options: ReadClusterOptions,
  onProgress: (progress: ReadingProgress) => void = () => {},
): Promise<ClusterReading> {
  const { client } = options;
  const startedAt = new Date().toISOString();
  const facts = options.facts ?? (await connectionFacts(client, signalOf(options.signal)));
  const version = await readVersion(client, options.signal);
  onProgress({ phase: 'discovery', done: 0, total: 0, objects: 0 });
  const api = await orUnreachable(client, () => discoverApi(client, signalOf(options.signal)));

  const context = readingContext(options);
  const rows = await readAll(context, api, options, onProgress);
  refuseNothing(client, rows);
  const failedGroups = [...new Set(api.broken.map(({ group }) => group))].sort();
  const coverage = liveCoverage(rows, { complete: true, failedGroups });
  const strange = versionProblem(version);
  if (strange !== undefined) context.problems.push(strange);
  context.problems.push(...context.templates.problems());
  await describe(context, { options, facts, version, coverage, api, startedAt });
  return { store: context.store, problems: context.problems, facts, redactionKeyId: context.door.keyId };
}

function signalOf(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

/** A proxy may hide `/version`; the newest known version is then assumed, and said to be. */
async function readVersion(
  client: KubernetesClient,
  signal: AbortSignal | undefined,
): Promise<KubernetesVersion> {
  const { body } = await orUnreachable(client, () => client.get('/version', signalOf(signal)));
  const gitVersion = isFields(body) ? body['gitVersion'] : undefined;
  return (
    (typeof gitVersion === 'string' ? parseKubernetesVersion(gitVersion) : undefined) ?? newestKnownVersion
  );
}

function readingContext(options: ReadClusterOptions): Omit<ReadingContext, 'onObjects'> {
  const { client, secrets = 'read', signal, timeoutMs = 600_000 } = options;
  const limit = AbortSignal.timeout(timeoutMs);
  const own = client.connection.namespace;
  return {
    client,
    door: createDoor(options.redactionKey),
    store: createClusterStore(options.teamLabels ? { teamLabels: options.teamLabels } : {}),
    problems: [],
    templates: new UnknownTemplates(),
    watchdog: createServerWatchdog(),
    secrets,
    namespaces: options.namespaces ?? (own === undefined ? [] : [own]),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  };
}

async function readAll(
  shared: Omit<ReadingContext, 'onObjects'>,
  api: DiscoveredApi,
  options: ReadClusterOptions,
  onProgress: (progress: ReadingProgress) => void,
): Promise<ResourceCoverage[]> {
  const listable = api.resources.filter(({ verbs }) => verbs.includes('list'));
  let done = 0;
  let objects = 0;
  const report = () => onProgress({ phase: 'objects', done, total: listable.length, objects });
  const onObjects = (count: number) => {
    objects += count;
    report();
  };
  const rows = await mapConcurrently(listable, options.concurrency ?? 8, async (resource) => {
    const rows = await readResource({ ...shared, onObjects }, resource);
    if (options.signal?.aborted)
      throw new KubernetesSourceError('interrupted', 'the reading was interrupted');
    done++;
    report();
    return rows;
  });
  const unknown = api.broken.map(({ group, version, reason }) =>
    row(
      { group, version, resource: '*', kind: '*', namespaced: false, verbs: [] },
      { state: 'broken', reason },
      0,
    ),
  );
  return [...rows.flat(), ...unknown];
}

/** A reading without any answer is no reading: one error says so, instead of a hundred rows. */
function refuseNothing(client: KubernetesClient, rows: readonly ResourceCoverage[]): void {
  const asked = rows.filter((row) => row.resource !== '*' && row.leftOut !== true);
  if (asked.some(({ state, objects }) => state === 'read' || objects > 0)) return;
  const { server } = client.connection;
  const [first] = asked;
  if (first === undefined)
    throw new KubernetesSourceError('server-not-kubernetes', `${server} serves nothing that can be listed`);
  if (asked.every(({ permission }) => permission !== undefined)) {
    throw new KubernetesSourceError(
      'everything-denied',
      `${server}: every list was denied, first: ${first.reason}`,
    );
  }
  if (asked.every(({ state }) => state === 'denied')) {
    throw new KubernetesSourceError('not-authenticated', `${server}: ${first.reason}`);
  }
  const error = new NetworkError('unreachable', `nothing could be read: ${first.reason}`, undefined);
  throw unreachableError(error, server);
}

interface Description {
  readonly options: ReadClusterOptions;
  readonly facts: ConnectionFacts;
  readonly version: KubernetesVersion;
  readonly coverage: Coverage;
  readonly api: DiscoveredApi;
  readonly startedAt: string;
}

async function describe(context: Omit<ReadingContext, 'onObjects'>, description: Description): Promise<void> {
  const { options, facts, version, coverage, api, startedAt } = description;
  const { store } = context;
  await readNamedNamespaces(context, coverage.resources);
  const provenance = {
    source: 'live' as const,
    ...(facts.user && { reader: facts.user.name }),
    startedAt,
    endedAt: new Date().toISOString(),
  };
  const named = {
    name: options.clusterName ?? facts.context ?? facts.server,
    ...(facts.context !== undefined && { context: facts.context }),
    server: facts.server,
  };
  store.describe({ identity: { id: facts.server, ...named }, version, provenance, coverage });
  const cluster = store.snapshot();
  const kubeSystem = cluster.find({ group: '', kind: 'Namespace', namespace: '', name: 'kube-system' });
  const uid = kubeSystem?.body.metadata.uid ?? (await readKubeSystemUid(context));
  const identity: ClusterIdentity = {
    id: uid ?? options.clusterName ?? facts.server,
    ...named,
    ...(uid !== undefined && { kubeSystemUid: uid }),
    provider: detectProvider({
      gitVersion: version.gitVersion,
      server: facts.server,
      nodes: nodeFacts(cluster),
      groups: api.resources.map(({ group }) => group),
    }),
  };
  store.describe({ identity, version, provenance, coverage });
}
