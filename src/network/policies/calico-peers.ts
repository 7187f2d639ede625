import {
  asList,
  asMap,
  asText,
  type Cluster,
  type ClusterObject,
  type FieldPath,
  isFields,
} from '../../cluster/index.ts';
import { type Block, parseBlockOrAddress } from '../address.ts';
import { namespaceLabels } from '../engine/selection.ts';
import {
  accountLabel,
  calicoGroups,
  distinct,
  labelsOfNamespace,
  namespaceLabel,
  namespaceWildcards,
  ofAccount,
  ofNamespace,
} from './calico-names.ts';
import { CalicoSelectorError, parseCalicoSelector, type Wildcards } from './calico-selector.ts';
import type { Checks } from './checks.ts';
import { allOf, expressionHolds, type LabelExpression, withKeys } from './label-expression.ts';
import type { Clause, Peer } from './policy.ts';

/** A NetworkSet or GlobalNetworkSet: addresses with labels. */
export interface NetworkSet {
  readonly labels: Readonly<Record<string, string>>;
  readonly blocks: readonly Block[];
}

/** https://docs.tigera.io/calico/latest/reference/resources/networkset */
export function networkSetsOf(cluster: Cluster): NetworkSet[] {
  const sets: NetworkSet[] = [];
  for (const kind of ['NetworkSet', 'GlobalNetworkSet'])
    for (const { namespace, body } of distinct(calicoGroups.map((group) => cluster.ofKind(group, kind)))) {
      const own = body.metadata.labels ?? {};
      sets.push({
        labels:
          namespace === ''
            ? own
            : { ...own, ...labelsOfNamespace(namespace, namespaceLabels(cluster, namespace)) },
        blocks: asList(asMap(body['spec'])['nets']).flatMap((net) => parseBlockOrAddress(asText(net)) ?? []),
      });
    }
  return sets;
}

/** Addresses in Calico are those of pods and of nodes too. */
export function addressPeer(block: Block): Peer {
  return { addresses: { block, except: [], matchesPods: true, matchesNodes: true } };
}

/** A selector, refused where it is none. */
export function selectorAt(
  value: unknown,
  path: FieldPath,
  checks: Checks,
  wildcards?: Wildcards,
): LabelExpression {
  if (typeof value !== 'string') checks.refuse(path, 'must be a text');
  try {
    return parseCalicoSelector(asText(value), wildcards);
  } catch (error) {
    if (!(error instanceof CalicoSelectorError)) throw error;
    checks.refuse(path, `is no selector: ${error.message}`);
    return { operator: 'all' };
  }
}

/** A selector of namespaces, about the labels that pods and network sets have of theirs. */
export function namespaceSelectorAt(
  value: unknown,
  path: FieldPath,
  checks: Checks,
  wildcards?: Wildcards,
): LabelExpression {
  return withKeys(selectorAt(value, path, checks, wildcards), (key) =>
    key === namespaceLabel ? key : ofNamespace(key),
  );
}

/** A selector of service accounts, about the labels that pods have of theirs. */
export function accountSelectorAt(value: unknown, path: FieldPath, checks: Checks): LabelExpression {
  return withKeys(selectorAt(value, path, checks), ofAccount);
}

const entityFields = [
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'serviceAccounts',
  'ports',
  'notPorts',
  'services',
];

/**
 * What the `source` or `destination` of a rule asks of an end, beside ports and services: every clause must hold.
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#entityrule
 */
export function clausesOf(
  value: unknown,
  path: FieldPath,
  checks: Checks,
  sets: readonly NetworkSet[],
): Clause[] {
  const entity = checks.map(value, path);
  checks.known(entity, path, entityFields);
  const clauses: Clause[] = [];
  for (const field of ['nets', 'notNets'] as const) {
    const any = checks.list(entity[field], [...path, field]).flatMap((net, index) => {
      const block = parseBlockOrAddress(asText(net));
      if (block === undefined) checks.refuse([...path, field, index], `${JSON.stringify(net)} is no CIDR`);
      return block === undefined ? [] : [addressPeer(block)];
    });
    if (any.length > 0) clauses.push({ any, ...(field === 'notNets' && { not: true as const }) });
  }
  const chosen = chosenBy(entity, path, checks);
  if (chosen !== undefined) clauses.push({ any: peersOf(chosen, sets) });
  if (isSaid(entity['notSelector'])) {
    const others = selectorAt(entity['notSelector'], [...path, 'notSelector'], checks);
    clauses.push({ any: peersOf(others, sets), not: true });
  }
  return clauses;
}

/**
 * Whom the selectors take together. Those of a namespaced policy stay in its namespace without one for namespaces, as soon as
 * any of them is said, also `notSelector`.
 */
function chosenBy(
  entity: Readonly<Record<string, unknown>>,
  path: FieldPath,
  checks: Checks,
): LabelExpression | undefined {
  const { selector, notSelector, namespaceSelector, serviceAccounts } = entity;
  const own = checks.object.namespace;
  const terms = [
    ...(isFields(serviceAccounts) ? accountsOf(serviceAccounts, path, checks) : []),
    ...(isSaid(selector) ? [selectorAt(selector, [...path, 'selector'], checks)] : []),
  ];
  if (isSaid(namespaceSelector)) {
    const at = [...path, 'namespaceSelector'];
    terms.push(namespaceSelectorAt(namespaceSelector, at, checks, namespaceWildcards));
  } else if (own !== '' && (terms.length > 0 || isSaid(notSelector)))
    terms.push({ operator: 'in', key: namespaceLabel, values: [own] });
  return terms.length === 0 ? undefined : allOf(terms);
}

/** Accounts by name and by selector, both of which must hold. */
function accountsOf(
  accounts: Readonly<Record<string, unknown>>,
  path: FieldPath,
  checks: Checks,
): LabelExpression[] {
  const at = [...path, 'serviceAccounts'];
  checks.known(accounts, at, ['names', 'selector']);
  const names = checks.list(accounts['names'], [...at, 'names']).map(asText);
  return [
    ...(names.length > 0 ? [{ operator: 'in' as const, key: accountLabel, values: names }] : []),
    ...(isSaid(accounts['selector'])
      ? [accountSelectorAt(accounts['selector'], [...at, 'selector'], checks)]
      : []),
  ];
}

function peersOf(expression: LabelExpression, sets: readonly NetworkSet[]): Peer[] {
  return [
    { pods: { namespaces: 'all', expression } },
    ...sets.flatMap(({ labels, blocks }) =>
      expressionHolds(expression, labels) ? blocks.map(addressPeer) : [],
    ),
  ];
}

/** An empty selector is none. */
export function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Whether an object is one of Kubernetes that Calico's API server shows as its own. */
export function isShown({ name }: ClusterObject): boolean {
  return /^(knp\.default|kanp\.adminnetworkpolicy|kbanp\.baselineadminnetworkpolicy|kcnp\.kube-(admin|baseline))\./.test(
    name,
  );
}
