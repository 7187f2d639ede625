import type { KubernetesObject } from '../../src/cluster/index.ts';

const perNamespace = 20;

/**
 * Workloads in namespaces of twenty, each namespace with a default deny and DNS, each workload with a policy for ingress and
 * one for egress of four peers each: in its own namespace, in two others, and a block of addresses.
 */
export function* workloads(count: number): Generator<KubernetesObject> {
  const namespaces = Math.ceil(count / perNamespace);
  for (let space = 0; space < namespaces; space++) {
    const name = `team-${space}`;
    yield { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team: name } } };
    yield policy(name, 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    yield policy(name, 'dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
          ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }],
        },
      ],
    });
  }
  for (let index = 0; index < count; index++) {
    const space = Math.floor(index / perNamespace);
    const name = `app-${index % perNamespace}`;
    yield pod(`team-${space}`, name, index);
    const peers = (step: number) => [
      { podSelector: { matchLabels: { app: `app-${(index + step + perNamespace) % perNamespace}` } } },
      ...[1, 7].map((away) => ({
        namespaceSelector: {
          matchLabels: { team: `team-${(space + away * step + 7 * namespaces) % namespaces}` },
        },
        podSelector: { matchLabels: { tier: `t${index % 4}` } },
      })),
      { ipBlock: { cidr: `203.0.${index % 113}.0/24`, except: [`203.0.${index % 113}.128/25`] } },
    ];
    const of = { matchLabels: { app: name } };
    yield policy(`team-${space}`, `${name}-in`, {
      podSelector: of,
      policyTypes: ['Ingress'],
      ingress: [{ from: peers(-1), ports: [{ port: 8000 + (index % 10) }, { port: 'metrics' }] }],
    });
    yield policy(`team-${space}`, `${name}-out`, {
      podSelector: of,
      policyTypes: ['Egress'],
      egress: [{ to: peers(1) }],
    });
  }
}

function pod(namespace: string, name: string, index: number): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name, tier: `t${index % 4}` } },
    spec: {
      containers: [
        { name: 'main', image: 'app:1', ports: [{ name: 'metrics', containerPort: 9000 + (index % 3) }] },
      ],
    },
    status: {
      phase: 'Running',
      podIP: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    },
  } as KubernetesObject;
}

function policy(namespace: string, name: string, spec: object): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec,
  } as KubernetesObject;
}
