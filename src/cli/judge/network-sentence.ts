import { type AddressSet, type ConnectionChange, rangeText, type WorkloadSet } from '../../network/index.ts';
import { listed } from '../../report/index.ts';

/**
 * `dev/web can now reach prod/db on TCP 5432`, `every other workload can now reach shop/payments`, `policies no longer let the
 * internet in to shop/web`.
 */
export function connectionSentence({ change, from, to, portsText }: ConnectionChange): string {
  const ports = portsText === 'all connections' ? '' : ` on ${portsText.replace('all connections', 'all')}`;
  const [source, destination] = [endText(from, to), endText(to, from, change === 'loses' ? 'any' : 'every')];
  if (change === 'unknown')
    return `whether ${source} can reach ${destination}${ports} is not known: it depends on addresses that are not known`;
  if ('ranges' in from) {
    const verb = change === 'gains' ? 'now let' : 'no longer let';
    return `policies ${verb} ${source} in to ${destination}${ports}`;
  }
  return `${source} can ${change === 'gains' ? 'now' : 'no longer'} reach ${destination}${ports}`;
}

type Every = 'every' | 'any';

function endText(
  end: WorkloadSet | AddressSet,
  other: WorkloadSet | AddressSet,
  every: Every = 'every',
): string {
  return 'ranges' in end ? addressText(end) : workloadsText(end, other, every);
}

function addressText({ ranges, internetBut }: AddressSet): string {
  if (internetBut === undefined) return someOf(ranges.map(rangeText), 'range', 'ranges');
  const but = internetBut.length === 0 ? '' : ` (but for ${listed(internetBut.map(rangeText))})`;
  return `the internet${but}`;
}

function workloadsText(set: WorkloadSet, other: WorkloadSet | AddressSet, every: Every): string {
  if (set.everybody) return `${every}${'count' in other && other.count === 1 ? ' other' : ''} workload`;
  const { namespaces, workloads } = set;
  const whole = namespaces.length === 0 ? [] : [`${every} workload of ${namespacesText(namespaces)}`];
  return listed([...whole, ...(workloads.length === 0 ? [] : [namesText(workloads)])]);
}

const mostNames = 3;

function namesText(workloads: WorkloadSet['workloads']): string {
  if (workloads.length <= mostNames)
    return listed(workloads.map(({ namespace, name }) => `${namespace}/${name}`));
  const namespaces = [...new Set(workloads.map(({ namespace }) => namespace))];
  return `${workloads.length.toLocaleString('en-US')} workloads of ${namespacesText(namespaces)}`;
}

function namespacesText(namespaces: readonly string[]): string {
  const [only] = namespaces;
  return namespaces.length === 1 ? `namespace ${only}` : `namespaces ${someOf(namespaces, '', '')}`;
}

function someOf(texts: readonly string[], noun: string, several: string): string {
  const rest = texts.length - mostNames;
  if (rest <= 0) return listed(texts);
  return listed([
    ...texts.slice(0, mostNames),
    [rest.toLocaleString('en-US'), 'more', rest === 1 ? noun : several]
      .filter((each) => each !== '')
      .join(' '),
  ]);
}
