import { dump } from 'js-yaml';
import {
  type DialectName,
  distinctNeeds,
  draftPolicies,
  type GivenEdge,
  givenNeeds,
  inferNeeds,
  type Need,
  type Proof,
  partyText,
  proveDraft,
  type Remark,
} from '../../../network/index.ts';
import { counted, csvCell } from '../../../report/index.ts';
import { readNamedFile } from '../../config/checked-yaml.ts';
import { CliError } from '../../errors.ts';
import { sayText, writeStandardOutput } from '../../output.ts';
import { linesText } from '../../shown-text.ts';
import { portOf } from './endpoint.ts';
import { type NetworkFlags, profileLines, type ReadNetwork, readNetworks } from './read-networks.ts';
import { ShownPart } from './shown-part.ts';

export interface NetworkGenerateFlags extends NetworkFlags {
  readonly dialect?: DialectName;
  readonly edges?: string;
  readonly output: 'yaml' | 'csv';
}

/**
 * `plimsoll network generate`: drafts of policies that close namespaces and open what is declared to be needed, as YAML; with
 * `-o csv` the needs that they are drawn from. What the drafts change is said on standard error. 0; 1 where a need would be
 * cut off; 3 when something was not read.
 */
export async function runNetworkGenerate(
  targets: readonly string[],
  flags: NetworkGenerateFlags,
): Promise<number> {
  const edges = flags.edges === undefined ? [] : readEdges(flags.edges);
  const { networks, isIncomplete } = await readNetworks(flags, targets, {
    saysUnread: flags.output !== 'csv',
  });
  const [network, ...others] = networks;
  if (network === undefined) throw new CliError('nothing-to-judge', 'No cluster could be read');
  if (others.length > 0) throw new CliError('usage', 'Drafts are for one cluster', 'Name one target.');
  new ShownPart({ namespace: flags.namespace, config: flags.config }).requireMatch([network], () => []);
  const given = givenNeeds(network.cluster, edges);
  const missing = given.missing.map(
    (text) => `${flags.edges}: there is no workload ${text}; its rows are left out.`,
  );
  const inferred = inferNeeds(network.cluster);
  const needs = distinctNeeds([...given.needs, ...inferred.needs]).filter((need) =>
    concerns(need, flags.namespace),
  );
  if (flags.output === 'csv') {
    if (missing.length > 0) sayText(linesText(missing));
    await writeStandardOutput(needsCsv(needs));
    return isIncomplete || missing.length > 0 ? 3 : 0;
  }
  const dialect =
    flags.dialect ?? (network.detected.profile.options.kinds.includes('Cilium') ? 'cilium' : 'networkpolicy');
  const { policies, remarks } = draftPolicies(network.cluster, needs, {
    dialect,
    namespaces: flags.namespace,
  });
  if (policies.length === 0)
    throw new CliError(
      'nothing-to-judge',
      'There is no workload to draft a policy for',
      'Check the target, and the namespaces of -n.',
    );
  const proof = proveDraft(network.engine, policies, needs);
  await writeStandardOutput(
    policies.map((policy) => `---\n${dump(policy, { lineWidth: -1, noRefs: true })}`),
  );
  sayText(
    linesText([
      ...summary(network, policies.length, needs, flags.namespace === undefined, proof),
      ...missing,
      ...remarks.map(({ text }) => text),
      ...inferred.remarks.filter(isAbout(flags.namespace)).map(({ text }) => text),
    ]),
  );
  if (isIncomplete || missing.length > 0) return 3;
  return proof.cut.length > 0 ? 1 : 0;
}

function isAbout(namespaces: readonly string[] | undefined): (remark: Remark) => boolean {
  return ({ object }) =>
    namespaces === undefined || object === undefined || namespaces.includes(object.namespace);
}

function concerns({ from, to }: Need, namespaces: readonly string[] | undefined): boolean {
  if (namespaces === undefined) return true;
  return [from, to].some(
    (party) => party.type === 'pods' && namespaces.includes(party.pods.workload.object.namespace),
  );
}

function summary(
  network: ReadNetwork,
  policies: number,
  needs: readonly Need[],
  own: boolean,
  { before, after, asked, cut, unsure }: Proof,
): string[] {
  const share = ({ connected, pairs }: Proof['before']) => `${connected} of ${pairs}`;
  const inferred = needs.filter(({ provenance }) => provenance.kind !== 'given').length;
  const unknown = after.unknown === 0 ? '' : `, and of ${after.unknown} that is not known`;
  return [
    ...profileLines(network),
    `${counted(policies, 'policy', 'policies')} from ${counted(needs.length, 'need')}, ${inferred} of them inferred from what is declared.`,
    `Pairs of pods that connect: ${share(before)} before, ${share(after)} after${unknown}. Computed, not probed.`,
    `Of ${counted(asked, 'need')} that can be asked about, ${cut.length} would be cut off${unsure.length === 0 ? '' : `, and of ${unsure.length} that is not known`}.`,
    ...cut.map((need) => `  cut off: ${needLine(need)}`),
    ...(own
      ? [
          'Namespaces of the cluster itself, such as kube-system, are left open; name them by -n to close them.',
        ]
      : []),
    'Drafts: nothing was observed, and what nobody declared is cut off. Values of Secrets are not read, so hosts that only a Secret names are missing. Try them where a mistake costs little, and add what flows show with --edges.',
  ];
}

function needLine({ from, to, protocol, port, provenance }: Need): string {
  return `${partyText(from)} to ${partyText(to)} ${protocol} ${port ?? 'all ports'}: ${provenance.text}`;
}

function* needsCsv(needs: readonly Need[]): Generator<string> {
  yield 'src,dst,protocol,port,provenance\n';
  // Quoted, for `::/0` at the start of a line would be a command to some CI.
  for (const { from, to, protocol, port, provenance } of needs)
    yield `"${partyText(from)}","${partyText(to)}",${[protocol, port ?? '', `${provenance.kind}: ${provenance.text}`].map(csvCell).join(',')}\n`;
}

/** Rows `src,dst,protocol,port`, and who says so; a first row of these names is left out, and so are empty lines. */
function readEdges(file: string): GivenEdge[] {
  const text = readNamedFile(file, 'usage', 'Name a file of rows src,dst,protocol,port,provenance.').toString(
    'utf8',
  );
  return text.split(/\r?\n/).flatMap((row, index) => {
    if (row.trim() === '' || (index === 0 && /^src\s*,/i.test(row))) return [];
    const [source = '', destination = '', protocol = '', port = '', ...rest] = row
      .split(',')
      .map((each) => each.trim().replaceAll(/^"|"$/g, ''));
    const of = portOf(`${protocol === '' ? 'TCP' : protocol}/${port === '' ? 1 : port}`);
    // An empty port is every port; a row that is cut off has none.
    const isCut = row.split(',').length < 4;
    if (source === '' || destination === '' || of === undefined || isCut)
      throw new CliError(
        'usage',
        `${file}:${index + 1}: "${row}" is no edge`,
        'Write src,dst,protocol,port,provenance with NAMESPACE/WORKLOAD, an address, api-server or a host name on either side.',
      );
    const provenance = rest.join(', ') || `${file}:${index + 1}`;
    return [
      { source, destination, protocol: of.protocol, ...(port !== '' && { port: of.port }), provenance },
    ];
  });
}
