import { type Cluster, changedObjects } from '../../cluster/index.ts';
import { namedKinds } from '../policies/named-kinds.ts';
import { policyKinds } from '../policies/read-policies.ts';

/** What two states of a cluster may have otherwise of that which an engine is made of. */
export interface StateChange {
  /** Whether there may be other pods, or pods with other facts. */
  readonly mayMakePods: boolean;
  /** Whether there may be other policies. */
  readonly hasPolicies: boolean;
  /** Whether something was read in one state and not in the other. */
  readonly isReadOtherwise: boolean;
  /** Kinds that policies look up, of which there may be others. */
  readonly namedKinds: ReadonlySet<string>;
  readonly hasNodes: boolean;
  /** Names of namespaces whose labels may be others. */
  readonly namespaces: ReadonlySet<string>;
  /** `namespace/name` of accounts whose labels may be others. */
  readonly accounts: ReadonlySet<string>;
}

const policies = new Set(policyKinds.map(({ group, kind }) => `${group}/${kind}`));

/** Kinds that make no pods and own none; any other may. */
const podless = new Set([
  ...namedKinds,
  'ServiceAccount',
  'Endpoints',
  'ConfigMap',
  'Secret',
  'Event',
  'Lease',
  'Ingress',
]);

/** Undefined where more than half of the objects are others, so that looking for what stays does not pay. */
export function stateChange(before: Cluster, after: Cluster): StateChange | undefined {
  const changes = changedObjects(before, after);
  if (changes.size > Math.max(before.size, after.size) / 2) return undefined;
  const namespaces = new Set<string>();
  const accounts = new Set<string>();
  const found = new Set<string>();
  const isReadOtherwise =
    before.coverage !== after.coverage || String(before.namespaces()) !== String(after.namespaces());
  const change = {
    mayMakePods: isReadOtherwise,
    hasPolicies: isReadOtherwise,
    hasNodes: false,
  };
  for (const { before: old, after: now } of changes.values()) {
    const object = now ?? old;
    if (object === undefined) continue;
    const { group, kind, namespace, name } = object;
    if (policies.has(`${group}/${kind}`)) {
      change.hasPolicies = true;
      continue;
    }
    if (!podless.has(kind)) change.mayMakePods = true;
    if (namedKinds.has(kind)) found.add(kind);
    if (kind === 'Node') change.hasNodes = true;
    if (kind === 'Namespace') namespaces.add(name);
    if (kind === 'ServiceAccount') accounts.add(`${namespace}/${name}`);
  }
  change.hasPolicies ||= found.size > 0;
  return { ...change, isReadOtherwise, namedKinds: found, namespaces, accounts };
}
