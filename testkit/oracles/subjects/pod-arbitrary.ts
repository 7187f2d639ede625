import fc from 'fast-check';

type Path = readonly (string | number)[];

/** One change to a pod: what is set, and to what. */
interface Edit {
  readonly path: Path;
  readonly value: unknown;
}

const profiles = [
  { type: 'RuntimeDefault' },
  { type: 'Unconfined' },
  { type: 'Localhost', localhostProfile: 'a.json' },
  { type: 'Localhost' },
  { type: '' },
  { type: null },
  { type: 'runtimedefault' },
];
const seLinuxOptions = [
  ...['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t', '', null].map(
    (type) => ({ type }),
  ),
  ...['system_u', '', null].flatMap((value) => [{ user: value }, { role: value }]),
  { level: 's0:c1,c2' },
  { type: 'container_t', user: 'system_u' },
];
const booleans = [true, false, null];
const users = [0, 1, 1000, null];
const windowsOptions = [
  { hostProcess: true },
  { hostProcess: false },
  { hostProcess: null },
  { runAsUserName: 'ContainerUser' },
];
/** Each edit below may also leave nothing behind the key, or an empty map. */
const nothing = [null, {}];

const capabilities = [
  'NET_BIND_SERVICE',
  'CHOWN',
  'DAC_OVERRIDE',
  'SETFCAP',
  'SYS_CHROOT',
  'NET_RAW',
  'SYS_ADMIN',
  'ALL',
  'all',
  'CAP_CHOWN',
  'net_bind_service',
  '',
];

const sysctls = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
  'net/ipv4/tcp_syncookies',
  'kernel.msgmax',
  '',
];

/**
 * Every volume source of core/v1, and a volume of none. Never two in one: the API server refuses that volume, upstream's
 * check looks at the harmless one, ours at the other.
 */
const volumeSources = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'hostPath',
  'image',
  'iscsi',
  'nfs',
  'persistentVolumeClaim',
  'photonPersistentDisk',
  'portworxVolume',
  'projected',
  'quobyte',
  'rbd',
  'scaleIO',
  'secret',
  'storageos',
  'vsphereVolume',
];
const volumes = [
  ...volumeSources.map((source) => ({ name: 'v', [source]: {} })),
  { name: 'v', hostPath: null },
  { name: 'v', hostPath: { path: '/data' } },
  { name: 'v', configMap: null, emptyDir: {} },
  { name: 'v' },
];

const ports = [
  { containerPort: 80 },
  { containerPort: 80, hostPort: 80 },
  { containerPort: 80, hostPort: 0 },
  { containerPort: 80, hostPort: null },
];

const hosts = ['10.0.0.1', '127.0.0.1', 'localhost', '', null, undefined];
const handlers = [
  ...hosts.flatMap((host) => [
    { httpGet: { port: 80, ...(host === undefined ? {} : { host }) } },
    { tcpSocket: { port: 80, ...(host === undefined ? {} : { host }) } },
  ]),
  { exec: { command: ['true'] } },
  { grpc: { port: 80 } },
  { httpGet: null },
  { httpGet: { port: 80 }, tcpSocket: { port: 80, host: '10.0.0.1' } },
];

const appArmorAnnotations = ['unconfined', 'runtime/default', 'localhost/a', 'localhost/', '', 'other'];
const seccompAnnotations = ['unconfined', 'runtime/default', 'docker/default', 'localhost/a'];

function edits(path: Path, values: readonly unknown[]): Edit[] {
  return values.map((value) => ({ path, value }));
}

const appArmor = 'container.apparmor.security.beta.kubernetes.io/';
const annotationEdits: Edit[] = [
  ...edits(['metadata', 'annotations'], nothing),
  ...['app', 'init', 'debug', 'nobody'].flatMap((name) =>
    edits(['metadata', 'annotations', `${appArmor}${name}`], appArmorAnnotations),
  ),
  ...[
    'seccomp.security.alpha.kubernetes.io/pod',
    'container.seccomp.security.alpha.kubernetes.io/app',
  ].flatMap((name) => edits(['metadata', 'annotations', name], seccompAnnotations)),
];

const podContext: Path = ['spec', 'securityContext'];
const podEdits: Edit[] = [
  ...edits(['spec', 'hostNetwork'], booleans),
  ...edits(['spec', 'hostPID'], booleans),
  ...edits(['spec', 'hostIPC'], booleans),
  ...edits(['spec', 'hostUsers'], booleans),
  ...edits(['spec', 'os'], [{ name: 'linux' }, { name: 'windows' }, { name: '' }, ...nothing]),
  ...edits(['spec', 'volumes'], [null, [], ...volumes.map((volume) => [volume])]),
  ...edits(['spec', 'initContainers'], [null, []]),
  ...edits(['spec', 'ephemeralContainers'], [null, []]),
  ...edits(podContext, nothing),
  ...edits([...podContext, 'runAsNonRoot'], booleans),
  ...edits([...podContext, 'runAsUser'], users),
  ...edits([...podContext, 'seccompProfile'], [...profiles, ...nothing]),
  ...edits([...podContext, 'appArmorProfile'], [...profiles, ...nothing]),
  ...edits([...podContext, 'seLinuxOptions'], [...seLinuxOptions, ...nothing]),
  ...edits([...podContext, 'windowsOptions'], [...windowsOptions, ...nothing]),
  ...edits([...podContext, 'sysctls'], [null, [], ...sysctls.map((name) => [{ name, value: '1' }])]),
  ...edits(
    [...podContext, 'sysctls'],
    [
      [
        { name: sysctls[0], value: '1' },
        { name: 'kernel.sem', value: '1' },
      ],
    ],
  ),
];

