import { quotedWord } from '../../../src/report/commands.ts';
import type { ReportCluster } from '../../../src/report/schema.ts';
import { type Permission, permissionText } from '../model/permission.ts';

export type CoverageRow = ReportCluster['coverage'][number] & {
  readonly key: string;
  readonly clusterId: string;
  readonly clusterName: string;
  /** `secrets`, `roles.rbac.authorization.k8s.io` */
  readonly name: string;
};

export const stateWords: Readonly<Record<CoverageRow['state'], string>> = {
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
    .sort(
      (a, b) =>
        order.indexOf(a.state) - order.indexOf(b.state) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
}

/** A type that the server does not serve has no objects: that is known. Everything else but `read` is unknown. */
export function isUnread(row: Pick<CoverageRow, 'state'>): boolean {
  return row.state !== 'read' && row.state !== 'not-served';
}

export function missingPermissions(rows: readonly CoverageRow[]): readonly Permission[] {
  const found = new Map<string, Permission>();
  for (const { permission } of rows) if (permission) found.set(permissionText(permission), permission);
  return [...found.values()];
}

/** Prints what can be read and the roles that cure the rest. */
export function doctorCommand(clusters: readonly ReportCluster[]): string {
  const contexts = clusters.flatMap((cluster) => cluster.context ?? []);
  return ['plimsoll doctor', ...contexts.map((context) => `--context ${quotedWord(context)}`)].join(' ');
}
