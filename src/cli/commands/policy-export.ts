import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  type ClusterIdentity,
  type LabelSelector,
  newestKnownVersion,
  parseSelector,
  SelectorError,
} from '../../cluster/index.ts';
import {
  type Catalogue,
  type Control,
  compareExport,
  type EnforcementMode,
  exportControls,
  type PolicyExport,
} from '../../controls/index.ts';
import { counted } from '../../report/index.ts';
import { formatExportDifferences } from '../admission/export-diff-text.ts';
import { exportFiles, exportText } from '../admission/export-files.ts';
import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import { loadExceptions } from '../exceptions/load.ts';
import type { ReadFlags } from '../flags.ts';
import { configuredParameters, loadControls } from '../judge/catalogue.ts';
import { nearControls } from '../judge/judge-fleet.ts';
import { sayText, writeExactly, writeStandardOutput } from '../output.ts';
import { paletteFor } from '../palette.ts';
import { createProgress } from '../progress.ts';
import { readFleet, readingContext } from '../read/fleet.ts';
import { kubernetesVersion } from '../read/kubernetes-version.ts';
import { isRead } from '../read/member.ts';
import { resolveTargets } from '../target.ts';
import { writeFileWhole } from '../write-file.ts';

export interface ExportFlags extends ReadFlags {
  readonly enforce?: boolean;
  readonly warn?: boolean;
  readonly audit?: boolean;
  readonly namespaces?: readonly string[];
  readonly includeSystem?: boolean;
  readonly paramNamespace?: string;
  readonly output?: string;
  readonly diff?: boolean;
  readonly widenExceptions?: boolean;
}

/**
 * `plimsoll policy export`: writes what enforces the controls with no webhook. With `--diff` it writes nothing and exits 1
 * when a cluster or snapshot has something else, 3 when that could not be read.
 */
export async function runPolicyExport(texts: readonly string[], flags: ExportFlags): Promise<number> {
  if (texts.length > 0 && flags.diff !== true)
    throw new CliError('usage', `${texts.join(' ')}: a target is compared with`, 'Add --diff.');
  const config = loadConfig(flags.config);
  const { catalogue } = loadControls(config, flags);
  const controls = chosenControls(catalogue, flags.control);
  const { exceptions } = loadExceptions(config, flags, catalogue);
  const make = (minor: number, cluster = namedCluster(flags)) =>
    exportControls(controls, {
      exceptions,
      exceptionOptions: {
        now: Date.now(),
        widen: flags.widenExceptions === true,
        ...(cluster && { cluster }),
      },
      mode: modeOf(flags),
      minor,
      parameters: configuredParameters(config, catalogue),
      namespaces: (flags.namespaces ?? []).map(labelSelectorOf),
      includeSystem: flags.includeSystem === true,
      providerNamespaces: catalogue.providers.flatMap(({ workloads }) =>
        workloads.map(({ namespace }) => namespace),
      ),
      ...(flags.paramNamespace !== undefined && { paramNamespace: flags.paramNamespace }),
    });
  if (flags.diff === true) return await compareWith(texts, flags, make, config);
  const made = make((kubernetesVersion(flags) ?? newestKnownVersion).minor);
  if (made.objects.length === 0)
    throw new CliError('nothing-to-judge', `No control can be exported:\n${leftOutText(made)}`);
  await write(made, flags);
  if (flags.quiet !== true) sayText(`${notes(made, flags)}\n`);
  return 0;
}

async function compareWith(
  texts: readonly string[],
  flags: ExportFlags,
  make: (minor: number, cluster: ClusterIdentity) => PolicyExport,
  config: ReturnType<typeof loadConfig>,
): Promise<number> {
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  const progress = createProgress(flags.quiet === true);
  const context = await readingContext(flags, config, progress);
  const members = await readFleet(targets, context).finally(() => progress.done());
  const comparisons = members.filter(isRead).map(({ cluster }) => {
    const made = make(cluster.version.minor, cluster.identity);
    return {
      name: cluster.identity.name,
      comparison: compareExport(made.objects, cluster),
      expired: made.exceptions.leftOut.filter(({ expired }) => expired),
    };
  });
  const unreachable = members.flatMap((member) => ('error' in member ? [member] : []));
  await writeStandardOutput(formatExportDifferences(comparisons, unreachable, paletteFor(flags)));
  if (comparisons.some(({ comparison, expired }) => comparison.differences.length + expired.length > 0))
    return 1;
  return unreachable.length > 0 || comparisons.some(({ comparison }) => comparison.unknown.length > 0)
    ? 3
    : 0;
}

