import fc from 'fast-check';

type Json = Record<string, unknown>;

/** A field that is often absent: most pods set few of them. */
const rarely = (value: fc.Arbitrary<unknown>) => fc.option(value, { freq: 2, nil: undefined });
const often = (value: fc.Arbitrary<unknown>) => fc.option(value, { freq: 6, nil: undefined });
const one = (...values: unknown[]) => fc.constantFrom(...values);
const record = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Json> =>
  fc.record(fields).map(withoutUndefined);

const capabilities = record({
  add: rarely(fc.subarray(['NET_BIND_SERVICE', 'CHOWN', 'NET_RAW', 'SYS_ADMIN', 'ALL'], { maxLength: 2 })),
  drop: often(one(['ALL'], ['all'], ['NET_RAW'], ['NET_RAW', 'ALL'], [])),
});
const seccompProfile = one(
  { type: 'RuntimeDefault' },
  { type: 'RuntimeDefault' },
  { type: 'Unconfined' },
  { type: 'Localhost', localhostProfile: 'a.json' },
);
const appArmorProfile = one(
  { type: 'RuntimeDefault' },
  { type: 'Unconfined' },
  { type: 'Localhost', localhostProfile: 'a' },
);
const seLinuxOptions = one(
  { level: 's0:c1,c2' },
  { type: 'container_t' },
  { type: 'container_engine_t' },
  { type: 'spc_t' },
  { user: 'system_u' },
  { role: 'system_r' },
);

const securityContext = record({
  privileged: rarely(one(false, false, true)),
  allowPrivilegeEscalation: often(one(false, false, true)),
  runAsNonRoot: often(one(true, true, false)),
  runAsUser: rarely(one(0, 1000)),
  procMount: rarely(one('Default', 'Unmasked')),
  capabilities: often(capabilities),
  seccompProfile: often(seccompProfile),
  appArmorProfile: rarely(appArmorProfile),
  seLinuxOptions: rarely(seLinuxOptions),
});
const podSecurityContext = record({
  runAsNonRoot: often(one(true, true, false)),
  runAsUser: rarely(one(0, 1000)),
  seccompProfile: often(seccompProfile),
  appArmorProfile: rarely(appArmorProfile),
  seLinuxOptions: rarely(seLinuxOptions),
  sysctls: rarely(
    one(
      [{ name: 'net.ipv4.tcp_syncookies', value: '1' }],
      [{ name: 'net.ipv4.ip_local_reserved_ports', value: '8080' }],
      [{ name: 'net.ipv4.tcp_keepalive_time', value: '600' }],
      [{ name: 'net.ipv4.tcp_rmem', value: '4096 87380 6291456' }],
      [{ name: 'net.ipv4.tcp_notsent_lowat', value: '16384' }],
      [{ name: 'kernel.msgmax', value: '65536' }],
    ),
  ),
});

const handler = one(
  { httpGet: { path: '/', port: 80 } },
  { httpGet: { path: '/', port: 80, host: '10.0.0.1' } },
  { tcpSocket: { port: 80 } },
  { tcpSocket: { port: 80, host: '127.0.0.1' } },
  { exec: { command: ['true'] } },
);
const container = (name: string, port: number) =>
  record({
    name: fc.constant(name),
    image: fc.constant('registry.example.com/app:1'),
    securityContext: often(securityContext),
    ports: rarely(
      one(
        [{ containerPort: port }],
        [{ containerPort: port, hostPort: port }],
        [{ containerPort: port, hostPort: 0 }],
      ),
    ),
    livenessProbe: rarely(handler),
    lifecycle: rarely(handler.map((preStop) => ({ preStop }))),
  });
/** Init containers that do not restart have no probes and hooks. */
const initContainer = container('init', 81).map((fields) => omit(fields, ['livenessProbe', 'lifecycle']));

const volumes = fc.uniqueArray(
  one(
    { name: 'a', emptyDir: {} },
    { name: 'b', configMap: { name: 'b' } },
    { name: 'c', hostPath: { path: '/data' } },
    { name: 'd', nfs: { server: 'nfs.example.com', path: '/' } },
    { name: 'e', image: { reference: 'registry.example.com/model:1' } },
    { name: 'f' },
    { name: 'g', csi: { driver: 'csi.example.com' } },
  ),
  { maxLength: 3, selector: (volume) => (volume as { name: string }).name },
);

