import type { Finding, ReportWorkload } from '../../../src/report/schema.ts';

interface Named {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `cluster/group/Kind/namespace/name`: one subject of one cluster, without the container. Core group is `core`, no namespace is `-`. */
export function subjectKey(cluster: string, object: Named): string {
  return [cluster, object.group || 'core', object.kind, object.namespace || '-', object.name].join('/');
}

/** The path of the page that tells the whole story of one subject. */
export function subjectPath(cluster: string, object: Named): readonly string[] {
  return ['workload', cluster, object.group || 'core', object.kind, object.namespace || '-', object.name];
}

/** `payments/deployment/api`, as the command line takes it; cluster-scoped objects have no namespace part. */
export function objectText(object: Named): string {
  const own = `${object.kind.toLowerCase()}/${object.name}`;
  return object.namespace ? `${object.namespace}/${own}` : own;
}

export function findingSubjectKey(finding: Finding): string {
  return subjectKey(finding.cluster, finding.subject);
}

export function workloadKey(workload: ReportWorkload): string {
  return subjectKey(workload.cluster, workload.reference);
}
