import {
  type Endpoint,
  type Explanation,
  isIcmp,
  type NetworkEngine,
  type Question,
  type ServiceLead,
  type SideReasons,
  type Traffic,
  trafficText,
  UnknownEndpoint,
  why,
} from '../../../network/index.ts';
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
import { type CombinedVerdict, combined, leadOf } from './through-service.ts';

export interface NetworkWhyFlags extends NetworkFlags {
  readonly output: 'text' | 'json';
}

const width = 80;

/**
 * `plimsoll network why`: 0 where the connection is allowed, 1 where it is denied, to some backends of a Service at least, 3
 * where that is not known.
 */
export async function runNetworkWhy(
  source: string,
  destination: string,
  flags: NetworkWhyFlags,
): Promise<number> {
  const from = endpointOf(source);
  if (from === undefined)
    throw new CliError('usage', `"${source}" is no pod and no address`, 'Write NAMESPACE/POD or an address.');
  const to = destinationOf(destination);
  const question: Question = { source: from, destination: to.destination, ...to.traffic };
  const { networks, isIncomplete } = await readNetworks(flags, [], {
    saysUnread: true,
    namespaceUse: 'to-read',
  });
  const told = networks.map((network) => ({ network, explanation: explain(network.engine, question) }));
  if (told.length === 0) throw new CliError('nothing-to-judge', 'No cluster could be read');
  const title = `${source} to ${destination}`;
  await writeStandardOutput(
    flags.output === 'json'
      ? [
          `${JSON.stringify(
            told.map(({ network, explanation }) => ({ ...jsonHead(network), ...explanation })),
            null,
            2,
          )}\n`,
        ]
      : told.map(({ network, explanation }) => linesText(page(title, network, explanation))),
  );
  const verdicts = told.map(({ explanation }) => explanation.verdict);
  if (isIncomplete || verdicts.includes('unknown')) return 3;
  return verdicts.some((verdict) => verdict !== 'allow') ? 1 : 0;
}

/** Of a Service: how it leads to pods, and the backends of which the same is said together. */
interface ServiceExplanation {
  readonly verdict: CombinedVerdict;
  readonly service: string;
  readonly backends: readonly (Explanation & { readonly destinations: readonly string[] })[];
}

function explain(engine: NetworkEngine, question: Question): Explanation | ServiceExplanation {
  try {
    const lead = leadOf(engine, question);
    return lead === undefined ? why(engine, question) : explainBackends(engine, question.source, lead);
  } catch (error) {
    if (!(error instanceof UnknownEndpoint)) throw error;
    throw new CliError('usage', error.message, 'plimsoll network gaps lists the workloads there are.');
  }
}

function explainBackends(engine: NetworkEngine, source: Endpoint, lead: ServiceLead): ServiceExplanation {
  const told = lead.backends.map(({ destination, traffic }) => ({
    name: backendText(destination, traffic),
    explanation: why(engine, { source, destination, ...traffic }),
  }));
  const groups = Map.groupBy(told, ({ explanation }) => JSON.stringify(explanation));
  return {
    verdict: combined(
      told.map(({ explanation }) => explanation),
      lead.otherwise,
    ),
    service: lead.said,
    backends: [...groups.values()].flatMap((group) =>
      group.slice(0, 1).map(({ explanation }) => ({
        destinations: group.map(({ name }) => name),
        ...explanation,
      })),
    ),
  };
}

function backendText(destination: Endpoint, traffic: Traffic): string {
  const place =
    destination.type === 'pod' ? `${destination.namespace}/${destination.name}` : `[${destination.address}]`;
  if (isIcmp(traffic)) return `${place}:${trafficText(traffic).replace(' ', '/')}`;
  return `${place}:${traffic.port}${traffic.protocol === 'TCP' ? '' : `/${traffic.protocol}`}`;
}

const words = {
  allow: 'allowed',
  deny: 'denied',
  unknown: 'not known',
  mixed: 'allowed to some of its backends, and denied to others',
} as const;
const mostNamed = 5;

function page(title: string, network: ReadNetwork, explanation: Explanation | ServiceExplanation): string[] {
  const body = 'backends' in explanation ? serviceLines(explanation) : sides(explanation);
  return [
    ...wrap(`${title}: ${words[explanation.verdict]}`, width),
    ...body,
    ...profileLines(network).flatMap((line) => wrap(line, width)),
    '',
  ];
}

function serviceLines({ service, backends }: ServiceExplanation): string[] {
  return [
    ...wrap(`${service}.`, width),
    ...(backends.length === 0 ? [''] : []),
    ...backends.flatMap(({ destinations, ...explanation }) => {
      const more = destinations.length - mostNamed;
      const names = `${destinations.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
      return ['', ...wrap(`${names}: ${words[explanation.verdict]}`, width), ...sides(explanation)];
    }),
  ];
}

function sides({ egress, ingress, reasons }: Explanation): string[] {
  return [
    '',
    ...side('leaving the source', egress, reasons.egress),
    ...side('entering the destination', ingress, reasons.ingress),
  ];
}

function side(
  name: string,
  { verdict, reason, policies }: Explanation['egress'],
  { isolating, letting, denying, near, change }: SideReasons,
): string[] {
  const [lets, denies] = [
    verdict === 'allow' ? 'lets it through' : 'would let it through',
    verdict === 'deny' ? 'denies it' : 'would deny it',
  ];
  const others = isolating.filter((policy) => !policies.includes(policy));
  const lines = [
    ...(policies.length > 0 ? [`by ${policies.join(', ')}`] : []),
    ...(verdict !== 'deny' && others.length > 0 ? [`isolated by ${others.join(', ')}`] : []),
    ...denying.map(({ policy, place }) => `${place} of ${policy} ${denies}`),
    ...letting.map(({ policy, place }) => `${place} of ${policy} ${lets}`),
    ...near.map(({ policy, place, off }) => `nearly: ${place} of ${policy}: ${off}`),
    ...(change === undefined ? [] : [change]),
  ];
  return [
    ...wrap(`${name}: ${words[verdict]}: ${reason}`, width),
    ...lines.flatMap((line) => wrap(line, width - 2).map((each) => `  ${each}`)),
    '',
  ];
}
