import type { Control } from '../../../controls/index.ts';
import {
  type ClusterAssessment,
  type LevelVerdict,
  labelCommand,
  labelsOf,
  type TemplateAssessment,
  type Violation,
  type WorkloadAssessment,
} from '../../../posture/pod-security/index.ts';
import { counted, hang } from '../../../report/index.ts';
import { commandLines } from './command-lines.ts';
import type { Page, TableInput } from './page.ts';

const shownAtMost = 3;

/** One section for each namespace that refuses something, or would at the level looked at: by check, with the cure. */
export function breakLines(cluster: ClusterAssessment, input: TableInput, page: Page): string[][] {
  return cluster.namespaces
    .filter(({ system }) => !system)
    .flatMap((namespace) => {
      const { name, refused, breaks, workloads, target, policy } = namespace;
      const sections: string[][] = [];
      if (refused.length > 0) {
        const title = `${name} refuses ${refused.length} of ${counted(workloads.length, 'workload')} now (${policy?.enforce.level})`;
        sections.push(sectionLines(title, refused, ({ enforced }) => enforced, input, page));
      }
      const isSame = target === policy?.enforce.level && refused.length > 0;
      if (target !== undefined && breaks.length > 0 && !isSame) {
        const title = `${name} at ${target} would refuse ${breaks.length} of ${counted(workloads.length, 'workload')}`;
        const command = labelCommand({
          namespaces: [name],
          labels: labelsOf(['enforce'], target, cluster.minor),
          context: cluster.identity.context,
          overwrite: policy !== undefined,
        });
        sections.push([
          ...sectionLines(title, breaks, ({ verdicts }) => verdicts[target], input, page),
          '  and when these are changed:',
          ...commandLines(command, '    ', page.width).map(page.palette.command),
        ]);
      }
      return sections;
    });
}

/** One violation with where it is. */
interface Row {
  readonly workload: WorkloadAssessment;
  readonly violation: Violation;
}

function sectionLines(
  title: string,
  workloads: readonly WorkloadAssessment[],
  verdictOf: (template: TemplateAssessment) => LevelVerdict | undefined,
  { every }: TableInput,
  { palette, width }: Page,
): string[] {
  const rows = workloads.flatMap((workload) => rowsOf(workload, verdictOf));
  const byControl = Map.groupBy(rows, ({ violation }) => violation.control);
  const most = [...byControl].sort(([, left], [, right]) => right.length - left.length);
  return [
    palette.strong(title),
    ...most.flatMap(([control, found]) =>
      checkLines(control, found, every ? Number.POSITIVE_INFINITY : shownAtMost, width),
    ),
  ];
}

/** Each violation once for the workload, however many pods of it run. */
function rowsOf(
  workload: WorkloadAssessment,
  verdictOf: (template: TemplateAssessment) => LevelVerdict | undefined,
): Row[] {
  const seen = new Set<string>();
  return workload.templates.flatMap((template) =>
    (verdictOf(template)?.violations ?? []).flatMap((violation) => {
      if (violation.verdict !== 'fail') return [];
      const { control, container, message } = violation;
      const key = JSON.stringify([control.id, container?.type, container?.name, message]);
      if (seen.has(key)) return [];
      seen.add(key);
      return { workload, violation };
    }),
  );
}

function checkLines(control: Control, rows: readonly Row[], atMost: number, width: number): string[] {
  const check = rows[0]?.violation.check ?? '';
  const more = rows.length - atMost;
  return [
    ...hang('  ', `${check}: ${control.title}`, width),
    ...rows.slice(0, atMost).flatMap((row) => rowLines(row, width)),
    ...(more > 0 ? [`    and ${more} more: -n NAMESPACE tells all, -o json as data`] : []),
    ...hang('    cure  ', control.remediation.summary, width),
  ];
}

function rowLines({ workload, violation }: Row, width: number): string[] {
  const { kind, name } = workload.reference;
  const { container, evidence } = violation;
  const [field] = evidence;
  const judged = field?.object;
  const where = [
    `${kind} ${name}`,
    ...(container === undefined ? [] : [`${containerText[container.type]} ${container.name}`]),
    ...(judged === undefined || judged.name === name ? [] : [`in ${judged.kind} ${judged.name}`]),
    ...(workload.known === undefined ? [] : [`known as ${workload.known}`]),
  ].join(', ');
  const place = field?.position === undefined ? '' : ` (${field.position.file}:${field.position.line})`;
  const value = field === undefined ? '' : `${field.path} is ${field.value ?? 'unset'}${place}`;
  return [...hang('    - ', where, width), ...(value === '' ? [] : hang('      ', value, width))];
}

const containerText = {
  container: 'container',
  initContainer: 'init container',
  ephemeralContainer: 'ephemeral container',
};
