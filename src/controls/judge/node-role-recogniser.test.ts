import { expect, test } from 'vitest';
import { readCatalogueFiles } from '../../../testkit/catalogue/read-catalogue.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { judge, loadCatalogue } from '../index.ts';

const catalogue = loadCatalogue(readCatalogueFiles(), { cases: false, skipBroken: true });

/** Verdicts of the controls over pod templates: `control/container` or `control/path`. */
function verdicts(spec: object, kind = 'DaemonSet', name = 'agent'): Record<string, string> {
  const object = {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'agents', uid: 'u' },
    spec: { template: { spec } },
  } as KubernetesObject;
  const { results } = judge(clusterOf([object]), catalogue, { now: 0 });
  return Object.fromEntries(
    results.map(({ control, subject, evidence, verdict }) => {
      const path = evidence.find((each) => each.path.endsWith('hostPath.path'))?.value;
      const about = subject.container ?? (path === undefined ? 'pod' : (JSON.parse(path) as string));
      return [`${control}/${about}`, verdict];
    }),
  );
}

const volume = (name: string, path: string) => ({ name, hostPath: { path } });
const registrar = {
  name: 'registrar',
  image: 'example.com/registrar:1',
  args: ['--kubelet-registration-path=/var/lib/kubelet/plugins/x/csi.sock'],
  volumeMounts: [{ name: 'registration', mountPath: '/registration' }],
};
const driver = {
  name: 'driver',
  image: 'example.com/driver:1',
  args: ['--endpoint=unix:///csi/csi.sock'],
  securityContext: { privileged: true },
  volumeMounts: [{ name: 'kubelet', mountPath: '/var/lib/kubelet', mountPropagation: 'Bidirectional' }],
};
const csi = {
  hostNetwork: true,
  containers: [registrar, driver],
  volumes: [
    volume('kubelet', '/var/lib/kubelet'),
    volume('registration', '/var/lib/kubelet/plugins_registry/'),
  ],
};

// https://kubernetes-csi.github.io/docs/node-driver-registrar.html
test('a DaemonSet that registers a CSI driver is excepted from what mounting takes', () => {
  expect(verdicts(csi)).toMatchObject({
    'privileged-container/driver': 'excepted',
    'host-network/pod': 'excepted',
    'sensitive-host-path//var/lib/kubelet': 'excepted',
    'memory-limit-missing/driver': 'fail',
  });
});

// https://github.com/kubeedge/kubeedge/blob/master/docs/proposals/sig-node/csi.md
test('the kubelet of an edge node of KubeEdge keeps the same folders at another place', () => {
  const spec = {
    ...csi,
    volumes: [
      volume('kubelet', '/var/lib/edged/pods'),
      volume('registration', '/var/lib/edged/plugins_registry'),
    ],
  };
  expect(verdicts(spec)).toMatchObject({
    'privileged-container/driver': 'excepted',
    'host-network/pod': 'excepted',
  });
});

test.each([
  ['a Deployment with the same containers', csi, 'Deployment'],
  ['nothing but the name', { ...csi, containers: [driver] }, 'DaemonSet'],
  [
    'a shell in place of the driver',
    {
      ...csi,
      containers: [registrar, { ...driver, command: ['sh', '-c'], args: ['sleep infinity'] }],
    },
    'DaemonSet',
  ],
])('%s is judged like any other program', (_, spec, kind) => {
  expect(verdicts(spec, kind, 'csi-node')).toMatchObject({
    'privileged-container/driver': 'fail',
    'host-network/pod': 'fail',
    'sensitive-host-path//var/lib/kubelet': 'fail',
  });
});

test('the root of the node, and a privileged container beside that mounts nothing of it, stand', () => {
  const beside = { name: 'beside', image: 'example.com/beside:1', securityContext: { privileged: true } };
  const mounts = [...driver.volumeMounts, { name: 'root', mountPath: '/host' }];
  const spec = {
    ...csi,
    containers: [registrar, { ...driver, volumeMounts: mounts }, beside],
    volumes: [...csi.volumes, volume('root', '/')],
  };
  expect(verdicts(spec)).toMatchObject({
    'sensitive-host-path//': 'fail',
    'privileged-container/beside': 'fail',
    'privileged-container/driver': 'excepted',
  });
});

