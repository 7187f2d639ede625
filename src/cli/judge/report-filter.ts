import { compileSelectorText, SelectorError } from '../../cluster/index.ts';
import type { ReportFilter } from '../../report/index.ts';
import type { LoadedConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { TargetFlags } from '../flags.ts';
import type { Targets } from '../target.ts';

/**
 * What `-n`, `-l`, `--scope` and objects that were named leave of an answer; undefined where there is none of them.
 *
 * @throws CliError `scope-unknown`, or `usage` where a selector cannot be read
 */
export function reportFilter(
  named: Targets['objects'],
  { namespace = [], selector, scope = [] }: Pick<TargetFlags, 'namespace' | 'selector' | 'scope'>,
  config: Pick<LoadedConfig, 'config'>,
): ReportFilter | undefined {
  for (const name of scope) {
    if (config.config.scopes?.[name] === undefined) {
      const known = Object.keys(config.config.scopes ?? {});
      throw new CliError(
        'scope-unknown',
        `There is no scope "${name}"`,
        known.length === 0
          ? 'Scopes are named in plimsoll.yaml: plimsoll config init.'
          : `Scopes: ${known.join(', ')}.`,
      );
    }
  }
  const objects = named.map(
    ({ namespace: within, kind, name }) =>
      `${within === undefined ? '' : `${within}/`}${kind.toLowerCase()}/${name}`,
  );
  const text = [
    ...namespace.map((name) => `-n ${name}`),
    ...(selector === undefined ? [] : [`-l ${selector}`]),
    ...scope.map((name) => `--scope ${name}`),
    ...objects,
  ];
  if (text.length === 0) return undefined;
  return {
    text,
    ...(namespace.length > 0 && { namespaces: namespace }),
    ...(scope.length > 0 && { scopes: scope }),
    ...(selector !== undefined && { labels: labelFilter(selector) }),
  };
}

function labelFilter(selector: string) {
  try {
    return compileSelectorText(selector);
  } catch (error) {
    if (error instanceof SelectorError) throw new CliError('usage', `-l ${selector}: ${error.message}`);
    throw error;
  }
}
