import type { NetworkChanges } from '../../src/report/schema.ts';

/** Connections gained, lost and not known, with ends of every form. */
export function generateChanges(gained: number): NetworkChanges {
  const workload = (name: string) => ({ namespace: 'payments-prod', kind: 'Deployment', name });
  const policy = (namespace: string, name: string) => ({
    change: 'changed' as const,
    object: { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace, name },
  });
  return {
    known: true,
    policies: [policy('payments-prod', 'db'), policy('shop', 'web')],
    changes: [
      ...Array.from({ length: gained }, (_, at) => ({
        change: 'gains' as const,
        from: { everybody: true, count: 9 },
        to: { workloads: [workload(`ledger-${at}`)], count: 1 },
        ports: 'TCP 5432',
        text: `every other workload can now reach payments-prod/ledger-${at} on TCP 5432`,
      })),
      {
        change: 'loses',
        from: { namespaces: ['shop'], workloads: [workload('api'), workload('web')], count: 7 },
        to: { addresses: ['0.0.0.0 to 255.255.255.255'], internetBut: ['203.0.113.0 to 203.0.113.255'] },
        ports: 'all connections',
        text: 'every workload of namespace shop, payments-prod/api and payments-prod/web can no longer reach the internet',
      },
      {
        change: 'unknown',
        from: { workloads: [workload('api')], count: 1 },
        to: { addresses: ['10.0.0.0 to 10.0.0.255'] },
        ports: 'TCP 443',
        text: 'whether payments-prod/api can reach 10.0.0.0 to 10.0.0.255 on TCP 443 is not known',
      },
    ],
    added: [workload('new')],
    removed: [],
    unjudged: [{ ...workload('fraud'), policies: ['StagedNetworkPolicy payments-prod/fraud'] }],
    sameMeaning: false,
  };
}
