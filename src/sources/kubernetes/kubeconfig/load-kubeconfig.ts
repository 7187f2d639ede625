import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { KubernetesSourceError } from '../errors.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { parseKubeconfig } from './parse-kubeconfig.ts';

export interface KubeconfigLocation {
  /** `--kubeconfig`: this file alone, and it must exist. */
  readonly file?: string;
  /** Defaults to the environment of this process; `KUBECONFIG` and `HOME` are read. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads and merges kubeconfig files by kubectl's rules: `--kubeconfig` alone; else the files of `KUBECONFIG`, those
 * that do not exist left out; else `~/.kube/config`. The first file to set a name or the current context wins, whole
 * entries, never field by field.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 *
 * Undefined when there is no file at all: the caller may be inside a cluster.
 * @throws KubernetesSourceError `kubeconfig-unreadable` and the codes of parseKubeconfig
 */
export async function loadKubeconfig(location: KubeconfigLocation = {}): Promise<Kubeconfig | undefined> {
  const { files, required } = kubeconfigFiles(location);
  const parsed: Kubeconfig[] = [];
  for (const file of files) {
    const text = await readText(file, required);
    if (text !== undefined) parsed.push(parseKubeconfig(text, file));
  }
  return parsed.length === 0 ? undefined : mergeKubeconfigs(parsed);
}

function kubeconfigFiles({ file, environment = process.env }: KubeconfigLocation): {
  files: string[];
  required: boolean;
} {
  if (file !== undefined) return { files: [resolve(file)], required: true };
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return { files: [...new Set(listed.map((path) => resolve(path)))], required: false };
  return { files: [join(environment['HOME'] || homedir(), '.kube', 'config')], required: false };
}

async function readText(file: string, required: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !required) return undefined;
    const message =
      code === 'ENOENT' ? 'the file does not exist' : `cannot be read (${code ?? 'unknown error'})`;
    throw new KubernetesSourceError('kubeconfig-unreadable', message, { file, cause });
  }
}

/** First wins, by name. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const merged = <T>(pick: (config: Kubeconfig) => ReadonlyMap<string, T>) =>
    new Map([...configs].reverse().flatMap((config) => [...pick(config)]));
  const currentContext = configs.find((config) => config.currentContext !== undefined)?.currentContext;
  return {
    ...(currentContext !== undefined && { currentContext }),
    clusters: merged((config) => config.clusters),
    users: merged((config) => config.users),
    contexts: merged((config) => config.contexts),
    files: configs.flatMap((config) => config.files),
  };
}
