/** Sockets and named pipes through which a container runtime is told what to run, as {@link cleanPath} writes them. */
export const runtimeSockets: readonly string[] = [
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/k0s/containerd.sock',
  '/run/k3s/containerd/containerd.sock',
  '/run/crio/crio.sock',
  '/run/cri-dockerd.sock',
  '/run/dockershim.sock',
  '/run/podman/podman.sock',
  '/run/buildkit/buildkitd.sock',
  '/var/snap/microk8s/common/run/containerd.sock',
  '/pipe/containerd-containerd',
  '/pipe/docker_engine',
];

/** Folders and files of a node that root executes or trusts: whoever writes there has the node. */
export const executedPaths: readonly string[] = [
  '/bin',
  '/boot',
  '/etc/cron.d',
  '/etc/cron.daily',
  '/etc/cron.hourly',
  '/etc/crontab',
  '/etc/kubernetes/manifests',
  '/etc/ld.so.preload',
  '/etc/passwd',
  '/etc/profile.d',
  '/etc/shadow',
  '/etc/ssh',
  '/etc/sudoers',
  '/etc/sudoers.d',
  '/etc/systemd',
  '/lib',
  '/lib64',
  '/opt/cni/bin',
  '/proc/sys/kernel',
  '/root',
  '/run/systemd',
  '/sbin',
  '/usr',
  '/var/lib/containerd',
  '/var/lib/docker',
  '/var/lib/kubelet',
  '/var/lib/rancher',
  '/var/spool/cron',
  '/c:/etc/kubernetes',
  '/c:/k',
  '/c:/program files',
  '/c:/programdata/docker',
  '/c:/users',
  '/c:/windows',
];

/** Files of a node with credentials that hand over the node, the pods on it or the cluster. */
export const credentialPaths: readonly string[] = [
  '/etc/kubernetes/admin.conf',
  '/etc/kubernetes/kubelet.conf',
  '/etc/kubernetes/pki',
  '/etc/kubernetes/super-admin.conf',
  '/etc/shadow',
  '/root/.ssh',
  '/var/lib/etcd',
  '/var/lib/kubelet/pki',
  '/var/lib/kubelet/pods',
  '/var/lib/rancher/k3s/server',
];

/** Exceptions below what is executed: plug-in sockets and device folders of the kubelet hand over nothing by themselves. */
export const harmlessPaths: readonly string[] = [
  '/lib/modules',
  '/usr/lib/modules',
  '/usr/share',
  '/usr/src',
  '/var/lib/kubelet/device-plugins',
  '/var/lib/kubelet/plugins',
  '/var/lib/kubelet/plugins_registry',
  '/var/lib/kubelet/pod-resources',
];

/**
 * A path without empty and `.` segments and `..` resolved, `/var/run` written as `/run`; `/` for the root. Of Windows in small
 * letters and with slashes: `/c:/windows`, and `/pipe/docker_engine` for a named pipe.
 */
export function cleanPath(path: string): string {
  const segments: string[] = [];
  const written = /[\\:]/.test(path) ? path.toLowerCase().replaceAll('\\', '/') : path;
  for (const segment of written.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  if (segments[0] === 'var' && segments[1] === 'run') segments.shift();
  return `/${segments.join('/')}`;
}

/** Whether a mounted path holds one of the listed, is one, or lies below one. */
export function touches(path: string, listed: readonly string[]): boolean {
  return listed.some((each) => isWithin(each, path) || isWithin(path, each));
}

/** Whether a path is a folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
