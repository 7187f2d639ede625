import { describe, expect, test } from 'vitest';
import { clusterObject } from './cluster-store.ts';
import { containerEscapesOf } from './container-escape.ts';
import { object } from './object-fixtures.ts';
import { podTemplatesOf } from './pod-template.ts';

function ways(spec: Record<string, unknown>): string[] {
  const pod = clusterObject(object('v1', 'Pod', 'shop/api', { spec }), { group: '', version: 'v1' });
  return podTemplatesOf(pod).flatMap((template) =>
    containerEscapesOf(template).map(({ way, container }) => `${way} ${container}`),
  );
}

const secured = (securityContext: unknown, spec: Record<string, unknown> = {}) =>
  ways({ containers: [{ name: 'app', securityContext }], ...spec });
const mounted = (
  path: string,
  mount: Record<string, unknown> = {},
  spec: Record<string, unknown> = {},
  securityContext?: unknown,
) =>
  ways({
    containers: [
      {
        name: 'app',
        volumeMounts: [{ name: 'v', mountPath: '/v', ...mount }],
        ...(securityContext !== undefined && { securityContext }),
      },
    ],
    volumes: [{ name: 'v', hostPath: { path } }],
    ...spec,
  });

describe('settings of containers', () => {
  test('privileged, in init containers as well', () => {
    expect(secured({ privileged: true })).toEqual(['privileged app']);
    expect(
      ways({
        containers: [{ name: 'app' }],
        initContainers: [{ name: 'setup', securityContext: { privileged: true } }],
      }),
    ).toEqual(['privileged setup']);
    expect(secured({ privileged: false })).toEqual([]);
    expect(secured({ privileged: 'true' })).toEqual([]);
  });

  test('capabilities of root, with either spelling', () => {
    expect(secured({ capabilities: { add: ['SYS_ADMIN'] } })).toEqual(['system-administration app']);
    expect(secured({ capabilities: { add: ['CAP_SYS_MODULE'] } })).toEqual(['load-modules app']);
    expect(secured({ capabilities: { add: ['DAC_READ_SEARCH'] } })).toEqual(['open-by-handle app']);
    expect(secured({ capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } })).toEqual([]);
  });

  // Capabilities of a process that is not root are not effective, and a user namespace keeps them in.
  test('capabilities of somebody else lead nowhere', () => {
    expect(secured({ runAsUser: 1000, capabilities: { add: ['SYS_ADMIN'] } })).toEqual([]);
    expect(
      secured({ capabilities: { add: ['SYS_ADMIN'] } }, { securityContext: { runAsNonRoot: true } }),
    ).toEqual([]);
    expect(secured({ privileged: true }, { hostUsers: false })).toEqual([]);
  });

  test('tracing takes the processes of the node and the capability', () => {
    const add = { capabilities: { add: ['SYS_PTRACE'] } };
    expect(secured(add, { hostPID: true })).toEqual(['trace-host-processes app']);
    expect(secured(add)).toEqual([]);
    expect(secured({}, { hostPID: true, hostNetwork: true })).toEqual([]);
  });

  test('Windows host processes; Linux settings of Windows pods mean nothing', () => {
    const windows = { os: { name: 'windows' } };
    expect(secured({ windowsOptions: { hostProcess: true } }, windows)).toEqual(['host-process app']);
    expect(
      ways({
        ...windows,
        containers: [{ name: 'app' }],
        securityContext: { windowsOptions: { hostProcess: true } },
      }),
    ).toEqual(['host-process app']);
    expect(secured({ privileged: true }, windows)).toEqual([]);
  });
});

describe('paths of the node', () => {
  // A socket is written through: a read-only mount changes nothing.
  test('runtime sockets, also below /var/run and as a folder', () => {
    for (const path of ['/var/run/docker.sock', '/run/containerd', '/run//docker.sock/', '/var/run'])
      expect(mounted(path, { readOnly: true }), path).toEqual(['runtime-socket app']);
    expect(mounted('/run/docker.sock.d')).toEqual([]);
  });

  test('writing what the node executes; reading its credentials', () => {
    expect(mounted('/')).toEqual(['runtime-socket app']);
    expect(mounted('/etc/cron.d')).toEqual(['write-host-path app']);
    expect(mounted('/etc')).toEqual(['write-host-path app']);
    expect(mounted('/etc/cron.d', { readOnly: true })).toEqual([]);
    expect(mounted('/var/lib/kubelet/pods', { readOnly: true })).toEqual(['read-host-path app']);
    expect(mounted('/etc/kubernetes', { readOnly: true })).toEqual(['read-host-path app']);
  });

  test('harmless paths, and paths that only begin alike', () => {
    for (const path of [
      '/var/log',
      '/data',
      '/lib/modules',
      '/var/lib/kubelet/device-plugins',
      '/etc/cron.daily-reports',
      '/dev',
    ])
      expect(mounted(path), path).toEqual([]);
  });

  test('a volume that nobody mounts, and files of root for somebody else', () => {
    expect(
      ways({ containers: [{ name: 'app' }], volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
    ).toEqual([]);
    expect(mounted('/etc/cron.d', {}, {}, { runAsUser: 1000 })).toEqual([]);
    expect(mounted('/etc/cron.d', {}, { securityContext: { runAsUser: 1000 } }, { runAsUser: 0 })).toEqual([
      'write-host-path app',
    ]);
  });

  // https://kubernetes.io/docs/concepts/windows/intro/: named pipes and drives are mounted as volumes of the node too
  test('named pipes and system folders of Windows, in any case', () => {
    const windows = { os: { name: 'windows' } };
    for (const pipe of [
      '\\\\.\\pipe\\docker_engine',
      '\\\\.\\Pipe\\containerd-containerd',
      '//./pipe/docker_engine',
    ])
      expect(mounted(pipe, { readOnly: true }, windows), pipe).toEqual(['runtime-socket app']);
    for (const path of ['C:\\', 'c:\\Windows\\System32'])
      expect(mounted(path, {}, windows), path).toEqual(['write-host-path app']);
    expect(mounted('C:\\logs', {}, windows)).toEqual([]);
    expect(mounted('\\\\.\\pipe\\csi-proxy-disk-v1', {}, windows)).toEqual([]);
  });

  test('subPath and dots are followed', () => {
    expect(mounted('/etc', { subPath: 'cron.d' })).toEqual(['write-host-path app']);
    expect(mounted('/etc', { subPath: 'localtime' })).toEqual([]);
    expect(mounted('/data/../etc/cron.d')).toEqual(['write-host-path app']);
  });

  test('fields of a wrong type hide nothing else', () => {
    expect(
      ways({
        containers: [
          { name: 'a', securityContext: null, volumeMounts: 3 },
          { name: 'b', securityContext: { privileged: true } },
        ],
        volumes: {},
      }),
    ).toEqual(['privileged b']);
  });
});