// https://www.cni.dev/docs/
test('a CNI plug-in writes both folders of CNI; one of them is not enough', () => {
  const container = {
    name: 'agent',
    image: 'example.com/net:1',
    command: ['bash', '/net/start.sh'],
    securityContext: { privileged: true },
    volumeMounts: [
      { name: 'conf', mountPath: '/conf' },
      { name: 'bin', mountPath: '/bin-of-node' },
    ],
  };
  const volumes = [volume('conf', '/etc/cni/net.d'), volume('bin', '/opt/cni/bin')];
  expect(verdicts({ hostPID: true, containers: [container], volumes })).toMatchObject({
    'privileged-container/agent': 'excepted',
    'host-pid/pod': 'excepted',
    'sensitive-host-path//opt/cni/bin': 'excepted',
  });
  const one = { ...container, volumeMounts: container.volumeMounts.slice(1) };
  expect(verdicts({ hostPID: true, containers: [one], volumes })).toMatchObject({
    'privileged-container/agent': 'fail',
    'host-pid/pod': 'fail',
  });
});

// https://man7.org/linux/man-pages/man7/namespaces.7.html, https://docs.openvswitch.org/en/latest/topics/dpdk/vhost-user/
test('a CNI plug-in may open the namespaces of pods; sockets in their volumes are the work of one with a switch', () => {
  const container = {
    name: 'agent',
    image: 'example.com/net:1',
    securityContext: { capabilities: { add: ['NET_ADMIN', 'SYS_ADMIN', 'SYS_PTRACE'] } },
    volumeMounts: [
      { name: 'conf', mountPath: '/conf' },
      { name: 'bin', mountPath: '/bin-of-node' },
      { name: 'pods', mountPath: '/var/lib/kubelet/pods' },
      { name: 'switch', mountPath: '/run/openvswitch' },
    ],
  };
  const volumes = [
    volume('conf', '/etc/cni/net.d'),
    volume('bin', '/opt/cni/bin'),
    volume('pods', '/var/lib/kubelet/pods'),
    volume('switch', '/run/openvswitch'),
  ];
  const pod = { hostPID: true, containers: [container], volumes };
  expect(verdicts(pod)).toMatchObject({
    'added-capabilities/agent': 'excepted',
    'sensitive-host-path//var/lib/kubelet/pods': 'excepted',
  });
  const alone = { ...container, volumeMounts: container.volumeMounts.slice(0, 3) };
  expect(verdicts({ ...pod, containers: [alone] })).toMatchObject({
    'added-capabilities/agent': 'excepted',
    'sensitive-host-path//var/lib/kubelet/pods': 'fail',
  });
});

// https://github.com/prometheus/node_exporter
test('who measures the node shares its network as nobody, not as root', () => {
  const container = {
    name: 'exporter',
    image: 'example.com/exporter:1',
    volumeMounts: [
      { name: 'proc', mountPath: '/host/proc', readOnly: true },
      { name: 'sys', mountPath: '/host/sys', readOnly: true },
    ],
  };
  const pod = {
    hostNetwork: true,
    containers: [container],
    volumes: [volume('proc', '/proc'), volume('sys', '/sys')],
  };
  expect(verdicts({ ...pod, securityContext: { runAsUser: 65534 } })['host-network/pod']).toBe('excepted');
  expect(verdicts(pod)['host-network/pod']).toBe('fail');
});

// https://docs.kernel.org/bpf/
test('who traces the kernel may have the capabilities for that, and none else', () => {
  const container = {
    name: 'tracer',
    image: 'example.com/tracer:1',
    securityContext: { capabilities: { add: ['BPF', 'SYS_BOOT'] } },
    volumeMounts: [{ name: 'bpf', mountPath: '/sys/fs/bpf' }],
  };
  const object = { hostPID: true, containers: [container], volumes: [volume('bpf', '/sys/fs/bpf')] };
  expect(verdicts(object)['host-pid/pod']).toBe('excepted');
  const { results } = judge(
    clusterOf([
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'tracer', namespace: 'agents', uid: 'u' },
        spec: { template: { spec: object } },
      } as KubernetesObject,
    ]),
    catalogue,
    { now: 0 },
  );
  const added = results.filter(({ control }) => control === 'added-capabilities');
  expect(added.map(({ verdict, evidence }) => [evidence[0]?.value, verdict])).toEqual([
    ['"BPF"', 'excepted'],
    ['"SYS_BOOT"', 'fail'],
  ]);
});

// https://kubernetes.io/docs/concepts/windows/intro/
test('a pod for Windows need not ask Linux for anything, which Pod Security still does', () => {
  const pod = { containers: [{ name: 'app', image: 'example.com/app:1' }] };
  expect(verdicts({ ...pod, nodeSelector: { 'kubernetes.io/os': 'windows' } }, 'Deployment')).toMatchObject({
    'privilege-escalation-allowed/app': 'excepted',
  });
  expect(verdicts(pod, 'Deployment')).toMatchObject({ 'privilege-escalation-allowed/app': 'fail' });
});

