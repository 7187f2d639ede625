import { dump } from 'js-yaml';
import type { Catalogue, Control } from '../../controls/index.ts';
import { explainControl } from '../../report/index.ts';
import { warnOfOwnControls } from '../admission/own-control-warnings.ts';
import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { GlobalFlags } from '../flags.ts';
import { loadControls } from '../judge/catalogue.ts';
import { nearControls } from '../judge/judge-fleet.ts';
import { printText } from '../output.ts';
import { paletteFor } from '../palette.ts';

interface PolicyFlags extends GlobalFlags {
  readonly policies?: readonly string[];
  readonly config?: string;
}

/** `plimsoll policy list`. */
export async function runPolicyList(
  flags: PolicyFlags & { output: 'table' | 'json' | 'csv'; framework?: string },
): Promise<number> {
  const config = loadConfig(flags.config);
  const { catalogue } = loadControls(config, flags);
  const controls = catalogue.controls.filter(
    (control) =>
      flags.framework === undefined ||
      control.mappings.some(
        ({ framework }) => framework.split('@')[0] === flags.framework || framework === flags.framework,
      ),
  );
  if (controls.length === 0)
    throw new CliError(
      'control-not-found',
      `No control names the framework "${flags.framework}"`,
      `Frameworks: ${catalogue.frameworks.map(({ id }) => id).join(', ')}.`,
    );
  printText(listing(controls, flags));
  warnOfOwnControls(controls, config, flags);
  return 0;
}

function listing(
  controls: readonly Control[],
  flags: PolicyFlags & { output: 'table' | 'json' | 'csv' },
): string {
  if (flags.output === 'json') return `${JSON.stringify(controls, null, 2)}\n`;
  if (flags.output === 'csv') {
    const rows = controls.map(({ id, severity, area, title, refs }) =>
      [id, severity, area, title, refs.join(' ')].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','),
    );
    return `${['id,severity,area,title,refs', ...rows].join('\r\n')}\r\n`;
  }
  const palette = paletteFor(flags);
  const width = Math.max(...controls.map(({ id }) => id.length));
  const lines = controls.map(
    ({ id, severity, title }) => `${id.padEnd(width)}  ${palette[severity](severity.padEnd(8))}  ${title}`,
  );
  return `${lines.join('\n')}\n\n${controls.length} controls. plimsoll policy show ID tells one.\n`;
}

/** `plimsoll policy show`: the story, or the ValidatingAdmissionPolicy itself. */
export async function runPolicyShow(
  id: string,
  flags: PolicyFlags & { output: 'text' | 'yaml' | 'json' },
): Promise<number> {
  const config = loadConfig(flags.config);
  const { catalogue } = loadControls(config, flags, { cases: true });
  // A plain admission policy has no cases: it is there only without them.
  const control = catalogue.control(id) ?? loadControls(config, flags).catalogue.control(id);
  if (control === undefined)
    throw new CliError('control-not-found', `There is no control "${id}"`, nearControls(id, catalogue));
  printText(shown(control, catalogue, flags));
  warnOfOwnControls([control], config, flags);
  return 0;
}

function shown(
  control: Control,
  catalogue: Catalogue,
  flags: PolicyFlags & { output: 'text' | 'yaml' | 'json' },
): string {
  if (flags.output === 'json') return `${JSON.stringify(control, null, 2)}\n`;
  if (flags.output === 'text')
    return explainControl(
      control,
      { cases: catalogue.cases.get(control.id)?.length ?? 0 },
      { palette: paletteFor(flags) },
    );
  if (control.policy === undefined && control.file.includes('#/'))
    throw new CliError(
      'usage',
      `${control.id} is a policy already`,
      `It is in ${control.file.split('#/')[0]}.`,
    );
  if (control.policy === undefined)
    throw new CliError(
      'usage',
      `${control.id} is decided by the analysis "${control.analysis}", which the API server cannot run`,
      'plimsoll policy show without -o yaml tells it.',
    );
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: control.id },
    spec: control.policy,
  };
  return dump(policy, { lineWidth: 120, noRefs: true });
}
