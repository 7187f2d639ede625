import type { ClusterObject } from '../../cluster/index.ts';
import type { Protocol } from '../question.ts';
import type { Pods, ServiceBackend } from '../services.ts';

/** One end of a need. */
export type Party =
  | { readonly type: 'pods'; readonly pods: Pods }
  /** Pods by labels where the cluster has none of them to look at. */
  | {
      readonly type: 'selected';
      readonly namespace: string;
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly type: 'address'; readonly cidr: string }
  /** A name outside the cluster. */
  | { readonly type: 'host'; readonly host: string }
  | { readonly type: 'api-server' };

/** Where a need comes from: it is shown beside every rule that follows from it. */
export interface Provenance {
  readonly kind:
    | 'dns'
    | 'reference'
    | 'entry-point'
    | 'webhook'
    | 'metrics'
    | 'api-server'
    /** A row of a file that a person or a flow log wrote. */
    | 'given';
  /** `ConfigMap shop/web names orders in ORDERS_URL`, a clause without a full stop. */
  readonly text: string;
  readonly object?: ClusterObject;
}

/** A connection that something declared needs. */
export interface Need {
  readonly from: Party;
  readonly to: Party;
  readonly protocol: Protocol;
  /** Of the pod or address at the other end; absent: every port. */
  readonly port?: number;
  readonly provenance: Provenance;
}

/** The need of a pod port that a Service or an entry point leads to. */
export function needOf(from: Party, { pods, protocol, port }: ServiceBackend, provenance: Provenance): Need {
  return { from, to: { type: 'pods', pods }, protocol, ...(port !== undefined && { port }), provenance };
}

/** What a need could not be drawn from, or drawn into, as sentences. */
export interface Remark {
  readonly object?: ClusterObject;
  readonly text: string;
}

/**
 * Needs without those that repeat another; the first of the same keeps its provenance. Pods of one workload may need each other,
 * and none needs to ask itself for names.
 */
export function distinctNeeds(needs: readonly Need[]): Need[] {
  const found = new Map<string, Need>();
  for (const need of needs) {
    const key = `${partyKey(need.from)} ${partyKey(need.to)} ${need.protocol}/${need.port ?? '*'}`;
    const isOwnName = need.provenance.kind === 'dns' && partyKey(need.from) === partyKey(need.to);
    if (!isOwnName && !found.has(key)) found.set(key, need);
  }
  return [...found.values()];
}

/** Remarks, each text once. */
export function distinctRemarks(remarks: readonly Remark[]): Remark[] {
  return [...new Map(remarks.map((remark) => [remark.text, remark])).values()];
}

/** The same text for the same party. */
export function partyKey(party: Party): string {
  switch (party.type) {
    case 'pods':
      return `pods ${party.pods.workload.object.key} ${party.pods.template.name}`;
    case 'selected':
      return `selected ${party.namespace} ${JSON.stringify(party.labels)}`;
    case 'address':
      return `address ${party.cidr}`;
    case 'host':
      return `host ${party.host}`;
    case 'api-server':
      return party.type;
  }
}

/** A party in a sentence: `shop/web`, `api.example.com`. */
export function partyText(party: Party): string {
  switch (party.type) {
    case 'pods': {
      const { workload, template } = party.pods;
      const { namespace, name } = workload.reference;
      return `${namespace}/${name}${template.name === '' ? '' : `/${template.name}`}`;
    }
    case 'selected':
      return `${party.namespace}/${Object.entries(party.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(',')}`;
    case 'address':
      return party.cidr;
    case 'host':
      return party.host;
    case 'api-server':
      return party.type;
  }
}