const linuxPod = record({
  containers: fc.oneof(
    fc.tuple(container('app', 80)),
    fc.tuple(container('app', 80), container('sidecar', 82)),
  ),
  initContainers: rarely(fc.tuple(initContainer)),
  securityContext: often(podSecurityContext),
  hostNetwork: rarely(one(false, true)),
  hostPID: rarely(one(false, true)),
  hostIPC: rarely(one(false, true)),
  hostUsers: rarely(one(false, false, true)),
  volumes: rarely(volumes),
  os: rarely(one({ name: 'linux' })),
});

const hardened: Json = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
/** Restricted but for one thing, or not even that: where a check that is too strict shows. */
const nearlyRestrictedPod = fc
  .record({
    base: linuxPod,
    own: securityContext,
    field: fc.constantFrom(...Object.keys(hardened), 'procMount', 'none'),
  })
  .map(({ base, own, field }) => {
    const context = field === 'none' ? hardened : withoutUndefined({ ...hardened, [field]: own[field] });
    const container = { name: 'app', image: 'registry.example.com/app:1', securityContext: context };
    return {
      containers: [container],
      ...pick(base, field === 'none' ? ['volumes', 'os', 'hostUsers'] : ['hostUsers']),
    };
  });

function pick(fields: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

const windowsOptions = one({ hostProcess: true }, { hostProcess: false }, { runAsUserName: 'ContainerUser' });
const windowsPod = record({
  containers: fc.tuple(
    record({
      name: fc.constant('app'),
      image: fc.constant('registry.example.com/app:1'),
      securityContext: often(
        record({ windowsOptions: rarely(windowsOptions), runAsNonRoot: rarely(fc.boolean()) }),
      ),
    }),
  ),
  securityContext: often(
    record({ windowsOptions: rarely(windowsOptions), runAsNonRoot: often(fc.boolean()) }),
  ),
  hostNetwork: rarely(fc.constant(true)),
  os: fc.constant({ name: 'windows' }),
});

const annotations = one(
  { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' },
  { 'container.apparmor.security.beta.kubernetes.io/app': 'runtime/default' },
  { 'container.apparmor.security.beta.kubernetes.io/app': 'localhost/shop' },
);

/** Pods around the edges of the Pod Security Standards; few are refused for being invalid. */
export const podArbitrary = fc
  .record({
    spec: fc.oneof(
      { weight: 5, arbitrary: linuxPod },
      { weight: 5, arbitrary: nearlyRestrictedPod },
      { weight: 1, arbitrary: windowsPod },
    ),
    annotations: rarely(annotations),
  })
  .map(({ spec, annotations: given }) => {
    const annotated = given as Record<string, string> | undefined;
    const mended = mendHost(mendContainers(spec));
    return {
      spec: mended,
      annotations: JSON.stringify(mended).includes('appArmorProfile') ? undefined : annotated,
    };
  });

/** What the API server refuses before Pod Security is asked: privileged without escalation. */
function mendContainers(spec: Json): Json {
  const mend = (list: unknown) =>
    (list as Json[]).map((each) => {
      const context = each['securityContext'] as Json | undefined;
      if (context?.['privileged'] !== true) return each;
      return { ...each, securityContext: omit(context, ['allowPrivilegeEscalation']) };
    });
  const initContainers =
    spec['initContainers'] === undefined ? {} : { initContainers: mend(spec['initContainers']) };
  return { ...spec, containers: mend(spec['containers']), ...initContainers };
}

/** Likewise: an unmasked /proc needs a user namespace, which excludes those of the node; a node's network has its own sysctls. */
function mendHost(spec: Json): Json {
  const unmasked = JSON.stringify(spec).includes('Unmasked');
  if (unmasked || spec['hostUsers'] === false) {
    return { ...omit(spec, ['hostNetwork', 'hostPID', 'hostIPC']), hostUsers: false };
  }
  if (JSON.stringify(spec).includes('"hostProcess":true')) return { ...spec, hostNetwork: true };
  if (spec['hostNetwork'] !== true || spec['securityContext'] === undefined) return spec;
  return { ...spec, securityContext: omit(spec['securityContext'] as Json, ['sysctls']) };
}

function omit(fields: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function withoutUndefined(fields: Record<string, unknown>): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
