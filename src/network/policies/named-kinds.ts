import type { ClusterObject } from '../../cluster/index.ts';
import { calicoGroups } from './calico-names.ts';

const services = ['Service', 'EndpointSlice'] as const;

/** What a policy looks up where it has a field, so that it may mean others when that changes. */
const lookups: readonly {
  readonly groups: readonly string[];
  /** As it stands in the text of an object; absent: whatever it says. */
  readonly field?: string;
  readonly kinds: readonly string[];
}[] = [
  { groups: ['policy.networking.k8s.io'], field: '"nodes"', kinds: ['Node'] },
  { groups: ['cilium.io'], field: '"toServices"', kinds: services },
  { groups: ['cilium.io'], field: '"cidrGroup', kinds: ['CiliumCIDRGroup'] },
  { groups: calicoGroups, field: '"services"', kinds: services },
  // Any selector may take a set of networks, whose labels are those of its namespace too.
  { groups: calicoGroups, kinds: ['NetworkSet', 'GlobalNetworkSet', 'Namespace', 'Tier'] },
];

/** Kinds that some policies look up. */
export const namedKinds: ReadonlySet<string> = new Set(lookups.flatMap(({ kinds }) => kinds));

const known = new WeakMap<ClusterObject, ReadonlySet<string>>();

/** The kinds that a policy may look up: rather one too many than one too few. */
export function kindsNamedBy(object: ClusterObject): ReadonlySet<string> {
  let kinds = known.get(object);
  if (kinds === undefined) {
    const text = JSON.stringify(object.body);
    const taken = lookups.filter(
      ({ groups, field }) => groups.includes(object.group) && (field === undefined || text.includes(field)),
    );
    known.set(object, (kinds = new Set(taken.flatMap((each) => each.kinds))));
  }
  return kinds;
}
