import type { ReportCluster } from '../../../src/report/schema.ts';
import { type Permission, permissionText } from '../model/permission.ts';

export type CoverageRow = ReportCluster['coverage'][number] & {
  readonly key: string;
  readonly clusterId: string;
  readonly clusterName: string;
  /** `secrets`, `roles.rbac.authorization.k8s.io` */
  readonly name: string;
};

const stateWords: Readonly<Record<CoverageRow['state'], string>> = {
  read: 'read',
  denied: 'denied',
  'not-served': 'not served',
  'timed-out': 'timed out',
  broken: 'broken',
  partial: 'in part',
  stale: 'stale',
};

const order: readonly CoverageRow['state'][] = [
  'denied',
  'broken',
  'timed-out',
  'partial',
  'stale',
  'read',
  'not-served',
];

/** All reads of all clusters: what failed first, then by name. With `namespaces`, those that say something about one of them. */
export function coverageRows(
  clusters: readonly ReportCluster[],
  namespaces?: readonly string[],
): readonly CoverageRow[] {
  return clusters
    .flatMap((cluster) =>
      cluster.coverage.map((coverage): CoverageRow => {
        const name = coverage.group ? `${coverage.resource}.${coverage.group}` : coverage.resource;
        return {
          ...coverage,
          name,
          clusterId: cluster.id,
          clusterName: cluster.name,
          key: `${cluster.id} ${coverage.version} ${name} ${coverage.namespace ?? ''}`,
        };
      }),
    )
    .filter(({ namespace }) => !namespaces || namespace === undefined || namespaces.includes(namespace))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** What was left out on purpose was not asked for. */
export function wasAsked({ leftOut }: Pick<CoverageRow, 'leftOut'>): boolean {
  return leftOut !== true;
}

/**
 * A type that the server does not serve has no objects: that is known. What nobody asked for is no failure, and the page
 * lists it by itself. Everything else but `read` is unknown.
 */
export function isUnread(row: Pick<CoverageRow, 'state' | 'leftOut'>): boolean {
  return wasAsked(row) && row.state !== 'read' && row.state !== 'not-served';
}

export function stateWord(row: Pick<CoverageRow, 'state' | 'leftOut'>): string {
  return wasAsked(row) ? stateWords[row.state] : 'left out';
}

/** What was left out on purpose comes last. */
function rank(row: CoverageRow): number {
  return wasAsked(row) ? order.indexOf(row.state) : order.length;
}

export function missingPermissions(rows: readonly CoverageRow[]): readonly Permission[] {
  const found = new Map<string, Permission>();
  for (const { permission } of rows) if (permission) found.set(permissionText(permission), permission);
  return [...found.values()];
}
