import type { TestClusterOptions } from './test-cluster-options.ts';

/** etcd on unix sockets named like addresses, in its working directory: a test cluster needs one TCP port only. */
const etcdClients = 'unix://127.0.0.1:2';
const etcdPeers = 'unix://127.0.0.1:3';

export function etcdFlags(): string[] {
  return [
    '--data-dir=etcd',
    `--listen-client-urls=${etcdClients}`,
    `--advertise-client-urls=${etcdClients}`,
    `--listen-peer-urls=${etcdPeers}`,
    `--initial-advertise-peer-urls=${etcdPeers}`,
    `--initial-cluster=default=${etcdPeers}`,
    '--unsafe-no-fsync',
    '--quota-backend-bytes=8589934592',
    '--log-level=warn',
  ];
}

export function apiServerFlags(port: number, options: TestClusterOptions): string[] {
  return [
    `--etcd-servers=${etcdClients}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--advertise-address=127.0.0.1',
    // Endpoints on loopback are invalid; without a reconciler nobody tries to write them.
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--allow-privileged=true',
    '--tls-cert-file=server.crt',
    '--tls-private-key-file=server.key',
    '--client-ca-file=ca.crt',
    '--token-auth-file=tokens.csv',
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-account-key-file=sa.pub',
    '--service-account-signing-key-file=sa.key',
    ...(options.emulatedVersion ? [`--emulated-version=kube=${options.emulatedVersion}`] : []),
    ...(options.audit ? ['--audit-policy-file=audit-policy.json', '--audit-log-path=audit.log'] : []),
    ...(options.apiServerFlags ?? []),
  ];
}

/** The controllers that fixtures need; all of them take five seconds more until the first service account. */
const controllers = [
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'root-ca-certificate-publisher-controller',
  'namespace-controller',
  'garbage-collector-controller',
  'clusterrole-aggregation-controller',
  'deployment-controller',
  'replicaset-controller',
  'replicationcontroller-controller',
  'statefulset-controller',
  'job-controller',
  'cronjob-controller',
  'daemonset-controller',
  'node-lifecycle-controller',
  'validatingadmissionpolicy-status-controller',
];

export function controllerManagerFlags(port: number): string[] {
  return [
    ...controllerFlags(port),
    '--use-service-account-credentials=true',
    '--service-account-private-key-file=sa.key',
    '--root-ca-file=ca.crt',
    '--cluster-signing-cert-file=ca.crt',
    '--cluster-signing-key-file=ca.key',
    `--controllers=${controllers.join(',')}`,
  ];
}

export function schedulerFlags(port: number): string[] {
  return controllerFlags(port);
}

function controllerFlags(port: number): string[] {
  const kubeconfig = 'admin.kubeconfig';
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--leader-elect=false',
  ];
}

export function kwokFlags(port: number): string[] {
  return [
    '--kubeconfig=admin.kubeconfig',
    '--manage-all-nodes=true',
    '--node-ip=127.0.0.1',
    // Without leases the node lifecycle controller taints every node after a minute.
    '--node-lease-duration-seconds=40',
    `--server-address=127.0.0.1:${port}`,
    '--config=kwok-stages.yaml',
  ];
}
