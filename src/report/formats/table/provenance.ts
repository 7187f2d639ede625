import type { Report, ReportCluster } from '../../schema.ts';
import { counted, timeText } from '../../text/phrases.ts';
import { hang, wrap } from '../../text/wrap.ts';
import type { Page } from './page.ts';

const clustersAtMost = 4;

/** Who read what, when: the lines that make the rest worth anything. */
export function provenanceLines(report: Report, { palette, width }: Page): string[] {
  const { clusters, run, tool } = report;
  const title = `Plimsoll ${tool.version}, ${timeText(run.endedAt)}`;
  const shown = clusters.slice(0, clustersAtMost).flatMap((cluster) => clusterLines(cluster, width));
  const rest = clusters.slice(clustersAtMost);
  const away = rest.filter(({ state }) => state === 'unreachable');
  const filters =
    run.filters.length === 0
      ? []
      : hang(
          '  shown    ',
          `only ${run.filters.join(' ')}${insideText(run.filters)}; what else was read was judged all the same`,
          width,
        );
  return [
    palette.strong(title),
    ...shown,
    ...(rest.length > 0 ? [`  and ${counted(rest.length, 'more cluster')}, listed below`] : []),
    ...away.flatMap((cluster) => clusterLines(cluster, width)),
    ...filters,
  ];
}

/** A Namespace is one object among others: what is in it is another question. */
function insideText(filters: readonly string[]): string {
  const flags = filters
    .flatMap((filter) => /^namespace\/(\S+)$/.exec(filter)?.[1] ?? [])
    .map((name) => `-n ${name}`);
  return flags.length === 0 ? '' : ` and not what is in it (${flags.join(' ')})`;
}

function clusterLines(cluster: ReportCluster, width: number): string[] {
  const label =
    cluster.source === 'manifests'
      ? '  manifests  '
      : cluster.source === 'snapshot'
        ? '  snapshot   '
        : '  cluster    ';
  if (cluster.state === 'unreachable')
    return hang(label, `${cluster.name}: not reached. ${cluster.error ?? ''}`, width);
  const version = cluster.version.assumed
    ? `judged for Kubernetes ${cluster.version.gitVersion} (assumed)`
    : cluster.version.gitVersion;
  const reader = cluster.reader === undefined ? '' : `, read by ${cluster.reader}`;
  const sizes = [
    counted(cluster.objects, 'object'),
    counted(cluster.workloads, 'workload'),
    counted(cluster.namespaces, 'namespace'),
  ];
  return [
    ...hang(label, `${cluster.name}, ${version}`, width),
    ...wrap(`${sizes.join(', ')}${reader}`, width - label.length).map(
      (line) => `${' '.repeat(label.length)}${line}`,
    ),
  ];
}
