import { visibleStrings } from '../../../cluster/index.ts';
import { type AssertionsDocument, judgeAssertions } from '../../../network/index.ts';
import { scopesOf } from '../../../report/index.ts';
import { loadConfig } from '../../config/load.ts';
import { CliError } from '../../errors.ts';
import { configuredScopes } from '../../judge/scopes.ts';
import { writeStandardOutput } from '../../output.ts';
import { runOfPage } from '../../page-output.ts';
import { assertionRow } from './assert-document.ts';
import { type AssertionsFile, readAssertions } from './assert-file.ts';
import { assertionsJunit } from './assert-junit.ts';
import { assertionsMarkdown } from './assert-markdown.ts';
import { assertionsTable } from './assert-table.ts';
import { headOf, headOfFailed, type NetworkFlags, type ReadNetwork, readNetworks } from './read-networks.ts';

export interface NetworkAssertFlags extends NetworkFlags {
  readonly output: 'table' | 'json' | 'junit' | 'markdown';
}

/**
 * `plimsoll network assert`: 0 where every assertion holds in every cluster, 1 where one is broken, 3 where one is not known or
 * something was not read.
 */
export async function runNetworkAssert(
  path: string,
  targets: readonly string[],
  flags: NetworkAssertFlags,
): Promise<number> {
  const scopes = configuredScopes(loadConfig(flags.config));
  const file = readAssertions(
    path,
    scopes.map(({ name }) => name),
  );
  const { networks, failed, isIncomplete } = await readNetworks(flags, targets, {
    saysUnread: true,
    namespaceUse: 'to-read',
  });
  if (networks.length === 0 && failed.length === 0)
    throw new CliError('nothing-to-judge', 'No cluster could be read');
  const document: AssertionsDocument = {
    schema: 'plimsoll.network-assertion-results/v1',
    ...runOfPage(),
    file: { path: file.path, digest: file.digest },
    basis: 'computed from configuration, not probed',
    clusters: [
      ...networks.map((network) => judgedCluster(network, file, scopes)),
      ...failed.map((cluster) => ({ ...headOfFailed(cluster), assertions: [] })),
    ],
  };
  await writeStandardOutput([writers[flags.output](document)]);
  const verdicts = document.clusters.flatMap(({ assertions }) => assertions.map(({ verdict }) => verdict));
  if (verdicts.includes('broken')) return 1;
  return isIncomplete || verdicts.includes('unknown') ? 3 : 0;
}

/** Every name as it can be shown, so that none makes a line of its own. */
const writers: Readonly<Record<NetworkAssertFlags['output'], (document: AssertionsDocument) => string>> = {
  table: (document) => assertionsTable(visibleStrings(document)),
  json: (document) => `${JSON.stringify(document, null, 2)}\n`,
  junit: (document) => assertionsJunit(visibleStrings(document)),
  markdown: (document) => assertionsMarkdown(visibleStrings(document)),
};

function judgedCluster(
  network: ReadNetwork,
  { assertions }: AssertionsFile,
  scopes: ReturnType<typeof configuredScopes>,
): AssertionsDocument['clusters'][number] {
  const { engine, cluster, unread } = network;
  const judged = judgeAssertions(
    engine,
    assertions.map(({ assertion }) => assertion),
    {
      unread,
      isInScope: (scope, { object, labels }) =>
        scopesOf(scopes, { reference: object, labels, cluster: cluster.identity }).includes(scope),
    },
  );
  return {
    ...headOf(network),
    assertions: judged.map((each, index) => assertionRow(each, assertions[index])),
  };
}