const containerPlaces: Path[] = [
  ['spec', 'containers', 0],
  ['spec', 'containers', 1],
  ['spec', 'initContainers', 0],
  ['spec', 'ephemeralContainers', 0],
];

function containerEdits(place: Path): Edit[] {
  const context = [...place, 'securityContext'];
  const lifecycle = ['postStart', 'preStop'].flatMap((hook) =>
    edits([...place, 'lifecycle', hook], handlers),
  );
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
    edits([...place, probe], [...handlers, ...nothing]),
  );
  return [
    ...edits([...place, 'ports'], [null, [], ...ports.map((port) => [port])]),
    ...probes,
    ...lifecycle,
    ...edits([...place, 'lifecycle'], nothing),
    ...edits(context, nothing),
    ...edits([...context, 'privileged'], booleans),
    ...edits([...context, 'allowPrivilegeEscalation'], booleans),
    ...edits([...context, 'runAsNonRoot'], booleans),
    ...edits([...context, 'runAsUser'], users),
    ...edits([...context, 'procMount'], ['Default', 'Unmasked', '', 'default', null]),
    ...edits([...context, 'seccompProfile'], [...profiles, ...nothing]),
    ...edits([...context, 'appArmorProfile'], [...profiles, ...nothing]),
    ...edits([...context, 'seLinuxOptions'], [...seLinuxOptions, ...nothing]),
    ...edits([...context, 'windowsOptions'], [...windowsOptions, ...nothing]),
    ...edits([...context, 'capabilities'], nothing),
    ...edits([...context, 'capabilities', 'add'], [null, [], ...capabilities.map((name) => [name])]),
    ...edits(
      [...context, 'capabilities', 'add'],
      [
        ['CHOWN', 'NET_ADMIN'],
        ['NET_BIND_SERVICE', 'CHOWN'],
      ],
    ),
    ...edits(
      [...context, 'capabilities', 'drop'],
      [null, [], ['ALL'], ['all'], ['NET_RAW', 'ALL'], ['CHOWN']],
    ),
  ];
}

/** One edit, each subject of the checks as likely as the others, however many values it has. */
const oneEdit = fc.oneof(
  fc.constantFrom(...annotationEdits),
  { weight: 3, arbitrary: byPath(podEdits) },
  ...containerPlaces.map((place) => ({ weight: 3, arbitrary: byPath(containerEdits(place)) })),
);

function byPath(all: readonly Edit[]): fc.Arbitrary<Edit> {
  const groups = Map.groupBy(all, ({ path }) => path.join('.'));
  return fc.oneof(...[...groups.values()].map((group) => fc.constantFrom(...group)));
}

const hardenedContext = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const containerContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const podDefaults = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

/** Where edits start: pods that Restricted allows, by the container or by the pod, pods of Windows, and bare ones. */
const bases = [
  { containers: [{ name: 'app', securityContext: hardenedContext }] },
  { securityContext: podDefaults, containers: [{ name: 'app', securityContext: containerContext }] },
  { os: { name: 'windows' }, securityContext: { runAsNonRoot: true }, containers: [{ name: 'app' }] },
  { hostUsers: false, containers: [{ name: 'app', securityContext: hardenedContext }] },
  { containers: [{ name: 'app' }] },
];

/** A pod around the edges of the Pod Security Standards, as JSON; the API server need not find it valid. */
export const podArbitrary: fc.Arbitrary<object> = fc
  .tuple(fc.constantFrom(...bases), fc.array(oneEdit, { maxLength: 6 }), fc.boolean())
  .map(([spec, changes, hardened]) => podOf(spec, changes, hardened ? hardenedContext : undefined));

/** @param context of the containers that an edit adds */
function podOf(spec: object, changes: readonly Edit[], context: object | undefined): object {
  const pod = structuredClone({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod' }, spec });
  for (const { path, value } of changes) set(pod, path, value, context);
  return pod;
}

const namesByList: Readonly<Record<string, string>> = {
  containers: 'second',
  initContainers: 'init',
  ephemeralContainers: 'debug',
};

function set(pod: object, path: Path, value: unknown, context: object | undefined): void {
  let target = pod as Record<string | number, unknown>;
  for (const [at, step] of path.slice(0, -1).entries()) {
    const next = target[step];
    if (next === undefined || next === null) target[step] = fresh(path, at, context);
    target = target[step] as Record<string | number, unknown>;
  }
  const last = path.at(-1);
  if (last !== undefined) target[last] = structuredClone(value);
}

/** What stands where an edit needs something: a list of containers, a container, or a map. */
function fresh(path: Path, at: number, context: object | undefined): unknown {
  const step = path[at];
  if (typeof step === 'number') {
    const name = namesByList[String(path[at - 1])];
    return { name, ...(context === undefined ? {} : { securityContext: structuredClone(context) }) };
  }
  return typeof path[at + 1] === 'number' ? [] : {};
}
