import {
  formatMinor,
  type KubernetesVersion,
  knownMinor,
  newestKnownVersion,
  oldestKnownVersion,
  parseKubernetesVersion,
  visibleText,
} from '../../cluster/index.ts';
import { CliError } from '../errors.ts';
import type { ReadFlags } from '../flags.ts';

/**
 * `--kubernetes-version`, or undefined when it was not given. Nobody runs a version whose rules are not known here, so one
 * outside of the range is a mistake of the hand; clusters say their own.
 * @throws CliError `usage`
 */
export function kubernetesVersion({
  kubernetesVersion: text,
}: Pick<ReadFlags, 'kubernetesVersion'>): KubernetesVersion | undefined {
  if (text === undefined) return undefined;
  const version = parseKubernetesVersion(text);
  const [oldest, newest] = [formatMinor(oldestKnownVersion), formatMinor(newestKnownVersion)];
  if (version === undefined) {
    throw new CliError(
      'usage',
      `--kubernetes-version: "${visibleText(text)}" is no Kubernetes version`,
      `Write it as 1.35 or v1.35.2; ${oldest} to ${newest} are known.`,
    );
  }
  const side = knownMinor(version);
  if (side === 'known') return version;
  throw new CliError(
    'usage',
    `--kubernetes-version ${formatMinor(version)} is ${side} than the versions that are known, ${oldest} to ${newest}`,
    `The nearest is --kubernetes-version ${side === 'older' ? oldest : newest}.`,
  );
}
