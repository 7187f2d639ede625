import { counted, type Finding, type Report } from '../../report/index.ts';
import type { FileRepair, FixPlan, LeftOver } from './plan.ts';

/** What a fix of one file may break, a line for each patch that is not mechanical; empty where nothing can. */
export function breakageNotes(
  { applied }: FileRepair,
  { controls }: Pick<Report, 'controls'>,
): readonly string[] {
  return applied
    .filter(({ finding }) => finding.fix?.mechanical === false)
    .map(({ finding }) => {
      const { remediation } = controls.find(({ id }) => id === finding.control) ?? {};
      const risk = remediation?.mayBreak ?? 'what it may break is not known';
      return `# ${finding.control}, ${subject(finding)}: ${risk}`;
    });
}

/** How many findings are fixed, how many need a person, and why. */
export function summaryOf({ files, left }: FixPlan, written: boolean): string {
  const fixed = files.reduce((sum, { applied }) => sum + applied.length, 0);
  const head = [
    fixed === 0
      ? 'Nothing to fix'
      : `${counted(fixed, 'finding')} fixed${written ? '' : ' by this diff'} in ${counted(files.length, 'file')}`,
    left.length === 0 ? '' : `${left.length} ${left.length === 1 ? 'needs' : 'need'} a person`,
  ];
  const lines = [`${head.filter((part) => part !== '').join(', ')}.`, ...reasons(left)];
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
      'have no patch, as the right value is not in the manifest: plimsoll explain CONTROL',
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

function group<Each extends LeftOver>(
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
