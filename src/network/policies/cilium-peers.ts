import { asList, asMap, asText, type Cluster, type LabelSelector } from '../../cluster/index.ts';
import { type Block, parseBlock, parseBlockOrAddress } from '../address.ts';
import type { Checks } from './checks.ts';
import { groupBlocks, serviceBackends } from './cilium-lookups.ts';
import { NotJudged } from './not-judged.ts';
import type { Direction, Peer, PodSelection } from './policy.ts';

/** The label by which Cilium tells pods apart by their account. */
export const serviceAccountLabel = 'io.cilium.k8s.policy.serviceaccount';
const namespaceLabel = 'io.kubernetes.pod.namespace';
const namespaceLabels = 'io.cilium.k8s.namespace.labels.';

/** Pods in its own namespace for a namespaced policy. https://docs.cilium.io/en/stable/network/kubernetes/policy/ */
export function ciliumSubject(selector: LabelSelector, namespace: string, checks: Checks): PodSelection {
  const { namespaces, pods } = partsOf(selector, checks);
  if (namespace === '') return { namespaces: namespaces ?? 'all', pods };
  if (namespaces !== undefined) throw new NotJudged('an endpointSelector that names namespaces');
  return { namespaces: { name: namespace }, pods };
}

/** The peers of one field of a rule; undefined for everybody. */
export function ciliumPeers(
  field: string,
  value: unknown,
  direction: Direction,
  checks: Checks,
  cluster: Cluster,
): Peer[] | undefined {
  const side = direction === 'ingress' ? 'from' : 'to';
  const entries = asList(value);
  switch (field) {
    case `${side}Endpoints`:
      return entries.flatMap((each) => endpointPeers(each as LabelSelector, checks));
    case `${side}Entities`: {
      const peers = entries.map(entityPeers);
      return peers.some((each) => each === undefined) ? undefined : peers.flatMap((each) => each ?? []);
    }
    case `${side}CIDR`:
      return entries.map((each) => ({ addresses: { block: blockOf(each), except: [], matchesPods: false } }));
    case `${side}CIDRSet`:
      return entries.flatMap((each) => {
        const entry = asMap(each);
        const { cidr } = entry;
        const except = asList(entry['except']).map(blockOf);
        const blocks = cidr === undefined ? groupBlocks(entry, cluster, checks) : [cidr];
        return blocks.map((block) => ({
          addresses: { block: blockOf(block), except, matchesPods: false },
        }));
      });
    case 'toServices':
      return entries.flatMap((each) => serviceBackends(asMap(each), cluster, checks));
    case 'toFQDNs':
      return entries.length === 0
        ? []
        : [{ unresolved: namesAll(entries) ? 'all names' : 'names', nodes: false }];
    default:
      throw new NotJudged(field);
  }
}

/** A namespaced policy speaks of its own namespace unless a selector names another. */
function endpointPeers(selector: LabelSelector, checks: Checks): Peer[] {
  const reserved = Object.keys(selector.matchLabels ?? {}).filter((key) => key.startsWith('reserved:'));
  if (reserved.length > 0) return reservedPeers(selector, reserved);
  const { namespaces, pods } = partsOf(selector, checks);
  const own = checks.object.namespace;
  return [{ pods: { namespaces: namespaces ?? (own === '' ? 'all' : { name: own }), pods } }];
}

function reservedPeers(selector: LabelSelector, [label = '']: readonly string[]): Peer[] {
  const isAlone =
    Object.keys(selector.matchLabels ?? {}).length === 1 && selector.matchExpressions === undefined;
  const entity = label.slice('reserved:'.length);
  if (!isAlone || (entity !== 'host' && entity !== 'remote-node')) throw new NotJudged(`label ${label}`);
  return entityPeers(entity) ?? [];
}

const blocks = { v4: parseBlock('0.0.0.0/0') as Block, v6: parseBlock('::/0') as Block };

function world(block: Block): Peer {
  return { addresses: { block, except: [], matchesPods: false, matchesNodes: false } };
}

/** https://docs.cilium.io/en/stable/security/policy/language/#entities-based; undefined for everybody. */
function entityPeers(entity: unknown): Peer[] | undefined {
  switch (entity) {
    case 'all':
      return undefined;
    case 'world':
      return [world(blocks.v4), world(blocks.v6)];
    case 'world-ipv4':
      return [world(blocks.v4)];
    case 'world-ipv6':
      return [world(blocks.v6)];
    case 'cluster':
      return [{ pods: { namespaces: 'all' } }, { nodes: 'own' }, { nodes: 'other' }];
    case 'host':
      return [{ nodes: 'own' }];
    case 'remote-node':
      return [{ nodes: 'other' }];
    case 'kube-apiserver':
      return [{ unresolved: 'API server', nodes: true }];
    // None of these is a pod that a question can be about.
    case 'ingress':
    case 'health':
    case 'init':
    case 'unmanaged':
    case 'none':
      return [];
    default:
      throw new NotJudged(`entity ${String(entity)}`);
  }
}

interface Parts {
  /** Undefined where the selector says nothing of namespaces. */
  readonly namespaces: { readonly selector: LabelSelector } | undefined;
  readonly pods: LabelSelector;
}

/** A selector over labels of pods and of their namespaces, as two selectors. */
function partsOf(selector: LabelSelector, checks: Checks): Parts {
  if (checks.selector(selector, []) === undefined) throw new NotJudged('a selector that is refused');
  const pods = { matchLabels: {} as Record<string, string>, matchExpressions: [] as Expression[] };
  const namespaces = { matchLabels: {} as Record<string, string>, matchExpressions: [] as Expression[] };
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    const { of, name } = labelOf(key);
    (of === 'pod' ? pods : namespaces).matchLabels[name] = value;
  }
  for (const term of selector.matchExpressions ?? []) {
    const { of, name } = labelOf(term.key);
    if (of === 'pod') pods.matchExpressions.push({ ...term, key: name });
    else {
      // These match what is no pod as well.
      if (term.operator === 'NotIn' || term.operator === 'DoesNotExist')
        throw new NotJudged(`${term.operator} of a label of namespaces`);
      namespaces.matchExpressions.push({ ...term, key: name });
    }
  }
  const namesNamespaces =
    Object.keys(namespaces.matchLabels).length > 0 || namespaces.matchExpressions.length > 0;
  return { namespaces: namesNamespaces ? { selector: namespaces } : undefined, pods };
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

function labelOf(key: string): { readonly of: 'pod' | 'namespace'; readonly name: string } {
  const [, source, name = ''] = /^(?:([a-z0-9-]+):)?(.*)$/.exec(key) ?? [];
  if (source !== undefined && source !== 'k8s' && source !== 'any') throw new NotJudged(`label ${key}`);
  if (name === namespaceLabel) return { of: 'namespace', name: 'kubernetes.io/metadata.name' };
  if (name.startsWith(namespaceLabels)) return { of: 'namespace', name: name.slice(namespaceLabels.length) };
  if (name.startsWith('io.cilium.k8s.') && name !== serviceAccountLabel) throw new NotJudged(`label ${key}`);
  return { of: 'pod', name };
}

function blockOf(value: unknown): Block {
  const text = String(value);
  const block = parseBlockOrAddress(text);
  if (block === undefined) throw new NotJudged(`${text}, which is no CIDR`);
  return block;
}

/** A pattern of asterisks alone is every name: https://docs.cilium.io/en/stable/security/policy/language/#dns-based */
function namesAll(entries: readonly unknown[]): boolean {
  return entries.some((each) => /^\*+\.?$/.test(asText(asMap(each)['matchPattern'])));
}
