import type { NetworkMapCluster, NetworkMapWorkload } from '../../../src/network/map-schema.ts';
import type { Query } from '../../report/place/place.ts';
import { counted } from '../../report/words/number.ts';
import type { Sentence } from '../../report/words/sentence.ts';
import { isWhole } from '../seen.ts';

/** A fact about the workloads of a cluster, with the filter that shows them. */
export interface Fact {
  readonly count: number;
  readonly what: string;
  readonly query: Query;
}

/** What matters most, the worst first; facts that hold for nobody are left out. */
export function factsOf({ workloads }: Pick<NetworkMapCluster, 'workloads'>): readonly Fact[] {
  const of = (test: (workload: NetworkMapWorkload) => boolean) => workloads.filter(test).length;
  const facts: Fact[] = [
    {
      count: of(({ ingress, egress }) => ingress === 'not-enforced' || egress === 'not-enforced'),
      what: 'have policies that nobody enforces',
      query: { state: ['not-enforced'] },
    },
    {
      count: of(isReachedByAll),
      what: 'can be reached from everywhere in the cluster',
      query: { state: ['reached'] },
    },
    {
      count: of(({ internet }) => internet === 'any-port'),
      what: 'can reach the internet on every port',
      query: { internet: ['any-port'] },
    },
    {
      count: of(({ reaches }) => reaches.metadata === 'yes'),
      what: 'can reach the metadata address, which hands out the credentials of its node',
      query: { reaches: ['metadata'] },
    },
    {
      count: of(({ reaches }) => reaches.kubelet === 'yes'),
      what: 'can reach the kubelet of a node',
      query: { reaches: ['kubelet'] },
    },
    {
      count: of(({ ingress, egress }) => ingress === 'allows-all' || egress === 'allows-all'),
      what: 'are isolated by policies that allow everything',
      query: { state: ['allows-all'] },
    },
    {
      count: of(({ ingress, egress }) => ingress === 'unknown' || egress === 'unknown'),
      what: 'may be covered by policies that are not judged',
      query: { state: ['unknown'] },
    },
  ];
  return facts.filter(({ count }) => count > 0);
}

export function isReachedByAll({ ingress }: NetworkMapWorkload): boolean {
  return ingress !== 'isolated' && ingress !== 'unknown';
}

/** The answer, as a person could say it aloud. */
export function overviewSentence(cluster: NetworkMapCluster, kept: Query): Sentence {
  const { name, error, workloads } = cluster;
  if (error !== undefined) return [`Nothing is known of ${name}: it could not be read.`];
  if (workloads.length === 0)
    return [
      isWhole(cluster)
        ? `${name} has no pods and no workloads.`
        : `No pods and no workloads of ${name} are seen; not everything could be read.`,
    ];
  const [first, second] = factsOf(cluster);
  const total = counted(workloads.length, 'workload');
  if (first === undefined) return [isolatedText(cluster)];
  const link = ({ count, query }: Fact) => ({
    text: String(count),
    path: ['workloads'],
    query: { ...kept, ...query },
  });
  return [
    link(first),
    ` of ${total} ${first.what}`,
    ...(second === undefined ? [] : ['; ', link(second), ` ${second.what}`]),
    '.',
  ];
}

/** Where no fact stands out; what could not be read or judged is not counted as closed. */
function isolatedText(cluster: NetworkMapCluster): string {
  const { workloads } = cluster;
  const seen = `${counted(workloads.length, 'workload')}${isWhole(cluster) ? '' : ' that could be read'}`;
  const unknown = workloads.filter(({ internet }) => internet === 'unknown').length;
  if (unknown === 0)
    return `Every one of ${seen} is isolated, and none reaches the whole internet on every port.`;
  return `Every one of ${seen} is isolated; how much of the internet ${unknown} of them ${unknown === 1 ? 'reaches' : 'reach'} is not known.`;
}
