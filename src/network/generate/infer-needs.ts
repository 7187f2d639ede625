import type { Cluster } from '../../cluster/index.ts';
import { Services } from '../services.ts';
import { apiServerNeeds, dnsNeeds, entryNeeds, metricsNeeds, webhookNeeds } from './cluster-needs.ts';
import { distinctNeeds, distinctRemarks, type Need, type Remark } from './need.ts';
import { referencedNeeds } from './referenced-hosts.ts';

/**
 * Connections that what is declared needs: names are looked up, settings name Services and hosts, entry points lead to pods,
 * the API server calls webhooks and is called by accounts with rights, metrics are scraped. Probes come from the own node of
 * a pod, which is always let in. Nothing here was observed: what no declaration names is missing.
 */
export function inferNeeds(cluster: Cluster): { readonly needs: Need[]; readonly remarks: Remark[] } {
  const services = new Services(cluster);
  const remarks: Remark[] = [];
  const lost = (remark: Remark) => void remarks.push(remark);
  const needs = distinctNeeds([
    ...dnsNeeds(cluster, services),
    ...referencedNeeds(cluster, services, lost),
    ...entryNeeds(cluster, services, lost),
    ...webhookNeeds(cluster, services),
    ...metricsNeeds(cluster, services),
    ...apiServerNeeds(cluster, services),
  ]);
  return { needs, remarks: distinctRemarks(remarks) };
}
