import type { PodTemplate } from '../../cluster/index.ts';

/** What of a container shows what kind of agent it is. */
export interface ContainerMake {
  readonly name: string;
  readonly privileged: boolean;
  readonly mayBeRoot: boolean;
  /** Added ones. */
  readonly capabilities: readonly string[];
  /** Words of command and arguments. */
  readonly words: readonly string[];
  /** True when a shell runs a program that stands in the manifest. */
  readonly ownProgram: boolean;
  /** True when it ends before the agent starts. */
  readonly ends: boolean;
  /** Paths of the node. */
  readonly mounts: readonly { readonly path: string; readonly readOnly: boolean }[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What the containers of a pod template are made of. Fields of a wrong type count as absent. */
export function agentMake({ spec, containers }: PodTemplate): ContainerMake[] {
  const paths = new Map(
    listOf(spec['volumes']).flatMap((volume) => {
      const path = fieldsOf(volume['hostPath'])['path'];
      return typeof path === 'string' ? [[volume['name'], normalPath(path)] as const] : [];
    }),
  );
  const pod = fieldsOf(spec['securityContext']);
  return containers.map((container) => {
    const own = fieldsOf(container.spec['securityContext']);
    const words = [...textsOf(container.spec['command']), ...textsOf(container.spec['args'])];
    return {
      name: container.name,
      privileged: own['privileged'] === true,
      mayBeRoot: mayBeRoot(own, pod),
      capabilities: textsOf(fieldsOf(own['capabilities'])['add']),
      words,
      ownProgram: runsOwnProgram(words),
      ends: container.type === 'initContainer' && container.spec['restartPolicy'] !== 'Always',
      mounts: listOf(container.spec['volumeMounts']).flatMap((mount) => {
        const path = paths.get(mount['name']);
        return path === undefined ? [] : [{ path, readOnly: mount['readOnly'] === true }];
      }),
    };
  });
}

/** A path of the node in one way of writing: no slash at the end, none twice, and /run for what is a link to it. */
export function normalPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts[0] === 'var' && parts[1] === 'run') parts.shift();
  return parts.includes('..') ? path : `/${parts.join('/')}`;
}

function mayBeRoot(own: Fields, pod: Fields): boolean {
  const user = own['runAsUser'] ?? pod['runAsUser'];
  if (typeof user === 'number') return user === 0;
  return (own['runAsNonRoot'] ?? pod['runAsNonRoot']) !== true;
}

/** A shell that runs a file of the image is the image's program; one with `-c`, or nothing to run, is somebody's own. */
function runsOwnProgram(words: readonly string[]): boolean {
  const at = words.findIndex((word) => shell.test(word));
  if (at < 0) return false;
  const [next] = words.slice(at + 1);
  return (
    entering.test(words[at] ?? '') ||
    next === undefined ||
    words.slice(at + 1).some((word) => inline.test(word))
  );
}

const shell = /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/)?(?:sh|bash|ash|dash|zsh|ksh|busybox|nsenter|chroot)$/;
const entering = /(?:nsenter|chroot|busybox)$/;
const inline = /^-[a-z]*c$/;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