// https://www.cni.dev/docs/
test('a script that ends before the agent starts takes from it only the paths that the script mounts', () => {
  const agent = {
    name: 'agent',
    image: 'example.com/net:1',
    securityContext: { privileged: true },
    volumeMounts: [
      { name: 'conf', mountPath: '/conf' },
      { name: 'bin', mountPath: '/bin-of-node' },
    ],
  };
  const script = {
    name: 'prepare',
    image: 'example.com/net:1',
    command: ['sh', '-c', 'chown -R 65534 /conf'],
    securityContext: { privileged: true },
    volumeMounts: [{ name: 'conf', mountPath: '/conf' }],
  };
  const volumes = [volume('conf', '/etc/cni/net.d'), volume('bin', '/opt/cni/bin')];
  const pod = { hostPID: true, containers: [agent], volumes };
  expect(verdicts({ ...pod, initContainers: [script] })).toMatchObject({
    'privileged-container/prepare': 'fail',
    'privileged-container/agent': 'excepted',
    'host-pid/pod': 'excepted',
    'sensitive-host-path//etc/cni/net.d': 'fail',
    'sensitive-host-path//opt/cni/bin': 'excepted',
  });
  // https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
  expect(verdicts({ ...pod, initContainers: [{ ...script, restartPolicy: 'Always' }] })).toMatchObject({
    'host-pid/pod': 'fail',
  });
});

// https://docs.openvswitch.org/en/latest/intro/install/general/
test('Open vSwitch configures the network of its node; who only reads its folder does not', () => {
  const container = {
    name: 'openvswitch',
    image: 'example.com/ovs:1',
    securityContext: { capabilities: { add: ['NET_ADMIN', 'SYS_MODULE'] } },
    volumeMounts: [{ name: 'run', mountPath: '/var/run/openvswitch' }],
  };
  const pod = {
    hostNetwork: true,
    containers: [container],
    volumes: [volume('run', '/var/run/openvswitch')],
  };
  expect(verdicts(pod)).toMatchObject({
    'host-network/pod': 'excepted',
    'added-capabilities/openvswitch': 'excepted',
  });
  const reading = {
    ...container,
    volumeMounts: [{ name: 'run', mountPath: '/var/run/openvswitch', readOnly: true }],
  };
  expect(verdicts({ ...pod, containers: [reading] })['host-network/pod']).toBe('fail');
});

// https://github.com/k8snetworkplumbingwg/device-info-spec
test('a device plug-in needs the network of its node where its devices are of the network', () => {
  const mounts = [
    { name: 'plugins', mountPath: '/var/lib/kubelet/device-plugins' },
    { name: 'info', mountPath: '/var/run/k8s.cni.cncf.io/devinfo/dp' },
  ];
  const container = { name: 'plugin', image: 'example.com/sriov:1', volumeMounts: mounts };
  const volumes = [
    volume('plugins', '/var/lib/kubelet/device-plugins'),
    volume('info', '/var/run/k8s.cni.cncf.io/devinfo/dp'),
  ];
  const pod = { hostNetwork: true, containers: [container], volumes };
  expect(verdicts(pod)['host-network/pod']).toBe('excepted');
  const graphics = { ...container, volumeMounts: mounts.slice(0, 1) };
  expect(verdicts({ ...pod, containers: [graphics] })['host-network/pod']).toBe('fail');
});

// https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-network-unavailable
test('what the cluster cannot do without may start before pods have a network, and gets nothing else for it', () => {
  const pod = {
    hostNetwork: true,
    hostPID: true,
    priorityClassName: 'system-cluster-critical',
    tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }],
    containers: [{ name: 'controller', image: 'example.com/net:1', securityContext: { privileged: true } }],
  };
  expect(verdicts(pod, 'Deployment')).toMatchObject({
    'host-network/pod': 'excepted',
    'host-pid/pod': 'fail',
    'privileged-container/controller': 'fail',
  });
  const ordinary = { ...pod, priorityClassName: 'high' };
  expect(verdicts(ordinary, 'Deployment')['host-network/pod']).toBe('fail');
  const tolerations = [{ key: 'CriticalAddonsOnly', operator: 'Exists' }];
  expect(verdicts({ ...pod, tolerations }, 'Deployment')['host-network/pod']).toBe('fail');
});

// https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
test('a CSI driver of Windows is a process of its node; another DaemonSet of Windows need not be', () => {
  const pod = {
    hostNetwork: true,
    nodeSelector: { 'kubernetes.io/os': 'windows' },
    securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
    containers: [registrar],
    volumes: [volume('registration', 'C:\\var\\lib\\kubelet\\plugins_registry\\')],
  };
  expect(verdicts(pod)).toMatchObject({
    'windows-host-process/pod': 'excepted',
    'host-network/pod': 'excepted',
  });
  expect(verdicts({ ...pod, containers: [{ ...registrar, args: [] }] })).toMatchObject({
    'windows-host-process/pod': 'fail',
    'host-network/pod': 'fail',
  });
});