/** The cluster that an export is for, where somebody says so: exceptions may hold in some clusters alone. */
function namedCluster({ clusterName }: ExportFlags): { id: string; name: string } | undefined {
  return clusterName === undefined ? undefined : { id: clusterName, name: clusterName };
}

/** Nothing is denied unless somebody says so. */
function modeOf({ enforce, warn, audit }: ExportFlags): EnforcementMode {
  const named = [enforce && 'enforce', warn && 'warn', audit && 'audit'].filter(
    (mode): mode is EnforcementMode => typeof mode === 'string',
  );
  if (named.length > 1)
    throw new CliError('usage', `--${named.join(' and --')} exclude each other`, 'Choose one.');
  return named[0] ?? 'warn';
}

function chosenControls(catalogue: Catalogue, ids: readonly string[] | undefined): Control[] {
  if (ids === undefined) return catalogue.controls.filter(({ policy }) => policy !== undefined);
  return ids.map((id) => {
    const control = catalogue.control(id);
    if (control === undefined)
      throw new CliError('control-not-found', `There is no control "${id}"`, nearControls(id, catalogue));
    return control;
  });
}

/** kubectl's text form as the API has it. */
function labelSelectorOf(text: string): LabelSelector {
  try {
    const terms = parseSelector(text);
    if (terms.length === 0) throw new CliError('usage', '--namespaces needs a label selector');
    return {
      matchExpressions: terms.map(({ key, operator, values }) => {
        if (operator === 'GreaterThan' || operator === 'LessThan')
          throw new CliError('usage', `--namespaces ${text}: the API server compares no numbers`);
        return { key, operator, ...(values.length > 0 && { values: [...values] }) };
      }),
    };
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new CliError(
      'usage',
      `--namespaces ${text}: ${error.message}`,
      'Labels of namespaces: team=red,env!=test.',
    );
  }
}

async function write(made: PolicyExport, flags: ExportFlags): Promise<void> {
  const { output } = flags;
  if (output === undefined || output === '-') {
    for (const text of exportText(made)) await writeExactly(text);
    return;
  }
  const isFolder = output.endsWith('/') || (existsSync(output) && statSync(output).isDirectory());
  if (!isFolder) {
    writeFileWhole(output, exportText(made));
    return;
  }
  mkdirSync(output, { recursive: true });
  for (const [name, chunks] of exportFiles(made)) writeFileWhole(path.join(output, name), chunks);
}

function notes(made: PolicyExport, flags: ExportFlags): string {
  const policies = made.objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy').length;
  const what = {
    enforce: 'the API server denies what violates them',
    warn: 'the API server warns about what violates them and notes it in the audit log; nothing is denied',
    audit: 'the API server notes in the audit log what violates them; nothing is denied',
  }[modeOf(flags)];
  const excluded =
    made.excludedNamespaces.length === 0
      ? 'Every namespace is judged, those of the system too.'
      : `Not judged: namespaces ${made.excludedNamespaces.join(', ')} (--include-system judges them).`;
  const leftOut = leftOutText(made);
  return [
    `${counted(policies, 'policy', 'policies')}: ${what}.`,
    excluded,
    ...judgedPatterns(made),
    ...(leftOut === '' ? [] : ['Not exported:', leftOut]),
    ...exceptionNotes(made),
  ].join('\n');
}

/** What the export cannot leave out, though a scan takes it for a provider's. */
function judgedPatterns({ unexpressedNamespaces }: PolicyExport): string[] {
  const named = unexpressedNamespaces.filter((name) => name !== '*');
  return [
    ...(unexpressedNamespaces.includes('*')
      ? ['Judged elsewhere, though a scan excepts them: agents of nodes that the catalogue knows by image.']
      : []),
    ...(named.length > 0
      ? [`Judged, because no selector can name them: namespaces of providers like ${named.join(', ')}.`]
      : []),
  ];
}

function exceptionNotes({ exceptions: { exported, leftOut } }: PolicyExport): string[] {
  const carried = exported.map(({ id, expires }) => `${id} until ${expires}`);
  return [
    ...(carried.length > 0
      ? [
          `Not judged because of exceptions, with what they own: ${carried.join(', ')}.`,
          'The API server knows no dates: export again when one ends; --diff says when that is due.',
        ]
      : []),
    ...(leftOut.length > 0
      ? [
          'Exceptions that are not exported:',
          ...leftOut.map(({ exception, reason }) => `  ${exception.id}: ${reason}`),
        ]
      : []),
  ];
}

function leftOutText({ leftOut }: PolicyExport): string {
  return leftOut.map(({ control, reason }) => `  ${control}: ${reason}`).join('\n');
}
