import { type Chooser, once, pick, several } from './choose.ts';

/** Few words, so that policies and pods meet. */
export const namespaceNames = ['shop', 'dev', 'mon'] as const;
export const labelKeys = ['app', 'tier', 'env'] as const;
export const labelValues = ['a', 'b', 'c', ''] as const;
export const portNames = ['web', 'metrics', 'dns'] as const;
export const portNumbers = [80, 81, 443, 53, 8080, 8081, 65535, 1] as const;
export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
export const accountNames = ['default', 'reader', 'writer'] as const;
export const nodeNames = ['one', 'two'] as const;

export const nodeAddresses = { one: ['192.168.0.1', 'fd01::1'], two: ['192.168.0.2', 'fd01::2'] } as const;

/** Outside, some of them in blocks that hold pods as well. */
export const outsideAddresses = [
  '8.8.8.8',
  '8.8.8.9',
  '10.9.0.1',
  '169.254.169.254',
  '172.16.5.5',
  '2001:db8::1',
  '2001:db8:1::1',
  'fd00::ffff',
] as const;

/** A block and what may be cut out of it. */
export const blocks: readonly { readonly cidr: string; readonly excepts: readonly string[] }[] = [
  { cidr: '0.0.0.0/0', excepts: ['10.0.0.0/8', '8.8.8.8/32', '169.254.169.254/32'] },
  { cidr: '10.0.0.0/8', excepts: ['10.0.1.0/24', '10.0.2.3/32', '10.9.0.0/16'] },
  { cidr: '10.0.1.0/24', excepts: ['10.0.1.1/32', '10.0.1.0/30'] },
  { cidr: '8.8.8.0/24', excepts: ['8.8.8.8/32', '8.8.8.0/28'] },
  { cidr: '8.8.8.8/32', excepts: [] },
  { cidr: '192.168.0.0/16', excepts: ['192.168.0.1/32'] },
  { cidr: '::/0', excepts: ['2001:db8::/32', 'fd00::/8'] },
  { cidr: '2001:db8::/32', excepts: ['2001:db8:1::/48'] },
  { cidr: 'fd00::/64', excepts: ['fd00::1:0/112'] },
];

export type Fields = Record<string, unknown>;

/** Labels of a pod: few, sometimes none at all, sometimes with an empty value. */
export function labels(choose: Chooser): Record<string, string> {
  const found: Record<string, string> = {};
  for (const key of labelKeys) if (choose.below(5) < 3) found[key] = pick(choose, labelValues);
  return found;
}

/** A LabelSelector; an empty one, which selects everything, is frequent. */
export function labelSelector(
  choose: Chooser,
  keys: readonly string[] = labelKeys,
  values: readonly string[] = labelValues,
): Fields {
  if (choose.below(4) === 0) return {};
  const selector: Fields = {};
  if (choose.below(3) > 0) {
    const matchLabels: Record<string, string> = {};
    for (const key of several(choose, 1, 2, () => pick(choose, keys)))
      matchLabels[key] = pick(choose, values);
    selector['matchLabels'] = matchLabels;
  }
  if (once(choose, 2))
    selector['matchExpressions'] = several(choose, 1, 2, () => expression(choose, keys, values));
  return selector;
}

function expression(choose: Chooser, keys: readonly string[], values: readonly string[]): Fields {
  const key = pick(choose, keys);
  const operator = pick(choose, ['In', 'NotIn', 'Exists', 'DoesNotExist']);
  if (operator === 'Exists' || operator === 'DoesNotExist') return { key, operator };
  return { key, operator, values: several(choose, 1, 2, () => pick(choose, values)) };
}

/** A selector of namespaces, often by the label that every one has. */
export function namespaceSelector(choose: Chooser): Fields {
  if (once(choose, 3))
    return { matchLabels: { 'kubernetes.io/metadata.name': pick(choose, namespaceNames) } };
  return labelSelector(choose, ['env', 'team', 'kubernetes.io/metadata.name'], ['a', 'b', ...namespaceNames]);
}
