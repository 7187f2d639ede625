import { type Question, type SideReasons, UnknownEndpoint, why } from '../../../network/index.ts';
import { wrap } from '../../../report/index.ts';
import { CliError } from '../../errors.ts';
import { writeStandardOutput } from '../../output.ts';
import { linesText } from '../../shown-text.ts';
import { destinationOf, endpointOf } from './endpoint.ts';
import {
  jsonHead,
  type NetworkFlags,
  profileLines,
  type ReadNetwork,
  readNetworks,
} from './read-networks.ts';
import { throughService } from './service-destination.ts';

export interface NetworkWhyFlags extends NetworkFlags {
  readonly output: 'text' | 'json';
}

const width = 80;

/** `plimsoll network why`: 0 where the connection is allowed, 1 where it is denied, 3 where that is not known. */
export async function runNetworkWhy(
  source: string,
  destination: string,
  flags: NetworkWhyFlags,
): Promise<number> {
  const from = endpointOf(source);
  if (from === undefined)
    throw new CliError('usage', `"${source}" is no pod and no address`, 'Write NAMESPACE/POD or an address.');
  const question = { source: from, ...destinationOf(destination) };
  const { networks, isIncomplete } = await readNetworks(flags, [], { saysUnread: true });
  const told = networks.map((network) => ({ network, explanation: explain(network, question) }));
  if (told.length === 0) throw new CliError('nothing-to-judge', 'No cluster could be read');
  const title = `${source} to ${destination}`;
  await writeStandardOutput(
    flags.output === 'json'
      ? [
          `${JSON.stringify(
            told.map(({ network, explanation }) => ({
              ...jsonHead(network),
              ...explanation,
            })),
            null,
            2,
          )}\n`,
        ]
      : told.map(({ network, explanation }) => linesText(page(title, network, explanation))),
  );
  const verdicts = told.map(({ explanation }) => explanation.verdict);
  if (isIncomplete || verdicts.includes('unknown')) return 3;
  return verdicts.includes('deny') ? 1 : 0;
}

/** With what a Service leads to, where one was asked about. */
type Explanation = ReturnType<typeof why> & { readonly through?: string };

function explain({ engine }: ReadNetwork, asked: Question): Explanation {
  const { question, through } = throughService(engine, asked);
  try {
    return { ...why(engine, question), ...(through !== undefined && { through }) };
  } catch (error) {
    if (!(error instanceof UnknownEndpoint)) throw error;
    throw new CliError('usage', error.message, 'plimsoll network gaps lists the workloads there are.');
  }
}

const words = { allow: 'allowed', deny: 'denied', unknown: 'not known' } as const;

function page(
  title: string,
  network: ReadNetwork,
  { verdict, egress, ingress, reasons, through }: Explanation,
): string[] {
  return [
    `${title}: ${words[verdict]}`,
    ...(through === undefined ? [] : wrap(through, width)),
    '',
    ...side('leaving the source', egress, reasons.egress),
    ...side('entering the destination', ingress, reasons.ingress),
    ...profileLines(network).flatMap((line) => wrap(line, width)),
    '',
  ];
}

function side(
  name: string,
  { verdict, reason, policies }: Explanation['egress'],
  { isolating, letting, near, change }: SideReasons,
): string[] {
  const others = isolating.filter((policy) => !policies.includes(policy));
  const lines = [
    ...(policies.length > 0 ? [`by ${policies.join(', ')}`] : []),
    ...(verdict !== 'deny' && others.length > 0 ? [`isolated by ${others.join(', ')}`] : []),
    ...letting.map(({ policy, place }) => `${place} of ${policy} lets it through`),
    ...near.map(({ policy, place, off }) => `nearly: ${place} of ${policy}: ${off}`),
    ...(change === undefined ? [] : [change]),
  ];
  return [
    ...wrap(`${name}: ${words[verdict]}: ${reason}`, width),
    ...lines.flatMap((line) => wrap(line, width - 2).map((each) => `  ${each}`)),
    '',
  ];
}
