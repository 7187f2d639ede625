import { counted, type Finding, type Report } from '../../report/index.ts';
import type { FileRepair, FixPlan, LeftOver } from './plan.ts';

/** What a fix of one file may break, a line for each patch that is not mechanical; empty where nothing can. */
export function breakageNotes(
  { applied }: FileRepair,
  { controls }: Pick<Report, 'controls'>,
): readonly string[] {
  return applied
    .filter(({ finding }) => finding.fix?.mechanical === false)
    .map(
      ({ finding }) => `# ${finding.control}, ${subject(finding)}: ${riskOf(finding.control, { controls })}`,
    );
}

function riskOf(control: string, { controls }: Pick<Report, 'controls'>): string {
  const { remediation } = controls.find(({ id }) => id === control) ?? {};
  return remediation?.mayBreak ?? 'what it may break is not known';
}

/** How many findings are fixed, how many need a person, and why. */
export function summaryOf(
  { files, left }: FixPlan,
  report: Pick<Report, 'controls'>,
  written: boolean,
): string {
  const fixed = files.reduce((sum, { applied }) => sum + applied.length, 0);
  const head = [
    fixed === 0
      ? 'Nothing to fix'
      : `${counted(fixed, 'finding')} fixed${written ? '' : ' by this diff'} in ${counted(files.length, 'file')}`,
    left.length === 0 ? '' : `${left.length} ${left.length === 1 ? 'needs' : 'need'} a person`,
  ];
  const applied = files.flatMap((file) => file.applied.map(({ finding }) => finding));
  const lines = [
    `${head.filter((part) => part !== '').join(', ')}.`,
    ...group(
      'of these change nothing that the manifest needs; what it cannot show:',
      applied.filter(({ fix }) => fix?.mechanical === true),
      ({ control }) => `${control}: ${riskOf(control, report)}`,
    ),
    ...reasons(left),
  ];
  return `${lines.join('\n')}\n`;
}

function reasons(left: readonly LeftOver[]): readonly string[] {
  const of = <Why extends LeftOver['why']>(why: Why) =>
    left.filter((each): each is Extract<LeftOver, { why: Why }> => each.why === why);
  return [
    ...group(
      'may break something: --all patches them too and says what may break',
      of('may-break'),
      byControl,
    ),
    ...group(
      'have no patch as the manifest stands: the right value is not in it, or another setting comes first (run fix again after this diff): plimsoll explain CONTROL',
      of('no-patch'),
      byControl,
    ),
    ...group('are written elsewhere; change them at', of('elsewhere'), ({ changeAt }) => changeAt),
    ...group('could not be patched', of('refused'), refusalText),
  ];
}

function byControl({ finding }: LeftOver): string {
  return finding.control;
}

function refusalText({ finding, file, error }: Extract<LeftOver, { why: 'refused' }>): string {
  return `${file}, ${subject(finding)}, ${finding.control}: ${error.message} (${error.code})`;
}

function group<Each>(
  title: string,
  members: readonly Each[],
  keyOf: (each: Each) => string,
): readonly string[] {
  if (members.length === 0) return [];
  const groups = [...Map.groupBy(members, keyOf)].toSorted(
    ([one, ones], [other, others]) => others.length - ones.length || (one < other ? -1 : 1),
  );
  return [
    `  ${members.length} ${title}`,
    ...groups.map(([key, each]) => `    ${String(each.length).padStart(4)}  ${key}`),
  ];
}

function subject({ subject: { kind, namespace, name, container } }: Finding): string {
  const object = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  return container === undefined ? object : `${object} container ${container}`;
}
